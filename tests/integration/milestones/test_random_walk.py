"""Random acts of anybody, at any time, on a project: each is done, and said, or refused with a reason; nothing breaks."""

import random
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from plan.deadlines import DEADLINE
from services.milestones.domain.states import MIDTERM, NODE, SCHEDULE
from tests.harness.looked import looked_through
from tests.harness.suite import Person, Refused, Suite, service
from tests.integration.milestones import played
from tests.integration.milestones.calls import AUDIT, BOSS, CLERK, EXPERTS, LEAD, OFFICIAL, SELF, SERVICE, SUCCESSOR, china, upload
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import PROJECT, UNIT, task_book, tell

PEOPLE = [OFFICIAL, BOSS, CLERK, LEAD, SUCCESSOR, *EXPERTS, Person("people/zhao", ("expert",), "organizations/taiyuan-university")]
TYPED = {"FAILED_PRECONDITION", "PERMISSION_DENIED", "INVALID_ARGUMENT", "NOT_FOUND"}
TABLES: dict[str, Any] = {"nodes": NODE, "deadlines": DEADLINE, "midterm_checks": MIDTERM, "schedules": SCHEDULE}
STEPS = 150
NODES = [
    {"id": f"n{number}", "title": f"节点{number}", "due_date": f"2024-{number + 1:02}-15", "midterm": number == 2} for number in range(6)
]


class Walk:
    """One walk; the seed says which."""

    def __init__(self, suite: Suite, seed: int) -> None:
        self.suite = suite
        self.dice = random.Random(seed)
        self.done = 0
        self.today = date(2023, 12, 1)
        self.version = 1

    async def step(self) -> None:
        """One act, weighted towards those that lead somewhere."""
        acts: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (40, lambda: self._call(*self._request())),
            (4, self._review),
            (2, self._decide),
            (6, self._pass_time),
            (1, self._lead_goes),
            (3, self._lead_comes),
            (1, self._task_book),
        ]
        await self.dice.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()

    async def _review(self) -> None:
        """The acts of a whole review, as a rule in an order that leads to its end."""
        node = self._node()
        lead = self.dice.choice([LEAD, SUCCESSOR])
        await self._call("SubmitMaterials", CLERK, {"name": node, "materials": [upload(SELF), upload(AUDIT)]})
        await self._call("ConvenePanel", lead, {"name": node, "members": [each.name for each in PEOPLE[5:8]]})
        for expert in self.dice.sample(PEOPLE[5:], 4):
            await self._call(
                "RecordVote", expert, {"name": node, "vote": self.dice.choice(["VOTE_PASS", "VOTE_FAIL", "VOTE_FAIL"]), "opinion": "意见"}
            )
        await self._call("SubmitMilestoneReport", lead, {"name": node, "report": {"name": "报告.pdf", "content": "JVBERg=="}})

    async def _decide(self) -> None:
        """Both owners choose the same for a node."""
        by = (self.today + timedelta(days=30)).isoformat()
        body = {"name": self._node(), "choice": "REMEDY_CHOICE_RECTIFY", "rectify_by": by, "reason": "决定"}
        for owner in (OFFICIAL, BOSS):
            await self._call("ChooseRemedy", owner, body)

    def _node(self) -> str:
        return f"{PROJECT}/nodes/n{self.dice.choice([0, 0, 1, 1, 2, 2, 3, 4, 5, 6])}"

    async def _call(self, method: str, who: Person, body: dict[str, Any]) -> None:
        before = await self._said()
        try:
            await self.suite.call(f"{SERVICE}/{method}", body, who)
        except Refused as refused:
            assert refused.code.name in TYPED, f"{method} {body}: {refused}"
            assert refused.reason
            assert any("一" <= letter <= "鿿" for letter in refused.message), f"{method}: {refused.message}"
            return
        self.done += 1
        assert await self._said() > before, f"{method} {body} was done without a word"

    def _request(self) -> tuple[str, Person, dict[str, Any]]:
        dice = self.dice
        node = self._node()
        check = f"{PROJECT}/midtermCheck"
        deadline = f"{PROJECT}/deadlines/{self._node().rpartition('/')[2]}-{dice.choice(['materials', 'completion', 'review', 'review-2'])}"
        expert = dice.choice([each.name for each in PEOPLE[5:]])
        soon = (self.today + timedelta(days=dice.choice([-5, 10, 60]))).isoformat()
        remedy = dice.choice(["RECTIFY", "CONTINUE", "CHANGE_TASK_BOOK", "TERMINATE"])
        panel = [each.name for each in dice.sample(PEOPLE[5:], dice.choice([1, 3, 3, 3, 4]))]
        kinds = dice.choice([[SELF], [AUDIT], [SELF, AUDIT], [SELF, AUDIT]])
        likely: dict[str, tuple[list[Person], dict[str, Any]]] = {
            "SubmitMaterials": ([CLERK], {"name": node, "materials": [upload(kind) for kind in kinds]}),
            "ReturnMaterials": (
                [LEAD, SUCCESSOR],
                {"name": node, "defects": [{"material": AUDIT, "description": "缺页"}], "complete_by": soon},
            ),
            "ConvenePanel": ([LEAD, SUCCESSOR], {"name": node, "members": panel}),
            "ObjectToPanelMember": ([BOSS, OFFICIAL], {"name": node, "member": expert, "reason": "异议"}),
            "ReplacePanelMember": (
                [LEAD, SUCCESSOR],
                {"name": node, "member": expert, "successor": dice.choice(PEOPLE[5:]).name, "reason": "更换"},
            ),
            "RecordVote": (PEOPLE[5:], {"name": node, "vote": dice.choice(["VOTE_PASS", "VOTE_FAIL", "VOTE_FAIL"]), "opinion": "意见"}),
            "SubmitMilestoneReport": ([LEAD, SUCCESSOR], {"name": node, "report": {"name": "报告.pdf", "content": "JVBERg=="}}),
            "ChooseRemedy": (
                [BOSS, OFFICIAL],
                {"name": dice.choice([node, check]), "choice": f"REMEDY_CHOICE_{remedy}", "reason": "决定"}
                | ({"rectify_by": soon} if remedy == "RECTIFY" or dice.random() < 0.1 else {}),
            ),
            "JudgeMidterm": (
                [OFFICIAL],
                {
                    "name": check,
                    "judgement": dice.choice(["JUDGEMENT_ON_TRACK", "JUDGEMENT_CANNOT_FINISH"]),
                    "reasons": "理由",
                    "consulted": [UNIT],
                },
            ),
            "ReportMidterm": ([OFFICIAL], {"name": check, "reference": "市科报〔2024〕7号"}),
            "RequestExtension": ([CLERK, LEAD, SUCCESSOR], {"name": deadline, "last_day": soon, "reason": "延期"}),
            "ConsentToExtension": ([BOSS, OFFICIAL], {"name": deadline}),
            "RefuseExtension": ([BOSS, OFFICIAL], {"name": deadline, "reason": "不同意"}),
        }
        weights = [8, 3, 6, 1, 2, 14, 6, 4, 2, 1, 3, 3, 1]
        method = dice.choices(list(likely), weights)[0]
        people, body = likely[method]
        return method, dice.choice(people if dice.random() < 0.9 else PEOPLE), body

    async def _pass_time(self) -> None:
        self.today += timedelta(days=self.dice.choice([1, 5, 20, 45]))
        await self.suite.advance(china(f"{self.today} 10:00"))

    async def _lead_goes(self) -> None:
        await played.left(self.suite, self.dice.choice([LEAD, SUCCESSOR]).name, self.today.isoformat())

    async def _lead_comes(self) -> None:
        await played.engaged(self.suite, self.dice.choice([LEAD, SUCCESSOR]).name, f"{self.today}T02:00:00Z")

    async def _task_book(self) -> None:
        self.version += 1
        extra = {"id": "n6", "title": "装机验证", "due_date": (self.today + timedelta(days=90)).isoformat(), "midterm": False}
        moved = NODES[3] | {"due_date": (self.today + timedelta(days=self.dice.choice([-100, 30]))).isoformat()}
        kept = [NODES[number] for number in (0, 1, 2, 4)]
        book = task_book(self.version, self.dice.choice([[*kept, moved], [*kept, moved, extra], [*kept, extra, NODES[5]]]))
        await tell(
            self.suite, "registry.task_book.changed.v1", name=f"{PROJECT}/taskBook", version=self.version, reason="变更", task_book=book
        )

    async def _said(self) -> int:
        count: int = await self.suite.apps["milestones"].mongo["outbox"].count_documents({})
        return count


