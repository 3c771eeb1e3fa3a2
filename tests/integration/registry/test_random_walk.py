"""Random acts of random people on one application and its project: typed refusals or real changes, and no unknown state."""

import random
from typing import Any

import pytest

from services.registry.domain.states import APPLICATION, PROJECT
from tests.harness.suite import ADMINISTRATOR, Person, Refused
from tests.integration.registry.city import (
    BUREAU,
    CHIEF,
    COUNTY,
    EXPERTS,
    LEAD,
    NAME,
    OTHER_COUNTY,
    POSTER,
    PROPOSAL,
    TERMS,
    UNIT,
    City,
)
from tests.integration.registry.city import (
    PROJECT as NAMED,
)
from tests.integration.registry.told import tell, took_effect

BOOK = f"{NAMED}/taskBook"
PEOPLE = (ADMINISTRATOR, BUREAU, COUNTY, OTHER_COUNTY, POSTER, UNIT, LEAD, CHIEF, *EXPERTS)
PANEL = [expert.name for expert in EXPERTS]
SCORES = [{"factor": factor, "score": "80"} for factor in ("plan", "benefit", "lead")]
WHY = {"reason": "情况有变"}
ACTS: list[tuple[str, dict[str, Any], tuple[Person, ...]]] = [
    ("UpdateApplication", {"name": NAME, "proposal": PROPOSAL}, (UNIT, LEAD)),
    ("SubmitApplication", {"name": NAME}, (UNIT, LEAD)),
    ("ReturnApplication", {"name": NAME, "reasons": ["补材料"]}, (COUNTY,)),
    ("RecommendApplication", {"name": NAME, "implementation_plan": "分三步"}, (COUNTY,)),
    ("PassFormalReview", {"name": NAME}, (BUREAU,)),
    ("ReturnForCorrection", {"name": NAME, "reasons": ["补预算"]}, (BUREAU,)),
    ("OpenExpertReview", {"name": NAME, "experts": PANEL}, (BUREAU,)),
    ("ReplaceExpert", {"name": NAME, "expert": PANEL[0], "successor": PANEL[1]} | WHY, (BUREAU,)),
    ("ScoreApplication", {"name": NAME, "scores": SCORES}, EXPERTS),
    ("ApproveApplication", {"name": NAME}, (BUREAU,)),
    ("AcceptTaskBook", {"name": BOOK}, (BUREAU, POSTER, UNIT)),
    ("ProposeTaskBookChange", {"name": BOOK, "terms": TERMS} | WHY, (UNIT, POSTER, BUREAU)),
    ("ConsentToTaskBookChange", {"name": BOOK}, (POSTER, BUREAU)),
    ("RefuseTaskBookChange", {"name": BOOK} | WHY, (POSTER, BUREAU)),
    ("ApproveTaskBookChange", {"name": BOOK}, (BUREAU,)),
    ("GrantAgeException", {"project": NAMED, "person": CHIEF.name} | WHY, (POSTER, BUREAU)),
    ("RefuseAgeException", {"project": NAMED, "person": CHIEF.name} | WHY, (POSTER, BUREAU)),
    ("DecideTermination", {"name": NAMED} | WHY, (POSTER, BUREAU)),
    ("ConsentToTermination", {"name": NAMED}, (POSTER, BUREAU)),
    ("RefuseTermination", {"name": NAMED} | WHY, (POSTER, BUREAU)),
    ("ApproveTermination", {"name": NAMED}, (BUREAU,)),
]
# Seldom, or the walk would always end here.
ENDS = {"ApproveTermination", "DecideTermination"}
# More often, or the walk would hardly leave the draft.
ONWARD = {
    "draft": ["SubmitApplication"],
    "returned": ["SubmitApplication"],
    "returned_for_correction": ["SubmitApplication"],
    "submitted": ["RecommendApplication"],
    "recommended": ["PassFormalReview"],
    "passed": ["OpenExpertReview"],
    "expert_review": ["ScoreApplication", "ScoreApplication", "ScoreApplication", "ApproveApplication"],
    "approved": ["AcceptTaskBook", "ProposeTaskBookChange", "ConsentToTaskBookChange", "ApproveTaskBookChange"],
}


class Walk:
    """One walk; `states` are what application and project went through."""

    def __init__(self, city: City, seed: int) -> None:
        self.city = city
        self.dice = random.Random(seed)
        self.accepted = 0

    async def seen(self) -> tuple[str, str, int]:
        """State of the application, state of the project, facts told."""
        application = await self.city.call("GetApplication", {"name": NAME}, BUREAU)
        try:
            project = (await self.city.call("GetProject", {"name": NAMED}, BUREAU))["state"]
        except Refused as refused:
            assert refused.reason == "NOT_FOUND"
            project = ""
        facts = len(await self.city.suite.facts("registry"))
        return _state(application["state"]), _state(project), facts

    def choose(self, state: str) -> tuple[str, dict[str, Any], tuple[Person, ...]]:
        wanted = self.dice.choice(ONWARD[state]) if self.dice.random() < 0.5 else ""
        fitting = [act for act in ACTS if act[0] == wanted]
        chosen = self.dice.choice(fitting or ACTS)
        return self.choose(state) if chosen[0] in ENDS and self.dice.random() < 0.7 else chosen

    async def act(self) -> None:
        before = await self.seen()
        rpc, body, who = self.choose(before[0])
        actor = self.dice.choice(who if self.dice.random() < 0.85 else PEOPLE)
        try:
            await self.city.call(rpc, body, actor)
        except Refused as refused:
            shown = f"{rpc} as {actor.name} in {before}: {refused}"
            assert refused.code.name in ("FAILED_PRECONDITION", "PERMISSION_DENIED", "NOT_FOUND", "INVALID_ARGUMENT"), shown
            assert refused.reason and refused.message, shown
            assert await self.seen() == before, shown
            return
        self.accepted += 1
        after = await self.seen()
        assert after[2] > before[2], f"{rpc} as {actor.name} in {before} changed nothing"
        self.check(before, after)

    def check(self, before: tuple[str, str, int], after: tuple[str, str, int]) -> None:
        assert before[0] == after[0] or any(moves.get(before[0]) == after[0] for moves in APPLICATION.moves.values())  # type: ignore[call-overload]
        known = before[1] == after[1] or (before[1], after[1]) == ("", "approved")
        assert known or any(moves.get(before[1]) == after[1] for moves in PROJECT.moves.values())  # type: ignore[call-overload]


def _state(shown: str) -> str:
    return shown.partition("_STATE_")[2].lower()


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_random_walk(city: City, seed: int) -> None:
    await city.settle()
    await city.guide()
    await city.draft()
    walk = Walk(city, seed)
    for turn in range(140):
        await walk.act()
        if turn == 100 and (await walk.seen())[1]:
            await took_effect(city.suite)
    assert walk.accepted > 15 and (await walk.seen())[1], "the walk did not get anywhere"
    if (await walk.seen())[1] and seed == 2:
        filed = {"project": NAMED, "filed_at": "2026-10-09T02:00:00Z", "reference": "备"}
        await tell(city.suite, "evaluation.filing.filed.v1", **filed)
        assert (await walk.seen())[1] == "closed"
