"""Timers that cannot be carried out now hold up their own project and nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.errors import Unavailable
from chassis.messaging.relay import Relay
from chassis.run.app import App
from chassis.run.progress import progress, pulse
from chassis.run.service import Service
from chassis.store.buckets import bucket_of
from chassis.store.unit import due_document
from chassis.time import timers
from chassis.time.timers import Timers
from tests.conftest import Running
from tests.integration.chassis.probe.services import Counter
from tests.integration.chassis.test_delivery import add, counter

START = datetime(2024, 1, 1, tzinfo=UTC)


def _timer(project: str, name: str, hour: int) -> dict[str, Any]:
    made = due_document(f"{project}/{name}", "time_came", START.replace(hour=hour), project, {}, f"{project}/{name}")
    return made | {"bucket": bucket_of(project)}


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed waits until a test says otherwise, however slowly the test goes."""
    monkeypatch.setattr(timers, "wall_clock", lambda: START)


class _EveryBucket:
    def held(self) -> frozenset[int]:
        return frozenset(range(16))


async def _totals(app: App) -> dict[str, int]:
    return {each["_id"]: each["total"] async for each in app.mongo["counters"].find({})}


async def test_a_few_that_fail_do_not_hold_up_the_rest(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "BATCH", 2)
    monkeypatch.setattr(timers.Timers, "run", _never)
    async with running(probe) as suite:
        app = suite.apps["probe"]
        await app.mongo["counters"].insert_many([_counter("projects/late"), _counter("projects/half")])
        # Two projects that are not there fail first; a third fails in the middle of its timers; a fourth is in order.
        await app.mongo["timers"].insert_many([_timer("projects/gone", "a", 1), _timer("projects/lost", "a", 2)])
        await app.mongo["timers"].insert_many([_timer("projects/half", "a", 3), _timer("projects/late", "a", 4)])
        await app.clock.set(START.replace(hour=5))
        await app.clock.release()
        firing = Timers(app.executor, app.clock, _EveryBucket(), {"time_came": _fails_for_half(app)})  # type: ignore[arg-type]
        assert [await firing.fire_due() for _ in range(3)] == [0, 1, 0]
        assert await _totals(app) == {"projects/late": 1000, "projects/half": 0}
        left = await app.mongo["timers"].find({}).sort("due", 1).to_list(None)
        assert [(each["key"], each["attempt"]) for each in left] == [("projects/gone", 1), ("projects/lost", 1), ("projects/half", 1)]


async def test_a_later_timer_of_the_project_waits_for_the_earlier_one(
    running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers.Timers, "run", _never)
    async with running(probe) as suite:
        app = suite.apps["probe"]
        await app.mongo["counters"].insert_one(_counter("projects/p"))
        await app.mongo["timers"].insert_many([_timer("projects/p", name, hour) for name, hour in (("first", 1), ("second", 2))])
        await app.clock.set(START.replace(hour=5))
        await app.clock.release()
        fired: list[str] = []

        async def first_fails_once(timer: Any, tx: Any) -> None:
            if not timer.attempt and timer.name.endswith("first"):
                raise LookupError("not yet")
            fired.append(timer.name)

        firing = Timers(app.executor, app.clock, _EveryBucket(), {"time_came": first_fails_once})  # type: ignore[arg-type]
        assert await firing.fire_due() == 0
        assert await firing.fire_due() == 0
        await app.mongo["timers"].update_many({}, {"$unset": {"not_before": ""}})
        assert await firing.fire_due() == 2
        assert fired == ["projects/p/first", "projects/p/second"]


