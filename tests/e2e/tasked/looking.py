"""Tries every task that the desk shows at the service that it is to be done at, in each holder's name (validate-only)."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from google.protobuf.message import Message

from cli.observer import Seen
from cli.refused import Refused
from cli.story.acts import is_of_the_request
from cli.story.stage import Stage
from cli.story.suite import Suite
from cli.story.values import plain
from cli.tokens import ADMINISTRATOR, AUDITOR, SECURITY
from tests.e2e.tasked.repertoire import Repertoire, project_in

LIST_TASKS = "sanzhi.desk.v1.DeskService/ListTasks"
GET_ENGAGEMENT = "sanzhi.contracts.v1.ContractsService/GetEngagement"
GET_SERVICE_REQUEST = "sanzhi.support.v1.SupportService/GetServiceRequest"
# All open tasks are looked at so often; between, those that are new and those of projects in which something was done.
ALL_AFTER_ACTS = 25
SAMPLED_ALL_AFTER_ACTS = 150  # where only some are tried between
_AT_ONCE = 8
# Tasks that are done by either of two decisions, where the one that names the task is not always to be had: each with why.
EITHER = {
    "decide_application": "得分低于分数线的申请，只能不予立项（2.6、3.5）",
    "decide_subscription": "所申请的期限已经过去的，只能不予批准（2.5）",
}


@dataclass
class Tasked:
    """What was found. tried: tasks by kind, each as often as it was tried; undone: what could not be done, by kind and reason."""

    suite: Suite
    repertoire: Repertoire
    tried: Counter[str] = field(default_factory=Counter)
    undone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    looks: int = 0
    calls: int = 0
    _known: set[tuple[str, str]] = field(default_factory=set)
    _touched: set[str] = field(default_factory=set)
    _payloads: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def _room(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(_AT_ONCE)

    def touch(self, body: Mapping[str, Any]) -> None:
        """Something is done there."""
        self._touched.add(project_in(*(body.get(key, "") for key in ("name", "parent", "project"))))

    async def look(self, *, everything: bool = False) -> None:
        """Try the tasks that are shown: all, or those that are new and those of projects where something was done since the last look."""
        everything = everything or self.looks % ALL_AFTER_ACTS == 0
        self.looks += 1
        shown = await self._shown("")
        due = [key for key, (task, _) in shown.items() if everything or key not in self._known or task.project in self._touched]
        self._known, self._touched = set(shown), set()
        await self._try_all([shown[key] for key in due])

    async def sample(self, most: int) -> None:
        """Try what is shown of projects where something was done since the last look, as far as its kind was not tried `most` times."""
        projects = {""} if "" in self._touched else self._touched
        self._touched, due, kinds = set(), {}, Counter(self.tried)
        for project in projects:
            for key, (task, holder) in (await self._shown(project)).items():
                kinds[task.kind] += key not in due
                if kinds[task.kind] <= most:
                    due[key] = (task, holder)
        await self._try_all(list(due.values()))

    async def _shown(self, project: str) -> dict[tuple[str, str], tuple[Any, str]]:
        asked = {"view": "TASK_VIEW_OWED", "parent": project, "page_size": 1000}
        answer: Any = await self.suite.call(LIST_TASKS, asked, AUDITOR)
        assert not answer.next_page_token
        return {(task.name, holder.name): (task, holder.name) for task in answer.tasks for holder in task.holders}

    async def _try_all(self, due: Sequence[tuple[Any, str]]) -> None:
        if due:
            now = await self.suite.now()
            await asyncio.gather(*(self._try(task, holder, now) for task, holder in due))

    async def _try(self, task: Any, holder: str, now: datetime) -> None:
        async with self._room:
            self.tried[task.kind] += 1
            refused = await self._refusal(task, holder, now)
        if refused is not None:
            told = f"{now:%m-%d %H:%M} {task.resource}（{holder}）：{refused}"
            self.undone.setdefault((task.kind, refused.reason or refused.code), []).append(told)

    async def _refusal(self, task: Any, holder: str, now: datetime) -> Refused | None:
        """Why nobody of those who have a task can carry it out, None where somebody can."""
        first: Refused | None = None
        given_up: set[tuple[str, str]] = set()
        for person, method, body in await self._ways(task, holder, now):
            if (person, method) in given_up:
                continue
            self.calls += 1
            refused = await self.suite.try_out(method, body, person)
            if refused is None:
                return None
            first = first or refused
            if not is_of_the_request(refused):
                given_up.add((person, method))
        return first or Refused("", "NOBODY", "", f"故事中没有人代 {holder} 办理", {})

    async def _ways(self, task: Any, holder: str, now: datetime) -> list[tuple[str, str, dict[str, Any]]]:
        """By whom, by which method, with what; the likeliest first."""
        people = self.repertoire.people_of(holder, task.method)
        if task.method.endswith("/SignDocument"):
            payload = await self._payload(task.resource)
            signed = [(person, self.repertoire.signature(person, holder, payload)) for person in people]
            return [(person, task.method, {"name": task.resource, **body}) for person, body in signed if body is not None]
        if task.method.endswith("/ChooseOffer"):
            request = plain(await self.suite.call(GET_SERVICE_REQUEST, {"name": task.resource}, AUDITOR))
            return [(person, task.method, {"name": task.resource, "offer": request["offers"][0]["name"]}) for person in people]
        ways: list[tuple[str, str, dict[str, Any]]] = []
        for method in [task.method, *(task.alternatives if task.kind in EITHER else ())]:
            for person in people:
                for body in self.repertoire.bodies_of(task, method, person):
                    said = body.for_task(task, method, now)
                    ways += [way for each in said if (way := (person, method, each)) not in ways]
        return ways

    async def _payload(self, document: str) -> bytes:
        if document not in self._payloads:
            name = document.partition("/documents/")[0]
            engagement = plain(await self.suite.call(GET_ENGAGEMENT, {"name": name}, AUDITOR))
            self._payloads |= {each["name"]: each["signing_payload"] for each in engagement["documents"]}
        return self._payloads[document]


@dataclass
class TaskedStage:
    """A stage on which after each act, when all is at rest, the tasks that are shown are tried.

    most: between looks at everything, no more than so many of a kind and no others than those of the project acted on; 0: all.
    """

    stage: Stage
    tasked: Tasked
    most: int = 0
    administrator: str = ADMINISTRATOR
    security: str = SECURITY
    _acted: bool = False
    _acts: int = 0

    async def call(self, method: str, body: dict[str, Any], person: str, service: str = "") -> Message:
        """As the stage's."""
        answer = await self.stage.call(method, body, person, service)
        if "request_id" in body:
            self._acted = True
            self.tasked.touch(body)
        return answer

    async def quiet(self) -> None:
        """As the stage's, and look at the tasks where something was done."""
        await self.stage.quiet()
        if self._acted:
            self._acted = False
            self._acts += 1
            await self._look()

    async def _look(self) -> None:
        if not self.most:
            await self.tasked.look()
        elif self._acts % SAMPLED_ALL_AFTER_ACTS == 0:
            await self.tasked.look(everything=True)
        else:
            await self.tasked.sample(self.most)

    async def now(self) -> datetime:
        """As the stage's."""
        return await self.stage.now()

    async def advance_to(self, instant: datetime) -> None:
        """As the stage's."""
        await self.stage.advance_to(instant)

    async def facts(self) -> list[Seen]:
        """As the stage's."""
        return await self.stage.facts()
