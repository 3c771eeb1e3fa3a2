"""Kafka as one KRaft node, broker and controller in one, on the loopback."""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.messaging.kafka import Kafka
from cli.stack.child import PLAIN_LOCALE, Child
from cli.stack.formatted import format_storage
from cli.stack.kafka_files import CLUSTER_ID, write_logging, write_properties
from cli.stack.parts import Part, find_java, find_kafka
from cli.stack.passwords import access
from cli.stack.ports import LOOPBACK, claim, free_port, listens
from cli.stack.problem import StackProblem, tail

R = TypeVar("R")


class EmbeddedKafka:
    """A context manager; or launch(), then ready(), then stop(). `properties`: further ones, or others than ours, before launch().

    `password`: of the one user there is; empty: anybody on this machine may do everything, which is for tests alone.
    """

    def __init__(self, directory: Path, port: int = 0, say: Callable[[str], None] = print, password: str = "") -> None:
        self.password = password
        self.directory = directory
        self.java: Part = find_java()
        self.jars: Part = find_kafka(say)
        self.port = claim(port, "Kafka")
        self.controller_port = free_port()
        self.child: Child | None = None
        self.properties: dict[str, str] = {}

    @property
    def bootstrap(self) -> str:
        """Bootstrap servers of this start."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def access(self) -> Kafka:
        """How its clients reach it."""
        return access(self.bootstrap, self.password)

    @property
    def log(self) -> Path:
        """Its own log."""
        return self.directory / "kafka.log"

    def launch(self) -> None:
        """Formats the storage the first time, starts the process and returns."""
        self.directory.mkdir(parents=True, exist_ok=True)
        write_logging(self.directory)
        properties = write_properties(self.directory, self.port, self.controller_port, self.password, self.properties)
        format_storage(self.directory / "data", self.jars.version, lambda: self._format(properties))
        self.child = self._java("Kafka", "kafka.Kafka", properties.name, heap="512m")

    def _format(self, properties: Path) -> None:
        arguments = ("format", "--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", properties.name)
        formatting = self._java("Kafka StorageTool", "kafka.tools.StorageTool", *arguments, heap="128m")
        if not formatting.wait(60):
            formatting.kill()
        if formatting.code != 0:
            formatting.must_live()

    def _java(self, name: str, program: str, *arguments: str, heap: str) -> Child:
        # Starting fast matters more here than throughput: one compiler tier, the simplest collector.
        options = [f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Djava.awt.headless=true"]
        command = [self.java.path, *options, "-Dlog4j2.configurationFile=log4j2.properties", "-cp", self.jars.path, program, *arguments]
        return Child(name, command, self.directory / "kafka.out", os.environ | PLAIN_LOCALE, self.directory)

    def ready(self, seconds: float = 120.0) -> None:
        """Waits until it answers."""
        end = time.monotonic() + seconds
        while not (listens(self.port) and self._answers()):
            if self.child is None:
                raise StackProblem("Kafka 尚未启动")
            self.child.must_live()
            if time.monotonic() > end:
                raise StackProblem(f"Kafka 在 {seconds:.0f} 秒内没有就绪，日志末尾：\n{tail(self.log)}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        return apart(has_brokers(self.access))

    def stop(self) -> None:
        """Ends the process in order; nothing happens if none runs."""
        if self.child:
            self.child.stop()

    def __enter__(self) -> Self:
        try:
            self.launch()
            self.ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def apart(work: Coroutine[Any, Any, R]) -> R:
    """What it gives, from a thread of its own: the caller's may have an event loop. Raises what it raises."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def has_brokers(kafka: Kafka) -> bool:
    """Whether a cluster answers there."""
    admin = AIOKafkaAdminClient(**kafka.arguments(), request_timeout_ms=2000)
    try:
        await admin.start()
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        await admin.close()
