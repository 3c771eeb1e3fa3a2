"""Findings of the negative list besides the stories: raised by the bureau, notified, answered, decided, by several clients at once (7.4).

All of them take their number from one register, so that they contend for it; periods of answering end by timers.
"""

import asyncio
import random
from collections import deque
from typing import Any

from chaos.client import ChaosClient
from cli.refused import Refused
from cli.tokens import SECURITY

CLIENTS = 4
SUBJECTS = 4
_REGISTRY = "sanzhi.registry.v1.RegistryService"
_SUPERVISION = "sanzhi.supervision.v1.SupervisionService"
_CLERK = "people/chaos-clerk"
_TOO_LATE = "DEADLINE_PASSED"


class Findings:
    """`steps` says how many acknowledged commands each finding has had, `answers` those of them that were answers.

    `confirmed`: findings and whom they are about, which enter that person's rating (3.6).

    `late`, by finding: the request id of an answer that came after its period, in rehearsed time, since time goes on while a blow holds
    it up; the reckoning looks whether it was. `unexpected` are all other refusals: there is no reason for any.
    """

    def __init__(self, client: ChaosClient, seed: int) -> None:
        self._client = client
        self._chance = random.Random(seed)
        self._number = 0
        self.raised: list[str] = []
        self.steps: dict[str, int] = {}
        self.answers: dict[str, int] = {}
        self.late: dict[str, str] = {}
        self.confirmed: deque[tuple[str, str]] = deque()
        self.unexpected: list[str] = []

    async def register(self) -> None:
        """Who raises them, in the bureau of the stories (there is but one), and whom they concern."""
        body = {"organization_id": "chaos-agency", "display_name": "演练机构", "kind": "ORGANIZATION_KIND_AGENCY", "area": "jinzhong"}
        await self._client.call(f"{_REGISTRY}/RegisterOrganization", body | {"request_id": "chaos-agency"})
        people = {"chaos-clerk": "kjj"} | {f"chaos-subject-{number}": "chaos-agency" for number in range(SUBJECTS)}
        for person, office in people.items():
            body = {"person_id": person, "display_name": "演练人员", "organization": f"organizations/{office}", "request_id": person}
            await self._client.call(f"{_REGISTRY}/RegisterPerson", body)
        confirmed = {"name": "people/chaos-clerk", "office": "o1", "request_id": "chaos-clerk-office"}
        await self._client.call(f"{_REGISTRY}/ConfirmOffice", confirmed, person=SECURITY)

    async def burst(self, each: int) -> None:
        """So many findings of each client, one after the other, each as far as chance takes it."""
        await asyncio.gather(*(self._client_of(each) for _ in range(CLIENTS)))

    async def _client_of(self, findings: int) -> None:
        for _ in range(findings):
            self._number += 1
            number = self._number
            try:
                await self._one(number)
            except Refused as refused:
                self.unexpected.append(f"finding number {number} was refused: {refused}")

    async def _one(self, number: int) -> None:
        subject = f"people/chaos-subject-{self._chance.randrange(SUBJECTS)}"
        body: dict[str, Any] = {
            "subject": subject,
            "subject_kind": "SUBJECT_KIND_PROJECT_MANAGER",
            "item": "catalogueItems/unreported-change",
            "description": f"第{number}号线索",
            "evidence": [{"name": "说明.txt", "media_type": "text/plain", "content": "5ryU57uD"}],
        }
        name = (await self._step("RaiseFinding", body, _CLERK, number))["name"]
        self.raised.append(name)
        how_far = self._chance.randrange(4)
        if how_far > 0:
            await self._step("NotifyFinding", {"name": name}, _CLERK, number)
        if how_far > 1:
            try:
                await self._step("AnswerFinding", {"name": name, "statement": "已按要求说明"}, subject, number)
            except Refused as refused:
                if refused.reason != _TOO_LATE:
                    raise
                self.late[name] = f"AnswerFinding-{number}"
                return
            self.answers[name] = 1
        if how_far > 2:
            decision = self._chance.choice(("ConfirmFinding", "DismissFinding"))
            await self._step(decision, {"name": name, "grounds": "核查记录"}, _CLERK, number)
            if decision == "ConfirmFinding":
                self.confirmed.append((name, subject))

    async def _step(self, rpc: str, body: dict[str, Any], person: str, number: int) -> dict[str, Any]:
        request_id = f"{rpc}-{number}"
        answer = await self._client.call(f"{_SUPERVISION}/{rpc}", body | {"request_id": request_id}, person=person, looks=True)
        self.steps[answer["name"]] = self.steps.get(answer["name"], 0) + 1
        return answer
