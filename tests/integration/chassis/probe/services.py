"""Two small services that stand on the chassis: `probe` counts, `watcher` follows its facts."""

import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import grpc_tools
from grpc_tools import protoc

from chassis.calendar import start_of_day
from chassis.errors import NotFound, RuleViolated
from chassis.messaging.subscription import Subscription
from chassis.run.service import Service
from chassis.store.files.ref import DownloadFile, FileRef, Pieces, SentFile
from chassis.store.transaction import Transaction, collection, index
from chassis.time.timers import Timer

_HERE = Path(__file__).parent
_PROTO = _HERE.parents[3] / "proto"


@dataclass
class Counter:
    name: str
    owner: str
    total: int = 0
    due: date | None = None
    version: int = 0
    files: list[FileRef] = field(default_factory=list)

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        return frozenset({"owner"}) if person == self.owner else frozenset()


@dataclass(frozen=True, kw_only=True)
class CounterAdded:
    TYPE: ClassVar[str] = "counter.added.v1"
    name: str
    project: str
    amount: int
    total: int


@dataclass(frozen=True, kw_only=True)
class TimeCame:
    TYPE: ClassVar[str] = "counter.time_came.v1"
    name: str
    project: str
    due: datetime
    fired: datetime


@dataclass(frozen=True)
class CreateCounter:
    counter_id: str


@dataclass(frozen=True)
class AddToCounter:
    name: str
    amount: int
    due: date | None = None
    note: bytes = b""


@dataclass(frozen=True)
class GetCounter:
    name: str


@dataclass(frozen=True)
class AttachFile:
    name: str
    file: SentFile


@dataclass(frozen=True)
class ProbePolicy:
    limit: int


class ProbeTransaction(Transaction):
    policy: ProbePolicy
    keyed_by = "project"
    filed_under = ("projects",)
    counters = collection(Counter, "counters", index("total"))


async def create_counter(command: CreateCounter, tx: ProbeTransaction) -> Counter:
    counter = Counter(f"projects/{command.counter_id}", tx.actor.person)
    tx.counters.create(counter)
    return counter


async def add_to_counter(command: AddToCounter, tx: ProbeTransaction) -> Counter:
    counter = await tx.counters.get(command.name)
    tx.require("owner", on=counter)
    if counter.total + command.amount > tx.policy.limit:
        raise RuleViolated("LIMIT_REACHED", "超过上限", rule="4.2", limit=tx.policy.limit)
    if command.note:
        await tx.files.put("note", command.note)
    counter.total += command.amount
    counter.due = command.due
    tx.publish(CounterAdded(name=counter.name, project=counter.name, amount=command.amount, total=counter.total))
    if command.due:
        tx.schedule(f"{counter.name}/due", "time_came", start_of_day(command.due), key=counter.name)
    await tx.counters.save(counter)
    return counter


async def get_counter(command: GetCounter, tx: ProbeTransaction) -> Counter:
    return await tx.counters.read(command.name)


async def attach_file(command: AttachFile, tx: ProbeTransaction) -> Counter:
    counter = await tx.counters.get(command.name)
    tx.require("owner", on=counter)
    counter.files.append(await tx.files.take(command.file))
    await tx.counters.save(counter)
    return counter


async def download_file(command: DownloadFile, tx: ProbeTransaction) -> Pieces:
    counter = await tx.counters.read(command.name)
    tx.require("owner", on=counter)
    found = next((file for file in counter.files if file.digest == command.digest), None)
    if found is None:
        raise NotFound("FILE_NOT_FOUND", "没有这个文件")
    return await tx.files.download(found, command.offset)


async def time_came(timer: Timer, tx: ProbeTransaction) -> None:
    counter = await tx.counters.get(timer.key)
    counter.total += 1000
    await tx.counters.save(counter)
    tx.publish(TimeCame(name=counter.name, project=counter.name, due=timer.due, fired=tx.now))


@dataclass(frozen=True)
class Added:
    project: str
    amount: int


class WatcherTransaction(Transaction):
    policy: ProbePolicy
    keyed_by = "project"
    filed_under = ("projects",)
    rows: ClassVar = {"mended": ()}  # whether what made a fact fail is gone
    sums = collection(Counter, "sums")


async def add_up(fact: Added, tx: WatcherTransaction) -> None:
    if fact.amount == 13 and await tx.mongo["mended"].find_one({}) is None:
        raise ValueError("a handler with a bug")
    counter = await tx.sums.find(fact.project)
    if counter is None:
        counter = Counter(fact.project, "")
        tx.sums.create(counter)
    counter.total += fact.amount
    await tx.sums.save(counter)


HANDLERS = {each.__name__: each for each in (create_counter, add_to_counter, get_counter, attach_file, download_file)}


def compile_probe(folder: Path) -> Any:
    """The probe's protobuf module, made on the spot."""
    if "probe_pb2" not in sys.modules:
        well_known = str(Path(grpc_tools.__file__).parent / "_proto")
        code = protoc.main(["", f"-I{_HERE}", f"-I{_PROTO}", f"-I{well_known}", f"--python_out={folder}", "probe.proto"])
        assert code == 0
        sys.path.insert(0, str(folder))
    return import_module("probe_pb2")


def probe(folder: Path) -> Service:
    handlers: Any = SimpleNamespace(**HANDLERS)
    descriptor = compile_probe(folder).DESCRIPTOR
    return Service(
        "probe", "sanzhi.probe.v1.ProbeService", descriptor, ProbeTransaction, ProbePolicy, handlers, handlers, {}, {"time_came": time_came}
    )


def watcher(folder: Path) -> Service:
    handlers: Any = SimpleNamespace(**HANDLERS)
    descriptor = compile_probe(folder).DESCRIPTOR
    wanted = {"sanzhi.probe.counter.added.v1": Subscription(Added, add_up)}
    return Service("watcher", "sanzhi.probe.v1.ProbeService", descriptor, WatcherTransaction, ProbePolicy, handlers, handlers, wanted, {})
