"""A service of the suite in a process of its own, as `sanzhi serve` runs it."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.stage import Stage
from chassis.messaging.topics import ensure_topics
from chassis.settings import Settings
from cli.services import SERVICES
from cli.stack.child import Child
from cli.stack.health import serves
from cli.stack.ports import LOOPBACK, free_port

_READY_SECONDS = 120.0


@dataclass(frozen=True)
class Server:
    """A running service: where, its process, the name of its database."""

    address: str
    pid: int
    database: str


def launched(stage: Stage, service: str, name: str, settings: Mapping[str, str]) -> Child:
    """A replica of a service, under this name, with more settings than the stage's. From the main thread, as Child."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("SANZHI_")}
    command = [sys.executable, "-P", "-m", "cli.main", "serve", service]
    return Child(name, command, stage.folder / f"{name}.log", inherited | stage.settings_of(service, **settings))


async def until_it_serves(child: Child, address: str) -> None:
    """Raises StackProblem where it ends before, TimeoutError."""
    until = time.monotonic() + _READY_SECONDS
    while not await asyncio.to_thread(serves, address):
        child.must_live()
        if time.monotonic() > until:
            raise TimeoutError(f"{child.name} does not serve")
        await asyncio.sleep(0.1)


@asynccontextmanager
async def serving(stage: Stage, service: str, **settings: str) -> AsyncIterator[Server]:
    """Start it on a fresh database, fresh topics (all neighbours' too) and a fresh group, with more settings; stop it at the end."""
    prefix, address = stage.fresh("s"), f"{LOOPBACK}:{free_port()}"
    names = {"database_prefix": f"{prefix}_", "topic_prefix": prefix, "group_prefix": prefix, "listen": address}
    topics = Settings(kafka=stage.bootstrap, topic_prefix=prefix)
    await asyncio.gather(*(ensure_topics(topics, name) for name in SERVICES))
    child = launched(stage, service, service, names | settings)
    try:
        await until_it_serves(child, address)
        yield Server(address, child.pid, f"{prefix}_{service}")
    finally:
        await asyncio.to_thread(child.stop)