async def states(suite: Suite) -> dict[str, str]:
    """State of every aggregate, by name."""
    found = {}
    for collection in TABLES:
        for document in await suite.apps["milestones"].mongo[collection].find({}).to_list(None):
            found[f"{collection}:{document['_id']}"] = document["state"]
    return found


def reachable(collection: str, source: str) -> set[str]:
    """States that arrows of the picture lead to, in one step or several."""
    arrows = {(str(one), str(other)) for moves in TABLES[collection].moves.values() for one, other in moves.items()}
    found, frontier = {source}, {source}
    while frontier:
        frontier = {other for one, other in arrows if one in frontier} - found
        found |= frontier
    return found


@pytest.mark.parametrize("seed", [11, 23, 47])
async def test_random_acts_are_done_and_said_or_refused_with_a_reason(staged: Staged, seed: int) -> None:
    async with staged("2023-12-01T10:00:00+08:00") as stage:
        suite = stage.suite
        await played.running_project(suite, task_book=task_book(nodes=NODES))
        walk = Walk(suite, seed)
        before = await states(suite)
        for _ in range(STEPS):
            await walk.step()
            now = await states(suite)
            for name, state in now.items():
                collection = name.partition(":")[0]
                assert state in reachable(collection, before.get(name, state)), f"{name}: {before.get(name)} → {state}"
            before = now
        await suite.quiet()
        assert walk.done > 10
        assert await suite.apps["milestones"].mongo["dead_letters"].count_documents({}) == 0
        stuck = await suite.apps["milestones"].mongo["timers"].find({"attempt": {"$gt": 0}}).to_list(None)
        assert stuck == []
        assert looked_through(suite, service("milestones")) == []
