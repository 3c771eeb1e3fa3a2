"""A run of one project's facts that others keep coming between is halved, in order, for a limited time."""

import pytest

from chassis.errors import Stale, Unavailable
from chassis.messaging import inbox
from tests.unit.chassis.inbox_stage import Executor, inbox_on, record

FACTS = [record(number, number + 1) for number in range(5)]


def contended(most: int) -> Executor:
    """Longer runs than this meet others."""

    def check(run: list[str]) -> None:
        if len(run) > most:
            raise Stale("STALE", "同一对象正被多人修改，请稍后再试")

    return Executor(check)


async def test_shorter_and_shorter_in_order() -> None:
    executor = contended(2)
    await inbox_on(executor).handle(FACTS)
    assert executor.done == [["0", "1"], ["2"], ["3", "4"]]


async def test_one_that_is_contended_by_itself_waits() -> None:
    executor = contended(0)
    with pytest.raises(Unavailable, match="STALE"):
        await inbox_on(executor).handle(FACTS)
    assert executor.done == []


async def test_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "KEY_SECONDS", 0.0)
    executor = contended(2)
    with pytest.raises(Unavailable):
        await inbox_on(executor).handle(FACTS)
    assert executor.done == []
