"""The clocks of a real MongoDB and Kafka are read, and told of where this machine's is not theirs; a rehearsal has a time of its own."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.run.clocks import KAFKA, MONGODB
from chassis.time.clock import wall_clock
from tests.conftest import Running
from tests.harness.suite import ADMINISTRATOR, Refused, Suite, eventually, service

SET = "sanzhi.operations.v1.RehearsalService/SetClock"
STATUS = "sanzhi.operations.v1.OperationsService/GetStatus"
AN_HOUR = 3600.0  # no machine is so slow that it could be taken for this


async def faults_with(suite: Suite, seconds: float) -> list[str]:
    """What the service tells of, once its own machine's clock is so far ahead."""
    app: Any = suite.apps["desk"]
    app.clocks.now = lambda: wall_clock() + timedelta(seconds=seconds)

    async def both_told() -> bool:  # on a busy machine one may not answer in time
        await app.clocks.look()
        return set(app.clocks.ahead) == {MONGODB, KAFKA}

    await eventually(both_told, lambda: f"told by {set(app.clocks.ahead)} alone")
    status = await suite.call(STATUS, {}, ADMINISTRATOR, service="desk")
    return [fault for fault in status["faults"] if "的时钟比本机" in fault]


@pytest.mark.parametrize("clock", ["system", "rehearsal"])
async def test_a_clock_that_is_not_theirs_is_a_fault_on_any_kind_of_clock(running: Running, clock: str) -> None:
    async with running(service("desk"), clock=clock) as suite:
        assert await faults_with(suite, 0.0) == []
        for seconds, how in ((AN_HOUR, "慢"), (-AN_HOUR, "快")):
            told = await faults_with(suite, seconds)
            assert sorted(fault.partition(" ")[0] for fault in told) == [KAFKA, MONGODB]
            assert all(f"的时钟比本机{how} 3" in fault for fault in told), told


async def test_a_rehearsals_time_is_set_again_and_again_and_leaves_nothing_behind(running: Running) -> None:
    """What is refused is on record, as everywhere."""
    async with running(service("desk")) as suite:
        kept = suite.apps["desk"].mongo
        start = (await suite.apps["desk"].clock.read()).now
        reached = [start + timedelta(days=days) for days in (1, 1, 2)]
        for number, now in enumerate(reached):
            found = await suite.call(SET, {"now": now.isoformat(), "release": True}, ADMINISTRATOR, f"to-{number % 2}", service="desk")
            assert datetime.fromisoformat(found["now"]) == now
        mine = {"actor": ADMINISTRATOR.name}
        assert [await kept[each].count_documents(where) for each, where in (("requests", {}), ("audit", mine))] == [0, 0]
        with pytest.raises(Refused, match="CLOCK_WOULD_GO_BACK"):
            await suite.call(SET, {"now": start.isoformat()}, ADMINISTRATOR, service="desk")
        assert [entry["outcome"] async for entry in kept["audit"].find(mine)] == ["CLOCK_WOULD_GO_BACK"]