async def test_it_waits_too_where_more_wait_than_one_question_names(
    running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers.Timers, "run", _never)
    async with running(probe) as suite:
        app = suite.apps["probe"]
        await app.mongo["timers"].insert_many([_timer("projects/gone", "a", 1), _timer("projects/lost", "a", 2)])
        await app.clock.set(START.replace(hour=6))
        await app.clock.release()
        fired: list[str] = []

        async def handler(timer: Any, tx: Any) -> None:
            if timer.due.hour < 3:
                raise Unavailable("NEIGHBOUR_UNAVAILABLE", "相关服务暂时无法应答")
            fired.append(timer.name)

        firing = Timers(app.executor, app.clock, _EveryBucket(), {"time_came": handler})  # type: ignore[arg-type]
        assert await firing.fire_due() == 0
        monkeypatch.setattr(timers, "MOST_WAITING", 1)
        await app.mongo["timers"].update_many({}, {"$set": {"not_before": datetime.now(UTC) + timedelta(hours=1)}})
        await app.mongo["timers"].insert_many([_timer(f"projects/{name}", "b", 4) for name in ("gone", "lost", "free")])
        assert await firing.fire_due() == 1
        assert fired == ["projects/free/b"]


async def test_a_timer_that_is_moved_while_it_fires_takes_effect_at_its_new_time_alone(
    running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers.Timers, "run", _never)
    async with running(probe) as suite:
        app = suite.apps["probe"]
        await app.mongo["counters"].insert_one(_counter("projects/p"))
        await app.mongo["timers"].insert_one(_timer("projects/p", "end", 1))
        await app.clock.set(START.replace(hour=5))
        await app.clock.release()
        real, tried = app.service.timers["time_came"], []

        async def moved_meanwhile(timer: Any, tx: Any) -> None:
            tried.append(timer.due.hour)
            if timer.due.hour == 1:
                moved = _timer("projects/p", "end", 8) | {"generation": "another"}
                await app.mongo["timers"].replace_one({"_id": timer.name}, moved)
            await real(timer, tx)

        firing = Timers(app.executor, app.clock, _EveryBucket(), {"time_came": moved_meanwhile})  # type: ignore[arg-type]
        await firing.fire_due()
        assert await firing.fire_due() == 0  # it is not due any more
        assert (await _totals(app), tried) == ({"projects/p": 0}, [1])
        await app.clock.set(START.replace(hour=9))
        await app.clock.release()
        assert await firing.fire_due() == 1
        assert (await _totals(app), tried) == ({"projects/p": 1000}, [1, 8])
        assert await app.mongo["timers"].count_documents({}) == 0


def _counter(name: str) -> dict[str, Any]:
    return {"_id": name, "name": name, "owner": "people/x", "total": 0, "due": None, "version": 1}


def _fails_for_half(app: App) -> Any:
    real = app.service.timers["time_came"]

    async def handler(timer: Any, tx: Any) -> None:
        if timer.key == "projects/half":
            raise LookupError(Counter)
        await real(timer, tx)

    return handler


async def _never(self: Any) -> None:
    return


async def test_a_look_in_a_hurry_sees_what_a_long_one_does(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers.Timers, "run", _never)
    monkeypatch.setattr(Relay, "run", _never)

    async def busy() -> tuple[set[str], datetime | None]:
        reading = await app.clock.read()
        short, long = await pulse(app.mongo, reading, None), await progress(app.mongo, reading, None)
        found, same = ({each.split(":")[0] for each in look.busy} for look in (short, long))
        assert (short.acts, found) == (long.acts, same)
        return found, short.next_timer

    async with running(probe) as suite:
        app = suite.apps["probe"]
        assert await busy() == (set(), None)
        await app.mongo["timers"].insert_many(
            [_timer("projects/p", name, hour) for name, hour in (("later", 5), ("soon", 3), ("never", 1))]
        )
        await app.mongo["timers"].update_one({"_id": "projects/p/never"}, {"$set": {"due": "tomorrow"}})
        assert await busy() == (set(), START.replace(hour=3))
        await app.clock.set(START.replace(hour=3))  # due, and held
        assert await busy() == ({"timers"}, START.replace(hour=3))
        await add(suite, await counter(suite), 1)
        assert await busy() == ({"timers", "outbox"}, START.replace(hour=3))
