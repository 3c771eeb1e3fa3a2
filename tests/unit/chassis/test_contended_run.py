"""A run of one project's facts that others keep coming between is halved, in order, for a limited time."""

from types import SimpleNamespace
from typing import Any

import pytest

from chassis.errors import Stale, Unavailable
from chassis.messaging import inbox
from chassis.messaging.inbox import Inbox
from chassis.metrics import Metrics


class _Executor:
    """Carries out runs of up to `most` facts; longer ones are contended."""

    def __init__(self, most: int) -> None:
        self.context = SimpleNamespace(service="probe")
        self.metrics = Metrics.off()
        self.most = most
        self.done: list[list[str]] = []

    async def run(self, work: Any, actor: Any, origin: Any, seconds: float) -> None:
        run: list[str] = []
        await work(run)
        if len(run) > self.most:
            raise Stale("STALE", "同一对象正被多人修改，请稍后再试")
        self.done.append(run)


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    async def one(self: Inbox, envelope: Any, value: Any, tx: list[str]) -> None:
        tx.append(envelope.id)

    monkeypatch.setattr(Inbox, "_one", one)
    envelope = {"type": "t", "correlationid": "c", "traceparent": ""}
    return [
        (SimpleNamespace(id=str(number), source="/s", **envelope), SimpleNamespace(key=b"k", topic="t", value=b"")) for number in range(5)
    ]


async def _carry_out(executor: Any, facts: list[Any]) -> None:
    await Inbox(executor, {})._carry_out({envelope.id: (envelope, record) for envelope, record in facts}, [])


async def test_shorter_and_shorter_in_order(facts: list[Any]) -> None:
    executor = _Executor(most=2)
    await _carry_out(executor, facts)
    assert executor.done == [["0", "1"], ["2"], ["3", "4"]]


async def test_one_that_is_contended_by_itself_waits(facts: list[Any]) -> None:
    executor = _Executor(most=0)
    with pytest.raises(Unavailable, match="STALE"):
        await _carry_out(executor, facts)
    assert executor.done == []


async def test_not_for_ever(facts: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "KEY_SECONDS", 0.0)
    executor = _Executor(most=2)
    with pytest.raises(Unavailable):
        await _carry_out(executor, facts)
    assert executor.done == []
