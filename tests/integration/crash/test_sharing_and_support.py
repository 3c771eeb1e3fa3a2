"""Sharing and support die once at each kind of their work, a fact, a command, a timer, and come back: all of it took effect once."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from chassis.messaging.topics import ensure_topics
from chassis.time.clock import Clock
from tests.harness.suite import Person, Suite
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes
from tests.integration.sharing import calls as sharing
from tests.integration.sharing import played as beside_sharing
from tests.integration.support import calls as support
from tests.integration.support import played as beside_support

START, DUE = "2026-03-02T10:00:00+08:00", datetime.fromisoformat("2026-05-01T00:00:00+08:00")
FACT, COMMAND, TIMER = "after_handling_before_offset", "after_commit_before_wake", "timer_fired_not_gone"
APPROVED = "sanzhi.registry.project.approved.v1"


async def _confirm(suite: Suite, answer: dict[str, Any]) -> None:
    await sharing.call(suite, "ConfirmResult", sharing.OFFICIAL, name=answer["name"])


async def _nothing(suite: Suite, answer: dict[str, Any]) -> None:
    """The question itself has a deadline."""


@dataclass(frozen=True)
class Work:
    """A fact, a command, what sets a timer after it; then what has to be there: `kept` in the collection, facts, timers on record."""

    service: str
    neighbours: Callable[[], Any]
    approved: Callable[[Suite], Awaitable[None]]
    method: str
    body: dict[str, Any]
    who: Person
    then: Callable[[Suite, dict[str, Any]], Awaitable[None]]
    collection: str
    facts: dict[str, int]
    timers: dict[str, int]

    def __str__(self) -> str:
        return self.service


SHARING = Work(
    "sharing",
    beside_sharing.Neighbours,
    beside_sharing.approved,
    f"{sharing.SERVICE}/RegisterResult",
    sharing.SAID | {"embargo_until": "2026-04-30", "embargo_reason": "专利尚未公布"},
    sharing.CLERK,
    _confirm,
    "results",
    {"result.registered.v1": 1, "result.confirmed.v1": 1, "result.published.v1": 1},
    {"timer end_embargo": 1},
)
SUPPORT = Work(
    "support",
    beside_support.Neighbours,
    beside_support.approved,
    f"{support.SERVICE}/AskQuestion",
    {"text": "何时受理？"},
    support.CLERK,
    _nothing,
    "questions",
    {"question.asked.v1": 1, "step.overdue.v1": 1},
    {"timer warn_of_step": 2, "timer mark_step_overdue": 1},
)


@pytest.mark.parametrize("work", [SHARING, SUPPORT], ids=str)
async def test_effect_is_once(crashing: Crashing, work: Work) -> None:
    await _play(crashing, work, (FACT, COMMAND, TIMER))


@pytest.mark.parametrize(
    ("work", "at", "guard"),
    [(SHARING, FACT, "inbox_key"), (SUPPORT, COMMAND, "request_id"), (SHARING, TIMER, "timer_gone_with_its_effect")],
    ids=str,
)
async def test_without_its_guard_it_is_not(crashing: Crashing, work: Work, at: str, guard: str) -> None:
    with pytest.raises(Wrong):
        await _play(crashing, work, (at,), guard)


class Wrong(Exception):
    """Something was lost or done twice."""


async def _play(crashing: Crashing, work: Work, points: tuple[str, ...], without: str = "") -> None:
    """`points`: where it dies, in this order."""
    neighbours = work.neighbours()
    await neighbours.server.start()
    addresses = dict.fromkeys(("registry", "sharing"), neighbours.address)
    try:
        async with crashing(rehearsal_start=START, addresses=addresses) as processes:
            for topic in ("registry", "contracts", "milestones", work.service):
                await ensure_topics(processes.suite.settings, topic)
            await Victim(processes, work, list(points), without).play()
            await _check(processes, work)
    finally:
        await neighbours.server.stop(0)


@dataclass
class Victim:
    """One service on its way through a fact, a command and a timer."""

    processes: Processes
    work: Work
    points: list[str]
    without: str

    async def play(self) -> None:
        """Each in its turn; where it dies, it comes back."""
        suite, work = self.processes.suite, self.work
        await self._start()
        await self._through(FACT, lambda: work.approved(suite))
        await self._quiet()
        await self._through(COMMAND, lambda: self.processes.call(work.method, work.body, work.who, "once"))
        await work.then(suite, await suite.call(work.method, work.body, work.who, "once"))
        await self._through(TIMER, lambda: _let_time_come(self.processes, work.service))
        await self._quiet()

    async def _through(self, at: str, step: Callable[[], Awaitable[Any]]) -> None:
        if at not in self.points:
            await step()
            return
        self.processes.arm(self.work.service)
        await step()
        await self.processes.until_dead(self.work.service)
        self.points.remove(at)
        await self._start()

    async def _start(self) -> None:
        await self.processes.start(self.work.service, self.points[0] if self.points else "", self.without)

    async def _quiet(self) -> None:
        await self.processes.quiet(**{self.work.service: ["registry", "contracts", "milestones"]})


async def _let_time_come(processes: Processes, name: str) -> None:
    mongo = processes.mongo(name)
    clock = Clock(mongo, "rehearsal")
    await clock.set(DUE)
    await clock.release()
    await mongo.close()


async def _check(processes: Processes, work: Work) -> None:
    """From outside. Raises Wrong."""
    mongo = processes.mongo(work.service)
    try:
        outbox = (
            await mongo["outbox"].find({"attributes.type": {"$not": {"$regex": r"\.audit\."}}}).to_list(None)
        )  # seals come by the clock
        audit = Counter([entry["action"] async for entry in mongo["audit"].find({"outcome": "OK"})])
        found = {
            "kept": await mongo[work.collection].count_documents({}),
            "facts": Counter(row["attributes"]["type"].split(".", 2)[2] for row in outbox),
            "facts that are not on Kafka": [row["_id"] for row in outbox if row.get("pending")],
            "audit of the fact": audit[APPROVED],
            "audit of the command": audit[work.method],
            "audit of timers": {action: times for action, times in audit.items() if action.startswith("timer ")},
            "timers left": await mongo["timers"].count_documents({}),
        }
    finally:
        await mongo.close()
    wanted = {
        "kept": 1,
        "facts": work.facts,
        "facts that are not on Kafka": [],
        "audit of the fact": 1,
        "audit of the command": 1,
        "audit of timers": work.timers,
        "timers left": 0,
    }
    if found != wanted:
        raise Wrong({name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]})
