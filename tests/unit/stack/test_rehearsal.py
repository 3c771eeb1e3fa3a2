"""Stepwise time, over services that are made up: which clock is set when, and when the suite counts as quiet."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.rehearsal import StillBusy, advance_to, read_clock, set_clocks, until_quiet

START = datetime(2024, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


class Service:
    """A clock, timers, and facts that arrive from elsewhere: busy for as many questions as are left."""

    def __init__(self, name: str, *timers: datetime) -> None:
        self.name = name
        self.now = self.released = START
        self.timers = sorted(timers)
        self.fired: list[tuple[datetime, datetime]] = []
        self.busy_for = 0
        self.fires: Any = None
        self.acts_to_come = 0
        self.acts = 0
        self.asked = 0

    def release(self) -> None:
        self.released = self.now
        for due in [timer for timer in self.timers if timer <= self.now]:
            self.timers.remove(due)
            self.fired.append((due, self.now))
            if self.fires:
                self.fires(due)

    def status(self) -> dict[str, Any]:
        self.busy_for = max(0, self.busy_for - 1)
        self.asked += 1
        if self.acts_to_come:
            self.acts, self.acts_to_come = self.acts + 1, self.acts_to_come - 1
        upcoming = [timer for timer in self.timers if timer > self.now]
        found: dict[str, Any] = {
            "service": self.name,
            "clock": {"mode": "CLOCK_MODE_REHEARSAL", "now": self.now.isoformat()},
            "quiet": not self.busy_for,
            "busy": ["outbox: 1 pending"] if self.busy_for else [],
            "failing_timers": [],
            "acts": str(self.acts),
        }
        return {**found, "next_timer": upcoming[0].isoformat()} if upcoming else found


class Client:
    """Stands for cli.client.Client; notes what was called."""

    def __init__(self, *services: Service) -> None:
        self.services = {service.name: service for service in services}
        self.calls: list[tuple[str, str]] = []

    async def call(self, method: str, request: dict[str, Any], *, service: str) -> dict[str, Any]:
        one, name = self.services[service], method.rpartition("/")[2]
        if name == "GetStatus":
            return one.status()
        self.calls.append((name, service))
        if name == "SetClock":
            one.now = datetime.fromisoformat(request["now"])
        if name == "ReleaseTimers" or request["release"]:
            one.release()
        return {}


async def advance(client: Client, instant: datetime) -> list[datetime]:
    reached: list[datetime] = []
    await advance_to(client, instant, reached.append)  # type: ignore[arg-type]
    return reached


async def test_each_timer_fires_at_its_own_time_whichever_service_has_it() -> None:
    registry, contracts = Service("registry", day(3), day(20)), Service("contracts", day(10))
    reached = await advance(Client(registry, contracts), day(15))
    assert reached == [day(3), day(10), day(15)]
    assert registry.fired == [(day(3), day(3))]
    assert contracts.fired == [(day(10), day(10))]
    assert registry.timers == [day(20)]


async def test_a_timer_that_an_earlier_one_sets_elsewhere_fires_in_its_turn() -> None:
    registry, contracts = Service("registry", day(3)), Service("contracts")
    registry.fires = lambda due: contracts.timers.append(due + timedelta(days=2))
    assert await advance(Client(registry, contracts), day(9)) == [day(3), day(5), day(9)]
    assert contracts.fired == [(day(5), day(5))]


async def test_a_timer_due_at_the_very_instant_fires() -> None:
    registry = Service("registry", day(4))
    assert await advance(Client(registry), day(4)) == [day(4)]
    assert registry.fired == [(day(4), day(4))]


async def test_all_clocks_are_set_before_any_timer_goes() -> None:
    contracts = Service("contracts")
    registry = Service("registry", day(1))
    registry.fires = lambda _: clocks.append(contracts.now)
    clocks: list[datetime] = []
    client = Client(registry, contracts)
    await advance(client, day(1))
    assert clocks == [day(1)]
    assert client.calls == [("SetClock", "registry"), ("SetClock", "contracts"), ("ReleaseTimers", "registry")]


async def test_who_is_not_known_to_have_no_timer_is_held_until_all_clocks_are_set() -> None:
    client = Client(Service("registry"), Service("contracts"))
    await set_clocks(client, day(1))  # type: ignore[arg-type]
    assert [name for name, _ in client.calls] == ["SetClock", "SetClock", "ReleaseTimers", "ReleaseTimers"]


async def test_who_has_no_timer_due_need_not_be_held() -> None:
    registry, contracts = Service("registry"), Service("contracts")
    await advance(Client(registry, contracts), day(2))
    assert (registry.released, contracts.released) == (day(2), day(2))


async def test_a_service_that_was_left_behind_catches_up() -> None:
    ahead, behind = Service("registry"), Service("contracts", day(2))
    ahead.now = day(5)
    reached = await advance(Client(ahead, behind), day(8))
    assert reached == [day(5), day(8)]
    assert behind.fired == [(day(2), day(5))]


async def test_time_waits_for_what_is_under_way() -> None:
    registry, contracts = Service("registry", day(3)), Service("contracts")
    registry.fires = lambda due: setattr(contracts, "busy_for", 5)
    client = Client(registry, contracts)
    await advance(client, day(9))
    assert contracts.busy_for == 0


async def test_who_is_at_rest_is_not_asked_while_another_is_busy() -> None:
    registry, contracts = Service("registry"), Service("contracts")
    contracts.busy_for = 6
    await until_quiet(Client(registry, contracts))  # type: ignore[arg-type]
    assert (registry.asked, contracts.asked) == (2, 7)


async def test_who_was_at_rest_is_asked_again_after_whoever_came_to_rest_last() -> None:
    registry, contracts = Service("registry"), Service("contracts")
    contracts.busy_for = 2
    status = contracts.status

    def hands_over() -> dict[str, Any]:
        found = status()
        if found["quiet"] and contracts.asked == 2:
            registry.busy_for = 2  # what it did has become a fact for the other
        return found

    contracts.status = hands_over  # type: ignore[method-assign]
    await until_quiet(Client(registry, contracts))  # type: ignore[arg-type]
    assert registry.busy_for == 0
    assert (registry.asked, contracts.asked) == (4, 4)


async def test_whoever_has_just_been_called_is_asked_first() -> None:
    registry, contracts = Service("registry"), Service("contracts")
    contracts.busy_for = 6
    await until_quiet(Client(registry, contracts), first={"contracts"})  # type: ignore[arg-type]
    assert (registry.asked, contracts.asked) == (2, 8)


async def test_whoever_was_busy_at_the_first_look_is_not_at_rest_by_the_second() -> None:
    registry, contracts = Service("registry"), Service("contracts")
    contracts.busy_for = 2
    await until_quiet(Client(registry, contracts))  # type: ignore[arg-type]
    assert (registry.asked, contracts.asked) == (2, 3)


async def test_where_it_is_known_how_all_were_at_rest_one_look_at_all_is_enough() -> None:
    registry, contracts, desk = Service("registry"), Service("contracts"), Service("desk")
    client = Client(registry, contracts, desk)
    rest = await until_quiet(client)  # type: ignore[arg-type]
    registry.acts, desk.acts, desk.busy_for = 1, 1, 2
    asked = [each.asked for each in (registry, contracts, desk)]
    after = await until_quiet(client, first={"registry"}, then={"desk"}, rest=rest)  # type: ignore[arg-type]
    assert [each.asked - before for each, before in zip((registry, contracts, desk), asked, strict=True)] == [2, 1, 3]
    assert after.stirred == {"registry", "desk"}


async def test_whoever_has_worked_unexpectedly_since_all_were_at_rest_shows() -> None:
    registry, contracts = Service("registry"), Service("contracts")
    client = Client(registry, contracts)
    rest = await until_quiet(client)  # type: ignore[arg-type]
    contracts.acts = 1  # it is at rest again, and what it told may be on its way
    after = await until_quiet(client, first={"registry"}, rest=rest)  # type: ignore[arg-type]
    assert (registry.asked, contracts.asked, after.stirred) == (5, 4, {"registry", "contracts"})


async def test_time_goes_on_without_a_look_where_nothing_was_due() -> None:
    registry = Service("registry", day(30))
    client = Client(registry, Service("contracts"))
    rest = await advance_to(client, day(1), rest=await until_quiet(client))  # type: ignore[arg-type]
    asked = registry.asked
    rest = await advance_to(client, day(20), rest=rest)  # type: ignore[arg-type]
    assert (rest.now, rest.next_timer, registry.asked) == (day(20), day(30), asked)
    await advance_to(client, day(31), rest=rest)  # type: ignore[arg-type]
    assert registry.fired == [(day(30), day(30))]


async def test_who_is_busy_is_named_when_time_is_out() -> None:
    contracts = Service("contracts")
    contracts.busy_for = 10_000
    with pytest.raises(StillBusy, match="contracts（outbox: 1 pending）"):
        await until_quiet(Client(Service("registry"), contracts), seconds=0.1)  # type: ignore[arg-type]


async def test_a_fact_that_hops_between_those_who_are_asked_shows_in_what_it_does() -> None:
    registry, contracts = Service("registry"), Service("contracts")
    contracts.acts_to_come = 4  # never busy at the moment when it is asked
    await until_quiet(Client(registry, contracts))  # type: ignore[arg-type]
    assert registry.asked == 5


async def test_acts_without_end_are_told_when_time_is_out() -> None:
    contracts = Service("contracts")
    contracts.acts_to_come = 10**9
    with pytest.raises(StillBusy, match="不断有新的留痕"):
        await until_quiet(Client(contracts), seconds=0.05)  # type: ignore[arg-type]


async def test_the_suites_time_is_the_latest_and_its_next_timer_the_earliest() -> None:
    ahead, behind = Service("registry", day(30)), Service("contracts", day(7))
    ahead.now = day(5)
    reading = await read_clock(Client(ahead, behind))  # type: ignore[arg-type]
    assert (reading.mode, reading.now, reading.next_timer) == ("rehearsal", day(5), day(7))
