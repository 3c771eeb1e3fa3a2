"""What the feed's door remembers of subscriptions, and for how long."""

from typing import Any, cast

import pytest

from chassis.store.unit import Written
from services.exchange.domain.subscription import Subscription
from services.exchange.feed.known import SECONDS, Known

LEDGER = cast(Subscription, object())
A_SUBSCRIPTIONS: dict[str, Any] = {"topic": "sanzhi.exchange"}
OF_THE_LOG = A_SUBSCRIPTIONS | {"handed_on": True}


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    at = [1000.0]
    monkeypatch.setattr("services.exchange.feed.known.time.monotonic", lambda: at[0])
    return at


def test_a_subscription_is_known_for_a_moment_from_when_it_was_asked_for(now: list[float]) -> None:
    known = Known()
    assert known.of("digest") is None
    known.keep("digest", LEDGER, known.age, now[0])
    now[0] += SECONDS - 0.01
    assert known.of("digest") is LEDGER and known.of("another") is None
    now[0] += 0.02
    assert known.of("digest") is None


def test_what_is_committed_of_a_subscription_is_seen_at_once_and_facts_of_the_log_change_nothing(now: list[float]) -> None:
    known = Known()
    known.keep("digest", LEDGER, known.age, now[0])
    known.tell(Written([OF_THE_LOG]))
    assert known.of("digest") is LEDGER
    known.tell(Written([OF_THE_LOG, A_SUBSCRIPTIONS]))
    assert known.of("digest") is None


def test_what_was_read_before_such_a_commit_is_not_kept_after_it(now: list[float]) -> None:
    known = Known()
    age = known.age
    known.tell(Written([A_SUBSCRIPTIONS]))
    known.keep("digest", LEDGER, age, now[0])
    assert known.of("digest") is None
