"""Results registered, confirmed, asked for by two at once, used (8.1, 8.2)."""

import asyncio
import random
from datetime import datetime
from typing import Any

from chaos.affairs.cast import CLERK, COLLEGE, WORKS, Place, of
from chaos.affairs.steps import Steps
from chassis.calendar import china_date

TAKEN = ("LICENSED_EXCLUSIVELY", "LICENSED_ALREADY")
# Later than any run gets.
EMBARGO_DAYS = 400


class Results:
    """`uses` are the records of use that were acknowledged."""

    def __init__(self, steps: Steps, chance: random.Random) -> None:
        self._steps = steps
        self._chance = chance
        self.uses: list[str] = []
        self._asked = 0

    async def one(self, place: Place, number: int) -> None:
        """A result, as far as chance takes it: whoever wants it alone wants it at the same time as another."""
        result = (await self._register(place, number))["name"]
        if self._chance.randrange(6) == 0:
            await self._steps.take("sharing", "ReturnResult", CLERK, f"return-{number}", name=result, reason="请补充")
            return
        await self._steps.take("sharing", "ConfirmResult", CLERK, f"confirm-{number}", name=result)
        study = {"purpose": "PURPOSE_STUDY", "exclusive": False}
        await self._ask(result, COLLEGE, f"study-{number}", **study)
        alone = self._chance.randrange(2) == 0
        asked = [await self._ask(result, works, f"produce-{number}-{at}", exclusive=alone) for at, works in enumerate(WORKS)]
        self._asked += 1
        if self._asked % 4 == 2:
            return  # nobody answers: the period runs out
        await asyncio.gather(*(self._answer(place, request, f"{number}-{at}") for at, request in enumerate(asked)))

    async def _register(self, place: Place, number: int) -> dict[str, Any]:
        body: dict[str, Any] = {"kind": "RESULT_KIND_PRODUCT", "title": f"第{number}号成果", "summary": "演练所得", "authors": ["演练人员"]}
        return await self._steps.take(
            "sharing", "RegisterResult", place.clerk, f"result-{number}", parent=place.project, readiness=7, **body
        )

    async def _ask(self, result: str, organization: str, request_id: str, **wish: Any) -> dict[str, Any]:
        said = {"purpose": "PURPOSE_PRODUCE", "intention": "用于生产线", "months": 24, "sector": "C", "area": "晋中市榆次区"}
        return await self._steps.take("sharing", "RequestUse", of(organization), request_id, parent=result, **said | wish)

    async def _answer(self, place: Place, request: dict[str, Any], told: str) -> None:
        name, organization = request["name"], request["wish"]["organization"]
        if self._chance.randrange(4) == 0:
            await self._refuse(place, name, of(organization), told)
            return
        agreed = {"name": name, "agreed": True}
        granted = await self._steps.one_of(TAKEN, "sharing", "AnswerUseRequest", place.clerk, f"answer-{told}", **agreed)
        if granted:
            await self._use(granted, organization, told)

    async def _refuse(self, place: Place, name: str, asking: str, told: str) -> None:
        refusal = {"name": name, "agreed": False, "reason": "正与他人洽谈"}
        await self._steps.take("sharing", "AnswerUseRequest", place.clerk, f"answer-{told}", **refusal)
        await self._steps.take("sharing", "ContestRefusal", asking, f"contest-{told}", name=name, reason="权利人没有实际使用")
        upheld = self._chance.randrange(2) == 0
        await self._steps.take("sharing", "RuleOnRefusal", CLERK, f"rule-{told}", name=name, ruling="核查记录", upheld=upheld)

    async def _use(self, granted: dict[str, Any], organization: str, told: str) -> None:
        since = china_date(datetime.fromisoformat(granted["ended_at"])).isoformat()
        said = {"description": "用于两条线", "since": since, "sector": "C", "area": "晋中市榆次区", "licence": granted["licence"]}
        use = await self._steps.take("sharing", "ReportUse", of(organization), f"use-{told}", parent=granted["result"], **said)
        self.uses.append(use["name"])
