"""Where facts are pushed to, a department's user at Kafka, and packages of files: what each act says and changes, and how it is refused."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.exchange.domain.endpoint import Endpoint, EndpointKey, endpoint_name
from services.exchange.domain.package import Package, package_name
from services.exchange.domain.states import ENDPOINT, PACKAGE
from services.exchange.domain.subscription import demand_subscriber
from services.exchange.domain.words import EndpointState, PackageState, SubscriptionState, Way
from tests.unit.exchange.examples import BUREAU, CLERK, NAME, NOW, OTHER, POLICY, granted, scope, subscription, suspended
from tests.unit.pictures import picture
from tests.unit.said import done, refused

pytestmark = pytest.mark.rule("2.5")
README = (Path(__file__).parents[3] / "services" / "exchange" / "README.md").read_text()
WHAT: dict[str, Any] = {"name": NAME, "organization": BUREAU, "rule": "2.5"}
URL, OTHER_URL = "https://receiver.stats.gov.cn/facts", "https://other.stats.gov.cn/facts"
E, P = EndpointState, PackageState
KEY = EndpointKey(1, "whpk_1", NOW)


def endpoint() -> Endpoint:
    made = Endpoint(endpoint_name(NAME), NAME, BUREAU, URL, CLERK, NOW)
    made.register(URL, "whpk_1", CLERK, NOW)
    return made


def package(state: PackageState = P.PLANNED) -> Package:
    made = Package(package_name(NAME, 7), NAME, BUREAU, 7, 40, 60, scope(), NOW, "0" * 64)
    if state is not P.PLANNED:
        made.issue("a" * 64, 12, {"t": ("name",)}, NOW)
    return replace(made, state=state)


def told(kind: str, **said: Any) -> list[tuple[str, bool, dict[str, Any]]]:
    return [(f"{kind}.v1", True, WHAT | said)]


def test_the_pictures_in_the_readme_are_those_of_the_code() -> None:
    assert picture(ENDPOINT.moves, E.ACTIVE) in README, picture(ENDPOINT.moves, E.ACTIVE)
    assert picture(PACKAGE.moves, P.PLANNED) in README, picture(PACKAGE.moves, P.PLANNED)


def test_an_address_is_registered_and_another_one_keeps_the_key() -> None:
    made = Endpoint(endpoint_name(NAME), NAME, BUREAU, URL, CLERK, NOW)
    said = done(made, lambda: made.register(URL, "whpk_1", CLERK, NOW))
    assert said == (told("endpoint.registered", url=URL, public_key="whpk_1"), {"keys": (KEY,), "turn": 1})
    later = NOW + timedelta(days=1)
    said = done(made, lambda: made.register(OTHER_URL, "", CLERK, later))
    assert said == (told("endpoint.registered", url=OTHER_URL, public_key="whpk_1"), {"url": OTHER_URL, "turn": 2, "registered_at": later})


def test_an_endpoint_is_paused_with_a_reason_and_resumed() -> None:
    made = endpoint()
    assert refused(lambda: made.pause(" ")) == (InvalidArgument, "REASON_MISSING", "2.5", {"field": "reason"})
    said = done(made, lambda: made.pause("检修"))
    assert said == (told("endpoint.paused", reason="检修"), {"state": E.PAUSED, "paused_because": "检修", "turn": 2})
    assert refused(lambda: made.pause("再次"))[:3] == (RuleViolated, "ENDPOINT_PAUSED", "2.5")
    assert done(made, made.resume) == (told("endpoint.resumed"), {"state": E.ACTIVE, "paused_because": "", "turn": 3})
    assert done(made, made.resume) == (told("endpoint.resumed"), {"turn": 4}), "one that is not paused is tried at once"


def test_keys_overlap_for_the_days_of_the_policy() -> None:
    made = endpoint()
    until = NOW + POLICY.key_overlap
    assert POLICY.key_overlap == timedelta(days=7) and made.next_number() == 2
    said = done(made, lambda: made.rotate("whpk_2", NOW, POLICY.key_overlap))
    second = EndpointKey(2, "whpk_2", NOW)
    keys = (replace(KEY, until=until), second)
    assert said == (told("endpoint.key_rotated", public_key="whpk_2", previous_until=until), {"keys": keys, "turn": 2})
    assert [key.number for key in made.signing(NOW)] == [2, 1]
    assert [key.number for key in made.signing(until)] == [2]
    made.rotate("whpk_3", until, POLICY.key_overlap)
    assert [key.number for key in made.keys] == [2, 3], "one that signs no more is not kept"


def test_a_key_that_is_turned_twice_ends_when_it_would_have() -> None:
    made = endpoint()
    made.rotate("whpk_2", NOW, POLICY.key_overlap)
    made.rotate("whpk_3", NOW + timedelta(days=1), POLICY.key_overlap)
    assert made.keys[0].until == NOW + POLICY.key_overlap


def test_a_package_is_issued_once_and_put_back_as_it_was() -> None:
    made = package()
    said = done(made, lambda: made.issue("a" * 64, 12, {"t": ("name",)}, NOW) or ())  # type: ignore[func-returns-value]
    changed = {"state": P.ISSUED, "in_place": True, "digest": "a" * 64, "events": 12, "columns": {"t": ("name",)}, "issued_at": NOW}
    assert said == ([], changed)
    assert refused(lambda: made.reissue(""))[:3] == (InvalidArgument, "REASON_MISSING", "2.5")
    made = package(P.ISSUED)
    assert done(made, lambda: made.reissue("没有收到")) == (told("package.reissued", number=7, reason="没有收到"), {"in_place": False})
    made.issue("b" * 64, 1, {}, NOW + timedelta(days=1))
    assert (made.digest, made.events, made.issued_at, made.in_place) == ("a" * 64, 12, NOW, True), "as it was issued the first time"


def test_a_package_that_cannot_be_made_again_says_why_until_it_can() -> None:
    made = package(P.ISSUED)
    made.reissue("没有收到")
    made.fail("字段标记不同")
    assert (made.state, made.in_place, made.fault) == (P.ISSUED, True, "字段标记不同")
    made.reissue("再试")
    made.issue("a" * 64, 12, {}, NOW)
    assert made.fault == ""


def test_a_package_is_confirmed_by_the_digest_of_its_manifest_once() -> None:
    assert refused(lambda: package().confirm("", CLERK, NOW))[:3] == (RuleViolated, "PACKAGE_NOT_ISSUED", "2.5")
    assert refused(lambda: package().reissue("没有收到"))[:3] == (RuleViolated, "PACKAGE_NOT_ISSUED", "2.5")
    made = package(P.ISSUED)
    assert refused(lambda: made.confirm("b" * 64, CLERK, NOW)) == (InvalidArgument, "PACKAGE_DIFFERS", "2.5", {"field": "digest"})
    changed = {"state": P.CONFIRMED, "confirmed_at": NOW, "confirmed_by": CLERK}
    assert done(made, lambda: made.confirm("a" * 64, CLERK, NOW)) == (told("package.confirmed", number=7, digest="a" * 64), changed)
    assert refused(lambda: made.confirm("a" * 64, CLERK, NOW))[:3] == (RuleViolated, "PACKAGE_CONFIRMED", "2.5")
    assert done(made, lambda: made.reissue("丢失")) == (told("package.reissued", number=7, reason="丢失"), {"in_place": False})


def test_a_password_is_issued_where_kafka_was_granted() -> None:
    user = "department-ledger"
    assert refused(lambda: granted().issue_password(user, CLERK, NOW)) == (RuleViolated, "WAY_NOT_GRANTED", "2.5", {"way": "kafka"})
    made = replace(granted(), granted=scope(ways=(Way.KAFKA,)))
    assert done(made, lambda: made.issue_password(user, CLERK, NOW)) == (
        told("subscription.kafka_password_issued", user=user, issued_by=CLERK),
        {},
    )
    assert refused(lambda: suspended().issue_password(user, CLERK, NOW))[1] == "SUBSCRIPTION_SUSPENDED"


def test_ways_are_set_up_while_suspended_too_and_no_other_than_granted() -> None:
    suspended().set_up(Way.FILES, NOW)
    assert refused(lambda: granted().set_up(Way.WEBHOOK, NOW))[1] == "WAY_NOT_GRANTED"
    assert refused(lambda: subscription().set_up(Way.FILES, NOW))[1] == "SUBSCRIPTION_NOT_IN_FORCE"


def test_facts_go_out_while_it_is_in_force_by_its_ways_alone() -> None:
    made = granted()
    assert made.is_delivered(Way.FILES, NOW) and not made.is_delivered(Way.KAFKA, NOW)
    assert made.ends_at is not None and not made.is_delivered(Way.FILES, made.ends_at)
    assert not suspended().is_delivered(Way.FILES, NOW) and not subscription().is_delivered(Way.FILES, NOW)


@pytest.mark.parametrize("way", [Way.KAFKA, Way.FILES])
def test_what_has_no_position_here_is_not_reset(way: Way) -> None:
    made = replace(granted(), granted=scope(ways=(way,)), state=SubscriptionState.GRANTED)
    assert refused(lambda: made.tell_reset(way, 0, "重来", NOW)) == (RuleViolated, "WAY_HAS_NO_POSITION", "2.5", {"way": way.value})


def test_another_department_is_refused() -> None:
    demand_subscriber(BUREAU, BUREAU)
    for other in (OTHER, ""):
        assert refused(partial(demand_subscriber, BUREAU, other))[:3] == (PermissionDenied, "NOT_THE_SUBSCRIBER", "2.5")
