"""The process dies in the middle of a redrive, at each point of it; the administrator comes again, and the fact took effect once."""

import pytest

from chassis.messaging.topics import ensure_topics
from chassis.run.service import Service
from tests.harness.suite import ADMINISTRATOR, Person, Refused, eventually
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes

BUREAU = Person("people/bai", ("science_bureau",))
PROBE = "sanzhi.probe.v1.ProbeService"
REDRIVE = "sanzhi.operations.v1.OperationsService/RedriveDeadLetter"
NAME = "projects/casting"


async def _start(processes: Processes, at: str) -> None:
    await processes.start("watcher", at)
    processes.suite.channels["operations"] = processes.suite.channels["watcher"]


@pytest.mark.parametrize("at", ["in_the_transaction", "before_commit", "after_commit_before_wake"])
async def test_effect_is_once(crashing: Crashing, probe: Service, watcher: Service, at: str) -> None:
    async with crashing() as processes:
        suite, mongo = processes.suite, processes.mongo("watcher")
        for name in ("probe", "watcher"):
            await ensure_topics(suite.settings, name)
        app = await suite.start(probe)
        try:
            await _start(processes, at)
            await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, BUREAU)
            await suite.call(f"{PROBE}/AddToCounter", {"name": NAME, "amount": 13}, BUREAU)
            letter = await eventually(lambda: mongo["dead_letters"].find_one({}))
            await processes.quiet(watcher=["probe"])
            await mongo["mended"].insert_one({"_id": "yes"})
            processes.arm("watcher")
            body = {"id": letter["_id"], "reason": "处理程序已修复"}
            assert await processes.call(REDRIVE, body, ADMINISTRATOR, "r-1") is None
            await processes.until_dead("watcher")
            await _start(processes, at)
            again = await processes.call(REDRIVE, body, ADMINISTRATOR, "r-1")
            assert again is not None
            assert (again["state"], again["tries"]) == ("DEAD_LETTER_STATE_REDRIVEN", "1")
            with pytest.raises(Refused, match="DEAD_LETTER_REDRIVEN"):
                await processes.call(REDRIVE, body, ADMINISTRATOR, "r-2")
            assert (await mongo["sums"].find_one({"_id": NAME}))["total"] == 13
            assert await mongo["inbox"].count_documents({}) == 1
        finally:
            await app.stop()
            await mongo.close()
