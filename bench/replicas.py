"""Replicas of several services on one stage, by name: one can be killed and started again while the others go on."""

import asyncio
from collections.abc import Mapping
from typing import Self

from bench.server import launched, until_it_serves
from bench.stage import Stage
from chassis.messaging.topics import ensure_topics
from chassis.settings import Settings
from cli.services import SERVICES
from cli.stack.child import Child
from cli.stack.ports import LOOPBACK, free_port


class Replicas:
    """registry-1, registry-2, … of the services that are named with a number; `async with`. `prefix`: of databases, topics and groups."""

    def __init__(self, stage: Stage, numbers: Mapping[str, int], partitions: int) -> None:
        self._stage = stage
        self._partitions = partitions
        self.prefix = stage.fresh("s")
        names = [f"{service}-{number}" for service, many in numbers.items() for number in range(1, many + 1)]
        self.addresses = {name: f"{LOOPBACK}:{free_port()}" for name in names}
        self.children: dict[str, Child] = {}

    async def __aenter__(self) -> Self:
        topics = Settings(kafka=self._stage.bootstrap, topic_prefix=self.prefix, partitions=self._partitions)
        await asyncio.gather(*(ensure_topics(topics, service) for service in SERVICES))
        try:
            for name in self.addresses:
                self.launch(name)
            for name in self.addresses:
                await self.until_it_serves(name)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(asyncio.to_thread(child.stop) for child in self.children.values()))

    def launch(self, name: str) -> None:
        """Start one that does not run."""
        names = {"database_prefix": f"{self.prefix}_", "topic_prefix": self.prefix, "group_prefix": self.prefix}
        settings = names | {"listen": self.addresses[name], "partitions": str(self._partitions)}
        self.children[name] = launched(self._stage, service_of(name), name, settings)

    async def until_it_serves(self, name: str) -> None:
        """Raises StackProblem, TimeoutError."""
        await until_it_serves(self.children[name], self.addresses[name])

    async def kill(self, name: str) -> None:
        """SIGKILL; returns when it is gone."""
        await asyncio.to_thread(self.children[name].kill)

    def addresses_of(self, service: str) -> list[str]:
        """Of all its replicas."""
        return [address for name, address in self.addresses.items() if service_of(name) == service]


def service_of(name: str) -> str:
    """Of which service a replica is; of another process, its own name."""
    return name.rpartition("-")[0] or name
