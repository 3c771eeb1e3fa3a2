"""Refusals on record: like ones of a minute are one entry with their number, and no caller can make us keep or write more than so many."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sanzhi.registry.v1 import registry_pb2

from chassis.access.roles import Actor
from chassis.errors import Exhausted, PermissionDenied, Refusal, Stale, Unauthenticated, Unavailable
from chassis.policy import Laws
from chassis.rpc import refusals as module
from chassis.rpc.mutation import Call
from chassis.rpc.refusals import Refusals
from chassis.store.transaction import Origin

READ = "sanzhi.registry.v1.RegistryService/GetPerson"
DENIED = PermissionDenied("ROLE_REQUIRED", "您的身份无权进行此操作", rule="2.5")


class Record:
    """In place of the executor: what would be written."""

    def __init__(self) -> None:
        self.written: list[tuple[str, str, tuple[str, ...], int]] = []
        self.away = False

    async def begin(self, actor: Actor, origin: Origin, now: Any = None) -> Any:
        return type("Tx", (), {"today": datetime(2026, 5, 1, tzinfo=UTC).date(), "actor": actor})()

    async def record(self, refusal: Refusal, tx: Any, message: str, resources: tuple[str, ...], times: int = 1) -> None:
        if self.away:
            raise Unavailable("REFUSAL_NOT_RECORDED", "请稍后重试")
        self.written.append((tx.actor.person, refusal.reason, resources, times))


class Ended(Exception):
    """A call was aborted."""


class Context:
    async def abort(self, code: Any, details: str, trailers: Any) -> None:
        raise Ended(details)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("chassis.rpc.refusals.monotonic", lambda: now[0])
    return now


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def refusals(record: Record, clock: list[float]) -> Refusals:
    executor: Any = record
    return Refusals(executor, Laws.load())


def call_of(person: str, name: str, action: str = READ) -> Call:
    method: Any = type("Method", (), {"mutates": False, "access": None})()
    return Call(method, Context(), Origin(action, "c", ""), registry_pb2.GetPersonRequest(name=name), b"", Actor(person))


async def tell(
    refusals: Refusals, refusal: Refusal = DENIED, *, person: str = "people/li", name: str = "people/wang", rpc: str = ""
) -> str:
    call = call_of(person, name, rpc or READ)
    with pytest.raises(Ended) as ended:
        await refusals.tell(refusal, call)
    return str(ended.value)


@pytest.mark.rule("2.5")
async def test_of_a_thousand_like_ones_the_first_is_on_record_and_then_their_number(
    refusals: Refusals, record: Record, clock: list[float]
) -> None:
    for _ in range(1000):
        assert await tell(refusals) == "ROLE_REQUIRED"
    assert record.written == [("people/li", "ROLE_REQUIRED", ("people/wang",), 1)]
    clock[0] += 59
    await refusals.settle(clock[0] - 60)
    assert len(record.written) == 1
    clock[0] += 2
    await refusals.settle(clock[0] - 60)
    assert record.written[1:] == [("people/li", "ROLE_REQUIRED", ("people/wang",), 999)]
    await tell(refusals)  # another minute
    assert record.written[2:] == [("people/li", "ROLE_REQUIRED", ("people/wang",), 1)]


@pytest.mark.rule("2.5")
async def test_what_differs_is_on_record_apart(refusals: Refusals, record: Record) -> None:
    await tell(refusals)
    await tell(refusals, name="people/he")
    await tell(refusals, person="people/sun")
    await tell(refusals, rpc=READ.replace("Get", "Update"))
    await tell(refusals, PermissionDenied("PERSON_LEFT", "已离职"))
    assert len(record.written) == 5
    await refusals.settle()
    assert len(record.written) == 5  # one each: nothing to add


async def test_who_asks_each_time_for_something_else_is_counted_without_it(refusals: Refusals, record: Record) -> None:
    for number in range(5000):
        await tell(refusals, name=f"people/p{number}")
    assert len(record.written) == module._DISTINCT + 1
    await refusals.settle()
    assert record.written[-1] == ("people/li", "ROLE_REQUIRED", (), 5000 - module._DISTINCT - 1)
    assert not refusals._likes and not refusals._distinct


async def test_memory_is_bounded_whoever_calls(refusals: Refusals, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 100)
    for number in range(500):
        await tell(refusals, person=f"people/p{number}")
    assert len(refusals._likes) == 100
    await refusals.settle()
    await tell(refusals)
    assert len(refusals._likes) == 1


async def test_strangers_and_who_is_over_the_budget_do_not_fill_the_record(refusals: Refusals, record: Record) -> None:
    for _ in range(300):
        await tell(refusals, Unauthenticated("TOKEN_MISSING", "没有令牌"), person="", name="")
        await tell(refusals, Exhausted("BUDGET_EXHAUSTED", "过于频繁", retry_after=1))
    await refusals.settle()
    assert sorted(times for *_, times in record.written) == [1, 1, 299, 299]


async def test_what_was_not_decided_is_not_on_record(refusals: Refusals, record: Record) -> None:
    assert await tell(refusals, Unavailable("DATABASE_UNAVAILABLE", "数据库暂时无法访问")) == "DATABASE_UNAVAILABLE"
    assert await tell(refusals, Stale("STALE", "请重试")) == "STALE"
    assert record.written == []


async def test_a_first_that_cannot_be_put_on_record_is_not_told_and_the_next_is_a_first(refusals: Refusals, record: Record) -> None:
    record.away = True
    assert await tell(refusals) == "REFUSAL_NOT_RECORDED"
    record.away = False
    assert await tell(refusals) == "ROLE_REQUIRED"
    assert len(record.written) == 1


async def test_a_number_that_cannot_be_put_on_record_is_kept(refusals: Refusals, record: Record) -> None:
    for _ in range(3):
        await tell(refusals)
    record.away = True
    await refusals.settle()
    record.away = False
    await refusals.settle()
    assert record.written[1:] == [("people/li", "ROLE_REQUIRED", ("people/wang",), 2)]


async def test_a_long_message_is_cut(refusals: Refusals, record: Record) -> None:
    with pytest.raises(Ended):
        await refusals.tell(PermissionDenied("X", "长" * 100_000), call_of("people/li", "长" * 100_000))
    (like,) = refusals._likes.values()
    assert len(like.message) == 1000 and len(like.refusal.message) == 1000 and like.refusal.__traceback__ is None
