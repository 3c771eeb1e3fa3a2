"""Random acts by random people, sensible and not: each is refused with a reason, or moves as the tables say. Nothing else."""

import random
from datetime import datetime, timedelta
from typing import Any

import grpc
import pytest

from services.supervision.domain.states import DEVIATION, FINDING
from tests.harness.looked import looked_through
from tests.harness.suite import Refused, Suite, service
from tests.integration.supervision.calls import (
    BOSS,
    CLERK,
    COUNTY,
    DEPARTMENT,
    EXPERT,
    MANAGER,
    OFFICIAL,
    STRANGER,
    WATCHER,
    call,
    upload,
)
from tests.integration.supervision.conftest import Staged
from tests.integration.supervision.played import LEAD, PEOPLE, PROJECT, approved, engaged, overdue

CALLERS = (OFFICIAL, OFFICIAL, MANAGER, WATCHER, EXPERT, BOSS, COUNTY, CLERK, STRANGER, DEPARTMENT)
DIRECTORS = (OFFICIAL, WATCHER, EXPERT)
APT = {
    **dict.fromkeys(("AssignDeviation", "CloseDeviation", "AnalyseProgress"), DIRECTORS),
    **dict.fromkeys(("NotifyFinding", "ConfirmFinding", "DismissFinding", "LiftFinding"), (OFFICIAL,)),
    **dict.fromkeys(("ReportCorrection", "AnswerFinding"), (MANAGER, MANAGER, CLERK, STRANGER)),
    **dict.fromkeys(("NameCommissioner", "ReleaseCommissioner", "OpenDeviation", "RaiseFinding"), (OFFICIAL, COUNTY, BOSS)),
}
ITEMS = ("misused-funds", "repeated-late-materials", "bribery", "nothing")
REFUSALS = {
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
}
MOVES = {kind: {pair for moves in table.moves.values() for pair in moves.items()} for kind, table in (("d", DEVIATION), ("f", FINDING))}


class Walker:
    """Knows what was made so far, and makes the next call."""

    def __init__(self, suite: Suite, seed: int) -> None:
        self.suite = suite
        self.dice = random.Random(seed)
        self.names = {"d": [f"{PROJECT}/deviations/n1-materials-overdue"], "f": ["findings/2026-0001"], "c": [f"{PROJECT}/commission"]}
        self.outcomes: list[str] = []

    def pick(self, *choices: Any) -> Any:
        return self.dice.choice(choices)

    def name(self, kind: str) -> str:
        nonsense = ("", "projects", f"{PROJECT}/deviations/none", "findings/none", "//", PROJECT)
        return str(self.pick(*nonsense)) if self.dice.random() < 0.05 else str(self.pick(*self.names[kind]))

    def evidence(self) -> list[dict[str, str]]:
        return upload() if self.dice.random() < 0.8 else []

    def person(self) -> str:
        return str(self.pick(*PEOPLE, LEAD, LEAD, "", "people/nobody", "nonsense"))

    def body(self, method: str) -> dict[str, Any]:
        day = str(self.pick("", "2026-03-01", "2026-04-01", "2029-01-01"))
        texts = {"name": self.name("f"), "grounds": "属实", "reason": "影响消除", "statement": "申辩"}
        match method:
            case "NameCommissioner" | "ReleaseCommissioner":
                return {"name": self.name("c"), "person": self.person()} | ({"reason": "调离"} if method.startswith("R") else {})
            case "OpenDeviation":
                return {"parent": self.pick(PROJECT, "projects/none", ""), "aspect": self.pick(0, 1, 2, 3, 9), "description": "偏差"}
            case "AnalyseProgress":
                figures = {"planned_progress": self.pick("60", "x", "101"), "actual_progress": self.pick("30", "55", "-1", "Infinity")}
                return {"parent": PROJECT, "as_of": day, "spent_fen": str(self.pick(0, 90_000_000, -1))} | figures
            case "AssignDeviation":
                return {"name": self.name("d"), "corrective_action": "补交", "assignee": self.person(), "due_date": day}
            case "ReportCorrection" | "CloseDeviation":
                return {"name": self.name("d"), "done" if method.startswith("R") else "conclusion": "已改", "evidence": self.evidence()}
            case "RaiseFinding":
                subject = self.pick(LEAD, LEAD, PROJECT, "people/stranger", "", "organizations/foundry")
                item = {"item": f"catalogueItems/{self.pick(*ITEMS)}", "occurred_on": day, "subject_kind": self.pick(0, 0, 1, 2, 3)}
                return {"subject": subject, "project": self.pick(PROJECT, ""), "description": "行为", "evidence": self.evidence()} | item
        wanted = {"AnswerFinding": "statement", "LiftFinding": "reason", "ConfirmFinding": "grounds", "DismissFinding": "grounds"}
        return {"name": texts["name"]} | ({wanted[method]: texts[wanted[method]]} if method in wanted else {})

    async def step(self, method: str) -> None:
        body, who = self.body(method), self.pick(*(APT[method] if self.dice.random() < 0.8 else CALLERS))
        before = await self.states()
        try:
            answer = await call(self.suite, method, who, **body)
        except Refused as refused:
            assert refused.code in REFUSALS, (method, body, str(refused))
            assert refused.reason, (method, body)
            assert await self.states() == before
            self.outcomes.append(refused.reason)
            return
        self.outcomes.append("OK")
        for kind, prefix in (("d", f"{PROJECT}/deviations/"), ("f", "findings/")):
            if answer["name"].startswith(prefix) and answer["name"] not in self.names[kind]:
                self.names[kind].append(answer["name"])
        for name, state in (await self.states()).items():
            kind = "f" if name.startswith("findings/") else "d"
            assert name not in before or before[name] == state or (before[name], state) in MOVES[kind], (method, name, before[name], state)

    async def states(self) -> dict[str, str]:
        database = self.suite.apps["supervision"].mongo
        found = [await database[name].find({}, {"state": 1}).to_list(None) for name in ("deviations", "findings")]
        return {row["_id"]: row["state"] for rows in found for row in rows}


METHODS = (
    "NameCommissioner",
    "ReleaseCommissioner",
    "OpenDeviation",
    "AnalyseProgress",
    *("AssignDeviation", "ReportCorrection", "CloseDeviation") * 2,
    *("RaiseFinding", "NotifyFinding", "AnswerFinding", "ConfirmFinding") * 2,
    "DismissFinding",
    "LiftFinding",
)


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_sequence_of_calls_ends_in_the_unknown(staged: Staged, seed: int) -> None:
    async with staged() as stage:
        suite, now = stage.suite, datetime.fromisoformat("2026-03-02T10:00:00+08:00")
        await approved(suite)
        await engaged(suite)
        await overdue(suite)
        walker = Walker(suite, seed)
        for number in range(300):
            await walker.step(walker.pick(*METHODS))
            if number % 25 == 24:
                now += timedelta(days=walker.pick(1, 8, 20))
                await suite.advance(now)
        assert walker.outcomes.count("OK") > 30
        assert len(set(walker.outcomes)) > 12
        assert looked_through(suite, service("supervision")) == []
