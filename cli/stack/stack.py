"""The whole embedded stack: MongoDB, Kafka, topics, keys, the services each its own process."""

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import SecretStr

from chassis.messaging.kafka import Kafka
from chassis.store.master_key import make as make_master_key
from cli.services import CONSOLE, FEED_PORT, SERVICES
from cli.stack.child import Process
from cli.stack.health import serves
from cli.stack.issuer import Issuer
from cli.stack.kafka import EmbeddedKafka, apart
from cli.stack.lock import DataLock
from cli.stack.mongo import EmbeddedMongo
from cli.stack.passwords import StackPasswords
from cli.stack.ports import LOOPBACK, claim, listens
from cli.stack.problem import StackProblem
from cli.stack.room import LEAST_ROOM, keep_private, room, told_room
from cli.stack.settings import RunningStack, master_key_of
from cli.stack.starter import Starter
from cli.stack.state import StackState, forget_state, write_state
from cli.stack.timekeeping import timekeeping

DEFAULT_PORT = 7400
KAFKA_PLACE, _MONGO_PLACE = 31, 30
_FEED_PLACE = FEED_PORT - DEFAULT_PORT
_READY_SECONDS = 180.0  # on a busy machine; a service that dies is seen at once
# Each service is one process here. More partitions would only cost: every fetch, several a second and service, names each of them.
_PARTITIONS = 2


@dataclass(frozen=True)
class Wanted:
    """How a stack is to run. The console has the port, services + 1 and on, the feed + 29, MongoDB + 30, Kafka + 31; 0 takes free ports."""

    data: Path
    port: int = DEFAULT_PORT
    clock: str | None = None
    start: date | None = None
    services: tuple[str, ...] = SERVICES
    console: bool = False


