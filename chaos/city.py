"""The embedded stack with two replicas of every service, whose processes can be killed, paused and started one by one."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from chaos.release import Release
from chassis.messaging.topics import ensure_topics
from chassis.settings import Settings
from cli.services import SERVICES
from cli.stack.child import Child, Process
from cli.stack.health import serves
from cli.stack.issuer import AUDIENCE, ISSUER, Issuer
from cli.stack.kafka import EmbeddedKafka
from cli.stack.mongo import EmbeddedMongo
from cli.stack.ports import LOOPBACK, free_port
from cli.stack.problem import tail
from cli.stack.starter import Starter
from cli.target import Target

REPLICAS = 2
START = "2024-01-01T00:00:00+08:00"
READY_SECONDS = 180.0


class City:
    """All processes by name: mongod, kafka, registry-1, registry-2, … Children are started from the main thread (see Child)."""

    def __init__(self, data: Path, say: Callable[[str], None]) -> None:
        self.data = data
        self.mongo = EmbeddedMongo(data / "mongo")
        self.kafka = EmbeddedKafka(data / "kafka", say=say)
        self.issuer = Issuer(data / "issuer")
        self.ports = {f"{service}-{number}": free_port() for service in SERVICES for number in range(1, REPLICAS + 1)}
        self.feeds = {name: f"{LOOPBACK}:{free_port()}" for name in self.ports if name.startswith("exchange-")}
        self.services: dict[str, Process] = {}
        self._starter = Starter()
        self.others: dict[str, Release] = {}  # which replicas run from another commit; all others from here

    @property
    def target(self) -> Target:
        """How clients reach it: any replica of a service."""
        services = {service: self._address_of(service) for service in SERVICES}
        return Target(services, self.kafka.access, self.mongo.uri, self.issuer.folder)

    def _address_of(self, service: str) -> str:
        return "ipv4:" + ",".join(f"{LOOPBACK}:{port}" for name, port in self.ports.items() if name.startswith(f"{service}-"))

    async def start(self) -> None:
        """Everything, up to the moment when all replicas serve."""
        self.issuer.prepare(SERVICES)
        self._starter.load()
        self.mongo.launch()
        self.kafka.launch()
        await asyncio.to_thread(self.mongo.ready)
        await asyncio.to_thread(self.kafka.ready)
        settings = Settings(kafka=self.kafka.bootstrap)
        await asyncio.gather(*(ensure_topics(settings, service) for service in SERVICES))
        for name in self.ports:
            self.launch(name)
        await self.until_serving()

    async def until_serving(self) -> None:
        """All replicas serve."""
        until = time.monotonic() + READY_SECONDS
        for name in self.ports:
            await self.until_it_serves(name, until)

    async def until_it_serves(self, name: str, until: float) -> None:
        """One replica, by the monotonic clock. Raises TimeoutError."""
        while not await asyncio.to_thread(serves, f"{LOOPBACK}:{self.ports[name]}"):
            if time.monotonic() > until:
                log = self.services[name].log
                raise TimeoutError(f"{name} does not serve; its log {log} ends:\n{tail(log)}")
            await asyncio.sleep(0.2)

    def launch(self, name: str) -> None:
        """Start a process that does not run."""
        if name in ("mongod", "kafka"):
            (self.mongo if name == "mongod" else self.kafka).launch()
            return
        service, log, settings = name.rpartition("-")[0], self.data / "logs" / f"{name}.log", self._settings(name)
        if other := self.others.get(name):
            inherited = {key: value for key, value in os.environ.items() if not key.startswith("SANZHI_")}
            self.services[name] = Child(name, other.command("serve", service), log, inherited | settings)
        else:
            self.services[name] = self._starter.serve(name, service, log, settings)

    def _settings(self, name: str) -> dict[str, str]:
        service = name.rpartition("-")[0]
        addresses = {f"SANZHI_{other.upper()}_ADDRESS": self._address_of(other) for other in SERVICES}
        feed = {"SANZHI_FEED_LISTEN": self.feeds[name]} if name in self.feeds else {}
        return (
            addresses
            | feed
            | {
                "SANZHI_LISTEN": f"{LOOPBACK}:{self.ports[name]}",
                "SANZHI_MONGO": self.mongo.uri,
                "SANZHI_KAFKA": self.kafka.bootstrap,
                "SANZHI_JWKS": str(self.issuer.jwks),
                "SANZHI_ISSUER": ISSUER,
                "SANZHI_AUDIENCE": AUDIENCE,
                "SANZHI_SERVICE_KEY": str(self.issuer.service_key(service)),
                "SANZHI_CLOCK": "rehearsal",
                "SANZHI_REHEARSAL_START": START,
            }
        )

    def child(self, name: str) -> Process:
        """The process of this name, as it was started last."""
        part = {"mongod": self.mongo.child, "kafka": self.kafka.child}.get(name)
        return part or self.services[name]

    @property
    def names(self) -> list[str]:
        """All processes."""
        return ["mongod", "kafka", *self.ports]

    def kill(self, name: str) -> None:
        """SIGKILL; returns when it is gone."""
        self.child(name).kill()

    def pause(self, name: str) -> None:
        """SIGSTOP."""
        self.child(name).send_signal(signal.SIGSTOP)

    def go_on(self, name: str) -> None:
        """SIGCONT."""
        if self.child(name).alive():
            self.child(name).send_signal(signal.SIGCONT)

    async def stop(self) -> None:
        """Services drain, then Kafka, then MongoDB."""
        for name in self.services:
            self.go_on(name)
        await asyncio.gather(*(asyncio.to_thread(child.stop, 30.0) for child in self.services.values()))
        self._starter.close()
        for part in (self.kafka, self.mongo):
            await asyncio.to_thread(part.stop)
