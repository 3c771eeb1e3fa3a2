"""What one caller may cost, and what remembering it costs us."""

import pytest

from chassis.errors import Exhausted
from chassis.rpc import budgets as module
from chassis.rpc.budgets import Budgets, Rate, host_of


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("chassis.rpc.budgets.monotonic", lambda: now[0])
    return now


def let_in(budgets: Budgets, caller: str, times: int) -> int:
    count = 0
    for _ in range(times):
        try:
            budgets.demand(caller)
        except Exhausted as refusal:
            assert refusal.reason == "BUDGET_EXHAUSTED" and 0 < refusal.retry_after <= 1
        else:
            count += 1
    return count


def test_so_many_at_once_and_then_so_many_a_second(clock: list[float]) -> None:
    budgets = Budgets(Rate(50, 200))
    assert let_in(budgets, "people/li", 1000) == 200
    clock[0] += 1
    assert let_in(budgets, "people/li", 1000) == 50
    clock[0] += 1000
    assert let_in(budgets, "people/li", 1000) == 200


def test_who_comes_again_when_told_is_let_in(clock: list[float]) -> None:
    budgets = Budgets(Rate(7, 1))
    budgets.demand("people/li")
    for _ in range(20):
        with pytest.raises(Exhausted) as refused:
            budgets.demand("people/li")
        clock[0] += refused.value.retry_after + 1e-9
        budgets.demand("people/li")


def test_one_callers_budget_is_not_anothers(clock: list[float]) -> None:
    budgets = Budgets(Rate(1, 3))
    assert [let_in(budgets, f"people/p{number}", 10) for number in range(5)] == [3] * 5


def test_no_rate_is_no_limit(clock: list[float]) -> None:
    assert let_in(Budgets(Rate(0, 0)), "people/li", 10_000) == 10_000


async def test_memory_is_bounded_and_who_is_under_way_is_not_forgotten(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 100)
    budgets = Budgets(Rate(1, 1))
    account = budgets.demand("people/first")
    async with account.room.taken(1):
        for number in range(1000):
            budgets.demand(f"people/p{number}")
        assert len(budgets) <= 101
        assert budgets.of("people/first") is account


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("ipv4:10.0.0.1:5000", "ipv4:10.0.0.1"),
        ("ipv6:%5B2001:db8:1:2:aaaa:bbbb:cccc:dddd%5D:5000", "ipv6:2001:db8:1:2"),
        ("ipv6:[2001:db8:1:2:1::9]:443", "ipv6:2001:db8:1:2"),
        ("ipv6:%5B2001:db8::1%5D:443", "ipv6:2001:db8:0:0"),
        ("ipv6:%5B2001:db8::ffff:2%5D:443", "ipv6:2001:db8:0:0"),
        ("ipv6:%5Bfe80::1%25eth0%5D:443", "ipv6:fe80:0:0:0"),
        ("ipv6:%5B::ffff:10.0.0.1%5D:443", "ipv6:::ffff:10.0.0.1"),
        ("unix:/tmp/a", "unix:/tmp/a"),
        ("unix:", "unix:"),
        ("", ":"),
    ],
)
def test_a_host_is_one_whatever_its_port(peer: str, host: str) -> None:
    assert host_of(peer) == host