class Stack:
    """start(), then watch over `processes`, then stop(). `say` gets lines for the user."""

    def __init__(self, wanted: Wanted, say: Callable[[str], None]) -> None:
        self.wanted = wanted
        self.say = say
        self.data = wanted.data.absolute()
        self.services: dict[str, Process] = {}
        self._starter = Starter()
        self._lock = DataLock(self.data)
        self._mongo: EmbeddedMongo | None = None
        self._kafka: EmbeddedKafka | None = None
        self._running: RunningStack | None = None

    @property
    def running(self) -> RunningStack:
        """Addresses and settings; known once the parts are found."""
        if self._running is None:
            raise StackProblem("系统尚未启动")
        return self._running

    @property
    def processes(self) -> dict[str, Process]:
        """All child processes by name."""
        parts = {"mongod": self._mongo, "kafka": self._kafka}
        return {name: part.child for name, part in parts.items() if part and part.child} | self.services

    def start(self) -> None:
        """Up to the moment when all services serve. Raises StackProblem; call stop() then too."""
        self._demand_readable_name()
        self._lock.take()
        self._demand_room()
        if self._lock.found_dead:
            self.say(f"上次的进程 {self._lock.found_dead} 没有正常结束，从它停下处继续")
        self._prepare()
        self._start_all()
        self._await_services()
        self._running = replace(self.running, state=replace(self.running.state, ready=True))
        self.write_state()

    def _demand_readable_name(self) -> None:
        """MongoDB, Java and our own files write the folder's name in UTF-8. Raises StackProblem."""
        try:
            str(self.data).encode()
        except UnicodeEncodeError as error:
            raise StackProblem("数据目录的名称不是 UTF-8 编码：请用 --data 另选目录") from error

    def _demand_room(self) -> None:
        """MongoDB and Kafka end where there is no room left to write. Raises StackProblem."""
        free = room(self.data)
        if free < LEAST_ROOM:
            asked = f"至少须有{told_room(LEAST_ROOM)}：请先腾出空间，或用 --data 另选目录"
            raise StackProblem(f"数据目录 {self.data} 所在的磁盘只剩{told_room(free)}，{asked}")

    def _prepare(self) -> None:
        wanted = self.wanted
        for folder in ("mongo", "kafka", "logs"):  # what others on this machine may not read, whatever the umask
            keep_private(self.data / folder)
        places = {name: claim(wanted.port and wanted.port + n, name) for n, name in enumerate(wanted.services, start=1)}
        passwords = StackPasswords.of(self.data / "passwords")
        self._mongo = EmbeddedMongo(self.data / "mongo", wanted.port and wanted.port + _MONGO_PLACE, passwords)
        self._kafka = EmbeddedKafka(self.data / "kafka", wanted.port and wanted.port + KAFKA_PLACE, self.say, passwords.kafka)
        clock = timekeeping(self.data, wanted.clock, wanted.start)
        for part in (self._mongo.program, self._kafka.java, self._kafka.jars):
            self.say(f"使用 {part}")
        issuer = Issuer(self.data / "issuer")
        issuer.prepare(wanted.services)
        make_master_key(master_key_of(self.data))
        addresses = {name: f"{LOOPBACK}:{port}" for name, port in places.items()}
        console = f"http://{LOOPBACK}:{claim(wanted.port, CONSOLE)}" if wanted.console else ""
        feed = f"http://{LOOPBACK}:{claim(wanted.port and wanted.port + _FEED_PLACE, 'feed')}"
        uri, bootstrap = self._mongo.uri, self._kafka.bootstrap
        state = StackState(
            pid=os.getpid(),
            clock=clock.clock,
            start=clock.start_instant,
            mongo=uri,
            kafka=bootstrap,
            issuer=issuer.folder,
            services=addresses,
            kafka_password=passwords.kafka,
            console=console,
            feed=feed,
        )
        self._running = RunningStack(state, self.data)

    def _start_all(self) -> None:
        assert self._mongo and self._kafka
        self._starter.load()  # while the two come up
        self._mongo.launch()
        self._kafka.launch()
        self._mongo.ready()
        users = self.data / "passwords", self._mongo.port, self.wanted.services
        self._starter.make_users(*users, self.data / "logs" / "users.log")
        for name in self.wanted.services:  # whom MongoDB does not know tries again only after seconds
            self.launch_service(name)
        if self.wanted.console:
            self.launch_service(CONSOLE)
        self._kafka.ready()
        apart(_create_topics(self._kafka.access))
        self.write_state()

    def launch_service(self, name: str) -> None:
        """Starts, or starts again, one service, or the console."""
        settings = self.running.for_console() if name == CONSOLE else self.running.for_service(name)
        self.services[name] = self._starter.serve(name, name, self.data / "logs" / f"{name}.log", settings)

    def launch(self, name: str) -> None:
        """Starts a process again that has died, on its old port and data."""
        if name in (*self.wanted.services, CONSOLE):
            self.launch_service(name)
        elif part := {"mongod": self._mongo, "kafka": self._kafka}[name]:
            part.launch()
        self.write_state()

    def _await_services(self) -> None:
        waiting, end = dict(self.running.state.services), time.monotonic() + _READY_SECONDS
        while waiting:
            for name, address in list(waiting.items()):
                self.services[name].must_live()
                if listens(int(address.rpartition(":")[2])) and serves(address):  # a look at the port costs next to nothing
                    del waiting[name]
            if self.running.state.console:
                self.services[CONSOLE].must_live()
            if time.monotonic() > end:
                raise StackProblem(f"{'、'.join(waiting)} 在 {_READY_SECONDS:.0f} 秒内没有就绪，日志在 {self.data / 'logs'}")
            time.sleep(0.05)
        while self.running.state.console and not listens(int(self.running.state.console.rpartition(":")[2])):
            self.services[CONSOLE].must_live()
            time.sleep(0.05)

    def write_state(self) -> None:
        """Tells the other commands."""
        pids = {name: child.pid for name, child in self.processes.items()}
        write_state(self.data, replace(self.running.state, pids=pids))

    def stop(self) -> None:
        """Services drain first, all at once; then Kafka, then MongoDB. Never raises for what has died already."""
        if self.services:
            with ThreadPoolExecutor(len(self.services)) as pool:
                list(pool.map(lambda child: child.stop(30.0), self.services.values()))
        self._starter.close()
        for part in (self._kafka, self._mongo):
            if part:
                part.stop()
        if self._lock.held:
            forget_state(self.data)
            self._lock.release()


async def _create_topics(kafka: Kafka) -> None:
    """All at once: a service that waits for a neighbour's topic looks twice a second."""
    from chassis.messaging.topics import ensure_topics
    from chassis.settings import Settings

    settings = Settings(
        kafka=kafka.servers,
        kafka_security=kafka.security,
        kafka_user=kafka.user,
        kafka_password=SecretStr(kafka.password),
        kafka_mechanism=kafka.mechanism,
        partitions=_PARTITIONS,
    )
    await asyncio.gather(*(ensure_topics(settings, service) for service in SERVICES))
