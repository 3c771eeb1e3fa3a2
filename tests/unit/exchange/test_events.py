"""A fact as a department is given it: ready-made bytes, the number before it, and nothing that was not granted."""

import json
from datetime import timedelta
from typing import Any

import pytest

from services.exchange.domain.delivery import Delivery, delivery_name
from services.exchange.domain.events import event_bytes, short, with_previous
from services.exchange.domain.grant import Grant
from services.exchange.domain.scope import Share
from services.exchange.domain.words import Way
from tests.unit.exchange.examples import APPROVED, BUREAU, CATALOGUE, ENDED, FACT, MARCHED, NAME, NOW, PROJECTION, scope
from tests.unit.said import altered

ATTRIBUTES: dict[str, Any] = {
    "id": "e1",
    "source": "/sanzhi/navy",
    "type": APPROVED,
    "subject": "ships/a",
    "sequence": 7,
    "aggregateversion": 0,
}
NOTHING = frozenset[str]()


def row(kind: str = APPROVED, before: dict[str, int] | None = None, fact: dict[str, Any] = FACT) -> dict[str, Any]:
    opened, whole = (PROJECTION.public(kind, fact, granted) for granted in (NOTHING, PROJECTION.on_request[kind]))
    made = {"source": f"/sanzhi/{kind.split('.')[1]}", "type": kind, "before": before or {}, "open": event_bytes(ATTRIBUTES, opened)}
    return made if opened == whole else made | {"whole": event_bytes(ATTRIBUTES, whole)}


def given(*shares: Share, of: dict[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(Grant(scope(types=shares), PROJECTION).event(of))
    return event


def test_an_event_is_a_cloudevent_without_what_led_to_it() -> None:
    event = json.loads(event_bytes(ATTRIBUTES | {"policyversion": "2026.1", "subject": ""}, {"a": "汉"}))
    assert event == {
        "specversion": "1.0",
        "id": "e1",
        "source": "/sanzhi/navy",
        "type": APPROVED,
        "sequence": 7,
        "policyversion": "2026.1",
        "datacontenttype": "application/json",
        "data": {"a": "汉"},
    }
    assert list(event)[-1] == "data"


def test_the_number_before_it_is_put_behind() -> None:
    assert json.loads(with_previous(event_bytes(ATTRIBUTES, {"a": {}}), 3)) | {"previous": 0} == {
        **json.loads(event_bytes(ATTRIBUTES, {"a": {}})),
        "previous": 0,
    }
    assert with_previous(b'{"data":{}}', 3) == b'{"data":{},"previous":3}'


def test_who_is_granted_no_field_gets_the_open_ones() -> None:
    assert given(Share(APPROVED), of=row())["data"] == PROJECTION.public(APPROVED, FACT, NOTHING)


def test_who_is_granted_some_or_all_gets_those() -> None:
    some = given(Share(APPROVED, ("reason",)), of=row())
    assert some["data"] == PROJECTION.public(APPROVED, FACT, frozenset({"reason"})) and some["id"] == "e1"
    fields = ("book.nodes.note", "reason")
    assert given(Share(APPROVED, fields), of=row())["data"] == PROJECTION.public(APPROVED, FACT, frozenset(fields))


def test_a_fact_with_nothing_on_request_is_told_as_it_is() -> None:
    assert given(Share(ENDED, ("reason",)), of=row(ENDED, fact={"name": "ships/a"}))["data"] == {"name": "ships/a"}
    assert given(Share(MARCHED), of=row(MARCHED))["data"] == {"name": "ships/a"}


@pytest.mark.parametrize(
    ("types", "previous"), [((APPROVED,), 4), ((APPROVED, ENDED), 6), ((ENDED, MARCHED, APPROVED), 6), ((APPROVED, MARCHED), 4)]
)
def test_the_number_before_is_that_of_what_this_subscription_gets(types: tuple[str, ...], previous: int) -> None:
    before = {short(APPROVED): 4, short(ENDED): 6}
    assert given(*map(Share, types), of=row(before=before))["previous"] == previous
    assert given(*map(Share, types), of=row())["previous"] == 0


def test_a_type_that_is_published_no_more_is_left_out() -> None:
    assert Grant(scope(types=(Share("sanzhi.navy.gone.v1"), Share(MARCHED))), PROJECTION).types == (MARCHED,)
    assert sorted(CATALOGUE.marks) == [MARCHED, APPROVED, ENDED]


def test_how_far_a_delivery_is() -> None:
    made = Delivery(delivery_name(NAME, Way.FEED), NAME, BUREAU, Way.FEED)
    later = NOW + timedelta(hours=1)
    assert made.name == "subscriptions/ledger/deliveries/feed" and made.reached == 0
    assert altered(made, lambda: made.acknowledge(5, NOW)) == {"position": 5, "moved_at": NOW, "seen_at": NOW}
    assert altered(made, lambda: made.acknowledge(5, later)) == {} and altered(made, lambda: made.acknowledge(4, later)) == {}
    assert [made.acknowledge(number, NOW) for number in (5, 6)] == [False, True]
    assert altered(made, lambda: made.see(later, 9)) == {"asked": 9, "seen_at": later} and made.reached == 9
    assert altered(made, lambda: made.see(later, 3)) == {}
    assert altered(made, lambda: made.reset(2, later)) == {"position": 2, "asked": 2, "moved_at": later} and made.reached == 2
