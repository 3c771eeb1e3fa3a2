"""Commands from many clients at once besides the stories: creations, updates of the same few, repetitions, and what must be refused."""

import asyncio
import random
from collections import Counter

from chaos.client import ChaosClient
from cli.refused import Refused

CLIENTS = 16
_REGISTRY = "sanzhi.registry.v1.RegistryService"
_KNOWN = 12


class Background:
    """`created` are the organisations that were acknowledged; `updated` counts acknowledged updates of each."""

    def __init__(self, client: ChaosClient, seed: int) -> None:
        self._client = client
        self._chance = random.Random(seed)
        self._number = 0
        self.created: list[str] = []
        self.updated: Counter[str] = Counter()
        self.unexpected: list[str] = []

    async def burst(self, each: int) -> None:
        """So many commands of each client, one after the other."""
        await asyncio.gather(*(self._client_of(each) for _ in range(CLIENTS)))

    async def _client_of(self, commands: int) -> None:
        for _ in range(commands):
            self._number += 1
            await self._chance.choice((self._create, self._update, self._update, self._update, self._refused))(self._number)

    async def _create(self, number: int) -> None:
        body = {
            "organization_id": f"chaos-{number}",
            "display_name": f"第{number}号企业",
            "kind": "ORGANIZATION_KIND_ENTERPRISE",
            "area": "yuci",
        }
        await self._client.call(f"{_REGISTRY}/RegisterOrganization", body | {"request_id": f"create-{number}"})
        self.created.append(f"organizations/chaos-{number}")

    async def _update(self, number: int) -> None:
        if not self.created:
            return
        name = self._chance.choice(self.created[:_KNOWN])  # a few that all write to
        body = {"name": name, "display_name": f"第{number}次更名", "request_id": f"update-{number}"}
        await self._client.call(f"{_REGISTRY}/UpdateOrganization", body)
        self.updated[name] += 1

    async def _refused(self, number: int) -> None:
        if not self.created:
            return
        taken = self._chance.choice(self.created).partition("/")[2]
        bodies = (
            {"organization_id": taken, "display_name": "重名", "kind": "ORGANIZATION_KIND_ENTERPRISE", "area": "yuci"},
            {"organization_id": f"refused-{number}", "display_name": "区域不明", "kind": "ORGANIZATION_KIND_ENTERPRISE", "area": "nowhere"},
            {"organization_id": f"refused-{number}", "display_name": "", "kind": "ORGANIZATION_KIND_ENTERPRISE"},
        )
        try:
            body = self._chance.choice(bodies) | {"request_id": f"refused-{number}"}
            await self._client.call(f"{_REGISTRY}/RegisterOrganization", body)
            self.unexpected.append(str(body))
        except Refused:
            pass
