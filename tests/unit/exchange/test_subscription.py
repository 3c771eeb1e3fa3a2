"""A subscription from the request to its end: what each act says and changes, and how it is refused (2.5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.exchange.domain.scope import Share
from services.exchange.domain.states import SUBSCRIPTION
from services.exchange.domain.subscription import Renewal, Subscription
from services.exchange.domain.tokens import FeedToken, digest_of
from services.exchange.domain.words import SubscriptionState, Way
from tests.unit.exchange.examples import (
    APPROVED,
    BUREAU,
    CATALOGUE,
    CLERK,
    MARCHED,
    NAME,
    NOW,
    OFFICIAL,
    OTHER,
    POLICY,
    TODAY,
    UNTIL,
    ended,
    granted,
    renewal,
    scope,
    subscription,
    suspended,
)
from tests.unit.pictures import picture
from tests.unit.said import done, refused

pytestmark = pytest.mark.rule("2.5")
S = SubscriptionState
README = Path(__file__).parents[3] / "services" / "exchange" / "README.md"
WHAT: dict[str, Any] = {"name": NAME, "organization": BUREAU, "rule": "2.5"}
SCOPE: dict[str, Any] = {
    "types": ({"type": APPROVED, "fields": ("reason",)}, {"type": MARCHED, "fields": ()}),
    "ways": (Way.FEED, Way.FILES),
    "until": UNTIL,
}
LATER = date(2028, 3, 1)
NO_REASON = (InvalidArgument, "REASON_MISSING", "2.5", {"field": "reason"})
WHY = "理由"


def fact(kind: str, **said: Any) -> list[tuple[str, bool, dict[str, Any]]]:
    return [(f"subscription.{kind}.v1", True, WHAT | said)]


def test_the_picture_in_the_readme_is_that_of_the_code() -> None:
    assert picture(SUBSCRIPTION.moves, S.REQUESTED) in README.read_text(), picture(SUBSCRIPTION.moves, S.REQUESTED)


@pytest.mark.parametrize("state", SubscriptionState)
@pytest.mark.parametrize("act", SUBSCRIPTION.moves)
def test_what_a_state_does_not_admit(state: SubscriptionState, act: str) -> None:
    made = replace(granted(), state=state, renewal=renewal() if act == "refuse_renewal" else None)
    if SUBSCRIPTION.admits(state, act):
        made.admit(act, NOW)
        return
    wanted = "SUBSCRIPTION_SUSPENDED" if state is S.SUSPENDED else "SUBSCRIPTION_NOT_IN_FORCE"
    wanted = {"resume": "SUBSCRIPTION_NOT_SUSPENDED"}.get(act, wanted)
    wanted = "SUBSCRIPTION_DECIDED" if act in ("grant", "refuse", "withdraw") else wanted
    assert refused(lambda: made.admit(act, NOW)) == (RuleViolated, wanted, "2.5", {"state": state.value})


def test_what_is_asked_for_is_told() -> None:
    made = subscription()
    said = {"purpose": made.purpose, "legal_ground": made.legal_ground}
    assert done(made, lambda: made.request(CATALOGUE, POLICY, TODAY)) == (fact("requested", **SCOPE, **said), {})


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"purpose": " "}, (InvalidArgument, "REASON_MISSING", "2.5", {"field": "purpose"})),
        ({"legal_ground": "—"}, (InvalidArgument, "REASON_MISSING", "2.5", {"field": "legal_ground"})),
        ({"asked": scope(types=())}, (InvalidArgument, "TYPES_MISSING", "2.5", {"field": "types"})),
        ({"asked": scope(until=date(2026, 3, 1))}, (InvalidArgument, "END_PASSED", "2.5", {"field": "until"})),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(changed: dict[str, Any], told: Any) -> None:
    assert refused(lambda: subscription(**changed).request(CATALOGUE, POLICY, TODAY)) == told


def test_all_of_it_is_granted_without_a_reason() -> None:
    made = subscription()
    changed = {"state": S.GRANTED, "granted": scope(), "decided_by": OFFICIAL, "decided_at": NOW}
    assert done(made, lambda: made.grant(scope(), "", OFFICIAL, NOW)) == (fact("granted", **SCOPE, less=False, reason=""), changed)


def test_less_of_it_is_granted_with_a_reason() -> None:
    made, less = subscription(), scope(types=(Share(MARCHED),))
    assert refused(lambda: made.grant(less, "", OFFICIAL, NOW)) == NO_REASON
    told, changed = done(made, lambda: made.grant(less, WHY, OFFICIAL, NOW))
    types = ({"type": MARCHED, "fields": ()},)
    assert told == fact("granted", **SCOPE | {"types": types}, less=True, reason=WHY)
    assert (changed["granted"], changed["decided_because"]) == (less, WHY)


def test_more_than_it_is_not_granted() -> None:
    made = subscription()
    assert refused(lambda: made.grant(scope(until=LATER), WHY, OFFICIAL, NOW))[1] == "MORE_THAN_ASKED"
    assert made.state is S.REQUESTED and made.granted is None


Acts = list[tuple[str, Callable[[], Subscription], Callable[[Subscription, str], Any], dict[str, Any]]]
WITH_A_REASON: Acts = [
    (
        "refused",
        subscription,
        lambda made, why: made.refuse(why, OFFICIAL, NOW),
        {"state": S.REFUSED, "decided_because": WHY, "decided_by": OFFICIAL, "decided_at": NOW},
    ),
    ("suspended", granted, lambda made, why: made.suspend(why, NOW), {"state": S.SUSPENDED, "suspended_because": WHY}),
    ("resumed", suspended, lambda made, why: made.resume(why, NOW), {"state": S.GRANTED, "suspended_because": ""}),
]


@pytest.mark.parametrize(("kind", "make", "act", "changed"), WITH_A_REASON, ids=[each[0] for each in WITH_A_REASON])
def test_it_is_refused_suspended_and_resumed_with_a_reason(kind: str, make: Any, act: Any, changed: dict[str, Any]) -> None:
    made = make()
    assert refused(lambda: act(made, "")) == NO_REASON
    assert done(made, lambda: act(made, WHY)) == (fact(kind, reason=WHY), changed)


def test_the_department_withdraws_what_is_not_decided() -> None:
    made = subscription()
    assert done(made, lambda: made.withdraw(CLERK, NOW)) == (fact("withdrawn", withdrawn_by=CLERK), {"state": S.WITHDRAWN, "ended_at": NOW})


@pytest.mark.parametrize("make", [granted, suspended])
def test_it_is_ended_with_a_reason_and_its_tokens_with_it(make: Callable[[], Subscription]) -> None:
    made = make()
    made.tokens = [FeedToken("d", CLERK, NOW)]
    made.renewal = renewal()
    assert refused(lambda: made.end("", NOW)) == NO_REASON
    changed = {"state": S.ENDED, "ended_at": NOW, "ended_because": WHY, "tokens": [], "renewal": None}
    assert done(made, lambda: made.end(WHY, NOW)) == (fact("ended", by_itself=False, reason=WHY), changed)


def test_it_ends_by_itself_with_its_last_day() -> None:
    made = granted()
    over = datetime.fromisoformat("2027-03-02T00:00:00+08:00")
    assert made.ends_at == over
    made.admit("deliver", over - timedelta(seconds=1))
    assert refused(lambda: made.admit("deliver", over)) == (RuleViolated, "SUBSCRIPTION_NOT_IN_FORCE", "2.5", {"state": "ended"})
    assert refused(lambda: made.admit("issue_token", over))[1] == "SUBSCRIPTION_NOT_IN_FORCE"
    told, changed = done(made, lambda: made.end_by_itself(over))
    assert (told, changed) == (fact("ended", by_itself=True, reason=""), {"state": S.ENDED, "ended_at": over})
    assert made.ends_at is None and subscription().ends_at is None


@pytest.mark.parametrize("make", [granted, suspended])
def test_a_later_end_is_asked_for_and_given(make: Callable[[], Subscription]) -> None:
    made = make()
    asked = renewal()
    told = fact("renewal_requested", until=LATER, reason=asked.reason)
    assert done(made, lambda: made.ask_renewal(asked, POLICY, TODAY)) == (told, {"renewal": asked})
    assert refused(lambda: made.ask_renewal(asked, POLICY, TODAY)) == (RuleViolated, "RENEWAL_ASKED_ALREADY", "2.5", {})
    assert refused(lambda: made.admit("ask_renewal", NOW)) == (RuleViolated, "RENEWAL_ASKED_ALREADY", "2.5", {})  # nobody is offered it
    assert refused(lambda: made.renew(LATER, "", POLICY, TODAY, NOW)) == NO_REASON
    assert refused(lambda: made.renew(date(2028, 3, 2), WHY, POLICY, TODAY, NOW)) == (RuleViolated, "MORE_THAN_ASKED", "2.5", {})
    told = fact("renewed", until=LATER, previous_until=UNTIL, reason=WHY)
    assert done(made, lambda: made.renew(LATER, WHY, POLICY, TODAY, NOW)) == (told, {"granted": scope(until=LATER), "renewal": None})


def test_the_bureau_gives_a_later_end_that_nobody_asked_for() -> None:
    made = granted()
    made.renew(LATER, WHY, POLICY, TODAY, NOW)
    assert made.granted == scope(until=LATER)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (renewal(UNTIL), (InvalidArgument, "END_NOT_LATER", "2.5", {"field": "until"})),
        (renewal(date(2029, 3, 3)), (InvalidArgument, "END_TOO_FAR", "2.5", {"field": "until", "latest": date(2029, 3, 2)})),
        (renewal(reason=""), NO_REASON),
    ],
)
def test_a_later_end_that_is_none_is_refused(asked: Renewal, told: Any) -> None:
    made = granted()
    assert refused(lambda: made.ask_renewal(asked, POLICY, TODAY)) == told
    if asked.reason:
        assert refused(lambda: made.renew(asked.until, WHY, POLICY, TODAY, NOW)) == told


def test_a_later_end_is_refused_with_a_reason_where_one_was_asked_for() -> None:
    made = granted()
    assert refused(lambda: made.refuse_renewal(WHY, NOW)) == (RuleViolated, "NO_RENEWAL_ASKED", "2.5", {})
    assert refused(lambda: made.admit("refuse_renewal", NOW)) == (RuleViolated, "NO_RENEWAL_ASKED", "2.5", {})  # nobody is offered it
    made.ask_renewal(renewal(), POLICY, TODAY)
    assert refused(lambda: made.refuse_renewal("", NOW)) == NO_REASON
    assert done(made, lambda: made.refuse_renewal(WHY, NOW)) == (fact("renewal_refused", reason=WHY), {"renewal": None})


def test_a_token_is_kept_as_a_digest_and_the_one_before_it_holds_for_a_week() -> None:
    made, week = granted(), NOW + timedelta(days=7)
    first = FeedToken(digest_of("a"), CLERK, NOW)
    told = fact("token_issued", issued_by=CLERK)
    assert done(made, lambda: made.issue_token(first.digest, CLERK, NOW, POLICY)) == (told, {"tokens": [first]})
    assert made.previous_token_until is None
    made.issue_token(digest_of("b"), CLERK, NOW, POLICY)
    assert made.previous_token_until == week
    assert made.token(digest_of("a"), week - timedelta(seconds=1)) is not None
    assert made.token(digest_of("a"), week) is None and made.token(digest_of("b"), week) is not None
    assert made.token("a", NOW) is None and len(digest_of("a")) == 64
    made.issue_token(digest_of("c"), CLERK, NOW, POLICY)
    assert [made.token(digest_of(each), NOW) is None for each in "abc"] == [True, False, False]


def test_a_token_is_for_whom_the_feed_is_granted() -> None:
    made = granted(ways=(Way.FILES,))
    told = (RuleViolated, "WAY_NOT_GRANTED", "2.5", {"way": "feed"})
    assert refused(lambda: made.issue_token("d", CLERK, NOW, POLICY)) == told
    assert refused(lambda: subscription().demand_way(Way.FEED)) == told


def test_a_reset_is_told_with_its_reason() -> None:
    made = granted()
    assert done(made, lambda: made.tell_reset(Way.FEED, 7, WHY, NOW)) == (fact("position_reset", way=Way.FEED, position=7, reason=WHY), {})
    assert refused(lambda: made.tell_reset(Way.FEED, 7, "", NOW)) == NO_REASON
    assert refused(lambda: made.tell_reset(Way.KAFKA, 7, WHY, NOW))[1] == "WAY_NOT_GRANTED"


def test_it_is_its_departments_alone() -> None:
    granted().demand_subscriber(BUREAU)
    for other in (OTHER, ""):
        assert refused(partial(granted().demand_subscriber, other)) == (PermissionDenied, "NOT_THE_SUBSCRIBER", "2.5", {})


@pytest.mark.rule("4.7a")
def test_what_is_asked_for_and_granted_makes_the_version_and_where_it_stands_does_not() -> None:
    made = granted()
    others: list[dict[str, Any]] = [
        {"name": "x"},
        {"organization": OTHER},
        {"purpose": "x"},
        {"legal_ground": "x"},
        {"asked": scope(until=LATER)},
        {"granted": None},
        {"renewal": renewal()},
    ]
    assert len({made.etag, *(replace(made, **each).etag for each in others)}) == 1 + len(others)
    assert replace(made, state=S.SUSPENDED, tokens=[FeedToken("d", CLERK, NOW)], version=3, decided_because="x").etag == made.etag
    assert ended().etag == made.etag
