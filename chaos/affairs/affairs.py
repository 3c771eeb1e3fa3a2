"""Affairs of approved projects, several clients at once: they are numbered within the same projects and want the same facility."""

import asyncio
import random

from chaos.affairs.cast import Cast, Place
from chaos.affairs.departments import Departments
from chaos.affairs.sharing import Results
from chaos.affairs.steps import Steps
from chaos.affairs.support import Services
from chaos.client import ChaosClient
from cli.refused import Refused

CLIENTS = 3
# When an inspection is put on record the story may have replaced the lead or ended the project, or milestones not know yet that it runs.
_OVERTAKEN = ("ROLE_REQUIRED", "NOT_FOUND", "SCHEDULE_ASLEEP", "PROJECT_ENDED")


class Affairs:
    """`inspections` are those that were acknowledged."""

    def __init__(self, client: ChaosClient, seed: int) -> None:
        self._chance = random.Random(seed)
        self.steps = Steps(client)
        self.results = Results(self.steps, self._chance)
        self.services = Services(self.steps, self._chance)
        self.departments = Departments(self.steps, self._chance)
        self.inspections: list[str] = []
        self._cast = Cast(self.steps)
        self._number = 0

    async def register(self) -> None:
        """Who takes part; the bureau's clerk is there already. One of them asks at once."""
        await self._cast.register()
        await self.departments.register()
        await self.services.ask_in_vain()

    async def burst(self, each: int) -> None:
        """So many affairs of each client, one after the other; none before a project is approved."""
        try:
            places = await self._cast.places() if each else []
        except Refused as refused:
            self.steps.unexpected.append(f"an approved project is not known: {refused}")
            return
        if places:
            await asyncio.gather(*(self._client_of(each, places) for _ in range(CLIENTS)))

    async def _client_of(self, affairs: int, places: list[Place]) -> None:
        kinds = self.results.one, *self.services.kinds, self._inspection, self.departments.one
        for _ in range(affairs):
            self._number += 1
            number, place = self._number, self._chance.choice(places)
            try:
                await kinds[number % len(kinds)](place, number)  # in turn, so that a short run has some of each
            except Refused as refused:
                self.steps.unexpected.append(f"affair number {number} in {place.project} was refused: {refused}")

    async def _inspection(self, place: Place, number: int) -> None:
        if not place.lead:
            return
        issue = {"aspect": "ISSUE_ASPECT_TECHNICAL", "description": "记录不全，已当场补齐", "deviates": False}
        body = {"parent": place.project, "found": "记录完整", "issues": [issue]}
        made = await self.steps.one_of(_OVERTAKEN, "milestones", "RecordInspection", place.lead, f"inspect-{number}", **body)
        self.inspections += [made["name"]] if made else []
