"""Entries that confirmed findings make in somebody's rating: objected to by that person, answered by the bureau (3.6)."""

import asyncio
import random
from collections import deque
from typing import Any

from chaos.client import ChaosClient
from cli.refused import Refused

AT_ONCE = 4
_EVALUATION = "sanzhi.evaluation.v1.EvaluationService"
_CLERK = "people/chaos-clerk"


class Ratings:
    """`confirmed`: findings and whom they are about, taken from the left once evaluation has entered them.

    `states`: of each entry that was objected to, by (person, finding). `unexpected`: refusals; there is no reason for any.
    """

    def __init__(self, client: ChaosClient, confirmed: deque[tuple[str, str]], seed: int) -> None:
        self._client = client
        self._confirmed = confirmed
        self._chance = random.Random(seed)
        self.states: dict[tuple[str, str], str] = {}
        self.unexpected: list[str] = []

    async def burst(self) -> None:
        """The oldest few, side by side: what evaluation does not know yet comes up again later."""
        taken = [self._confirmed.popleft() for _ in range(min(AT_ONCE, len(self._confirmed)))]
        await asyncio.gather(*(self._one(finding, person) for finding, person in taken))

    async def _one(self, finding: str, person: str) -> None:
        try:
            rating = await self._client.call(f"{_EVALUATION}/GetRating", {"name": f"{person}/rating"}, person=person)
            entry = next((each["name"] for each in rating["entries"] if each["cause"] == finding), "")
            if not entry:
                self._confirmed.append((finding, person))
            elif self._chance.randrange(3):
                await self._object(entry, finding, person)
        except Refused as refused:
            self.unexpected.append(f"the rating entry of {finding}: {refused}")

    async def _object(self, entry: str, finding: str, person: str) -> None:
        await self._step("ObjectToRatingEntry", entry, person, statement="情况已在答复中说明")
        self.states[person, finding] = "objected"
        if self._chance.randrange(4):
            sustained = self._chance.randrange(2) == 0
            await self._step("AnswerRatingObjection", entry, _CLERK, reason="核查记录", sustained=sustained)
            self.states[person, finding] = "set_aside" if sustained else "upheld"

    async def _step(self, rpc: str, entry: str, who: str, **body: Any) -> None:
        request_id = f"{rpc}-{entry.replace('/', '-')}"
        await self._client.call(f"{_EVALUATION}/{rpc}", body | {"name": entry, "request_id": request_id}, person=who, looks=True)
