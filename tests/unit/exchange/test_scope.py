"""What can be asked for and granted (2.5)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.exchange.domain.scope import Scope, Share
from services.exchange.domain.words import Way
from tests.unit.exchange.examples import APPROVED, CATALOGUE, ENDED, MARCHED, POLICY, TODAY, UNTIL, scope
from tests.unit.said import refused

pytestmark = pytest.mark.rule("2.5")
TYPES = {"field": "types"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"types": ()}, (InvalidArgument, "TYPES_MISSING", "2.5", TYPES)),
        ({"types": (Share("sanzhi.navy.x.v1"),)}, (InvalidArgument, "TYPE_UNKNOWN", "2.5", TYPES | {"type": "sanzhi.navy.x.v1"})),
        ({"types": (Share(MARCHED), Share(MARCHED))}, (InvalidArgument, "LISTED_TWICE", "2.5", TYPES)),
        ({"types": (Share(ENDED, ("reason", "reason")),)}, (InvalidArgument, "LISTED_TWICE", "2.5", TYPES)),
        ({"types": (Share(APPROVED, ("age",)),)}, (InvalidArgument, "FIELD_NOT_SHARED", "2.5", TYPES | {"path": "age"})),
        ({"types": (Share(APPROVED, ("title",)),)}, (InvalidArgument, "FIELD_NOT_SHARED", "2.5", TYPES | {"path": "title"})),
        ({"types": (Share(APPROVED, ("x",)),)}, (InvalidArgument, "FIELD_NOT_SHARED", "2.5", TYPES | {"path": "x"})),
        ({"ways": ()}, (InvalidArgument, "WAYS_MISSING", "2.5", {"field": "ways"})),
        ({"ways": (Way.FEED, Way.FEED)}, (InvalidArgument, "WAYS_MISSING", "2.5", {"field": "ways"})),
        ({"ways": (Way.KAFKA,)}, (RuleViolated, "KAFKA_TAKES_WHOLE_SERVICES", "2.5", {"service": "navy", "lacking": [ENDED]})),
    ],
)
def test_what_makes_no_sense_is_refused(changed: dict[str, Any], told: Any) -> None:
    scope().demand_sound(CATALOGUE)
    assert refused(lambda: scope(**changed).demand_sound(CATALOGUE)) == told


def test_kafka_takes_whole_services() -> None:
    scope(ways=(Way.KAFKA,), types=(Share(APPROVED), Share(ENDED, ("reason",)))).demand_sound(CATALOGUE)
    scope(ways=(Way.KAFKA, Way.FEED), types=(Share(MARCHED),)).demand_sound(CATALOGUE)


@pytest.mark.parametrize(
    "more",
    [
        {"types": (Share(APPROVED), Share(MARCHED), Share(ENDED))},
        {"types": (Share(APPROVED, ("reason", "book.nodes.note")),)},
        {"ways": (Way.FEED, Way.WEBHOOK)},
        {"until": date(2027, 3, 2)},
    ],
)
def test_no_more_is_granted_than_was_asked_for(more: dict[str, Any]) -> None:
    assert refused(lambda: scope(**more).demand_within(scope())) == (RuleViolated, "MORE_THAN_ASKED", "2.5", {})


@pytest.mark.parametrize(
    ("said", "less"),
    [
        ({}, False),
        ({"types": (Share(MARCHED), Share(APPROVED, ("reason",))), "ways": (Way.FILES, Way.FEED)}, False),
        ({"types": (Share(APPROVED, ("reason",)),)}, True),
        ({"types": (Share(APPROVED), Share(MARCHED))}, True),
        ({"ways": (Way.FEED,)}, True),
        ({"until": date(2027, 2, 28)}, True),
    ],
)
def test_less_than_asked_for_is_seen(said: dict[str, Any], less: bool) -> None:
    given: Scope = scope(**said)
    given.demand_within(scope())
    assert given.is_less_than(scope()) is less


@pytest.mark.parametrize(
    ("until", "act"),
    [
        (TODAY, None),
        (date(2029, 3, 2), None),
        (date(2026, 3, 1), (InvalidArgument, "END_PASSED", "2.5", {"field": "until"})),
        (date(2029, 3, 3), (InvalidArgument, "END_TOO_FAR", "2.5", {"field": "until", "latest": date(2029, 3, 2)})),
    ],
)
def test_an_end_from_today_to_the_latest_that_policy_allows(until: date, act: Callable[..., Any] | None) -> None:
    if act is None:
        POLICY.demand_end(until, TODAY)
    else:
        assert refused(lambda: POLICY.demand_end(until, TODAY)) == act
    assert date(2029, 3, 2) > UNTIL
