"""Services of a test in processes of their own, armed to die at one point, started again, and looked at from outside."""

import asyncio
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from chassis.messaging.kafka import Kafka
from chassis.run.progress import LagMeter, progress
from chassis.store.mongo import Mongo
from chassis.time.clock import Clock
from cli.stack.nursery import Forked, Nursery
from cli.stack.ports import LOOPBACK, free_port
from cli.stack.probe import serves
from tests.harness.suite import Person, Refused, Suite, eventually


@dataclass
class Processes:
    """`at` and `without` say for the process to come where it dies and which guard it lacks; it dies once it is armed."""

    suite: Suite
    folder: Path
    nursery: Nursery
    children: dict[str, Forked] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    _started: list[Forked] = field(default_factory=list)

    async def start(self, name: str, at: str = "", without: str = "", **settings: str) -> Forked:
        """A process of this service, where the one before it was unless that one still lives; the suite's calls go to it."""
        earlier = self.children.get(name)
        if earlier is None or earlier.alive():
            self.addresses[name] = f"{LOOPBACK}:{free_port()}"
        address = self.addresses[name]
        port = int(address.rpartition(":")[2])
        (self.folder / name).mkdir(exist_ok=True)
        environment = self._environment(name) | {"SANZHI_LISTEN": address, "CRASH_AT": at, "CRASH_WITHOUT": without}
        named = {f"SANZHI_{key.upper()}": value for key, value in settings.items()}
        command = ["tests.integration.crash.child:main", name, str(self.folder / name)]
        child = self.nursery.start(name, command, self.folder / f"{name}.log", environment | named)
        self._started.append(child)
        self.children[name] = child

        async def ready() -> bool:
            child.must_live()
            return await asyncio.to_thread(serves, LOOPBACK, port)

        await eventually(ready)
        self.suite.channels[name] = grpc.aio.insecure_channel(address)
        return child

    def _environment(self, name: str) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key == "SANZHI_POLICY_DIR" or not key.startswith("SANZHI_")}
        settings = self.suite.settings.model_dump(mode="json", exclude={"kafka_password", "service_key", "addresses"})
        key = self.suite.issuer.folder / f"{name}.jwk"
        own = {"SANZHI_SERVICE_KEY": str(key)} if key.exists() else {}
        own |= {f"SANZHI_{other.upper()}_ADDRESS": address for other, address in self.suite.settings.addresses.items()}
        return inherited | {f"SANZHI_{key.upper()}": str(value) for key, value in settings.items()} | own

    def arm(self, name: str) -> None:
        """From now on it dies where it was told to, once."""
        (self.folder / name / f"armed.{name}").touch()

    async def until_dead(self, name: str) -> None:
        """It died, by SIGKILL, as it was told."""
        child = self.children[name]
        await eventually(lambda: _not(child.alive()), lambda: f"{name} still runs")
        assert child.code == -signal.SIGKILL

    async def call(self, method: str, body: dict[str, Any], who: Person, request_id: str) -> dict[str, Any] | None:
        """As suite.call; None where the process died meanwhile."""
        try:
            return await self.suite.call(method, body, who, request_id)
        except Refused as refused:
            if refused.reason:
                raise
            return None

    def mongo(self, name: str) -> Mongo:
        """The database of a service."""
        return Mongo(self.suite.settings.mongo, f"{self.suite.settings.database_prefix}{name}")

    async def quiet(self, **topics: list[str]) -> None:
        """Until each of these services, given with the topics that it consumes, has nothing left to do."""
        for name, consumed in topics.items():
            await self._quiet(name, [f"{self.suite.settings.topic_prefix}.{topic}" for topic in consumed])

    async def _quiet(self, name: str, topics: list[str]) -> None:
        settings, mongo, busy = self.suite.settings, self.mongo(name), ["not looked at yet"]
        clock, meter = Clock(mongo, settings.clock), LagMeter(Kafka.of(settings), f"{settings.group_prefix}.{name}", topics)
        await meter.start()

        async def idle() -> bool:
            busy[:] = (await progress(mongo, await clock.read(), meter if topics else None)).busy
            return not busy

        try:
            await eventually(idle, lambda: f"{name}: {busy}")
        finally:
            await meter.stop()
            await mongo.close()

    async def kill_all(self) -> None:
        """Whatever still runs."""
        for child in self._started:
            if child.alive():
                child.send_signal(signal.SIGCONT)
            await asyncio.to_thread(child.kill)


async def _not(alive: bool) -> bool:
    return not alive
