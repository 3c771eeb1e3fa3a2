"""What is measured at each size: the real handlers, commits, timers and relay on the grown database."""

import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median
from typing import Any

from aiokafka import AIOKafkaProducer

from bench.grown import ORGANIZATIONS, name_of, organization_of
from chassis.access.keys import Keys
from chassis.access.roles import Actor
from chassis.ids import new_id
from chassis.messaging.relay import Relay
from chassis.policy import Policies
from chassis.rpc.server import Calls
from chassis.run.clocks import Clocks
from chassis.run.evidence import Evidence
from chassis.run.faults import Seen
from chassis.run.operations import GetStatus, ListAuditEntries, ListFacts, Operations
from chassis.store.executor import Executor
from chassis.store.mongo import Mongo
from chassis.store.outbox import outbox_row
from chassis.store.transaction import Context, Origin
from chassis.store.unit import OUTBOX, TIMERS, due_document
from chassis.time.clock import Clock
from chassis.time.leases import Leases
from chassis.time.timers import Timers
from services.registry.commands.projects import ListProjects
from services.registry.commands.resources import GetResource
from services.registry.domain.organizations import Organization
from services.registry.domain.policy import RegistryPolicy
from services.registry.domain.words import OrganizationKind, ProjectState
from services.registry.handlers.projects import get_project, list_projects
from services.registry.store import RegistryTransaction

TIMES = 60
ROWS = 2_000
DUE = 500
_AUDITOR = Actor("people/auditor", roles=frozenset({"auditor", "science_bureau"}))
Path = Callable[[], Awaitable[Any]]


class Paths:
    """All paths, by name; `size` is how many projects there are."""

    def __init__(self, mongo: Mongo, producer: AIOKafkaProducer, topic: str) -> None:
        clock = Clock(mongo, "system")
        policies = Policies.load("registry", RegistryPolicy)
        self.mongo = mongo
        self.size = 0
        self._executor = Executor(Context("registry", mongo, policies, lambda stub: stub, "grown"), clock, RegistryTransaction)
        self.leases = Leases(mongo, seconds=3600)
        self._timers = Timers(self._executor, clock, self.leases, {"fire": self._fired})
        self._relay = Relay(mongo, producer, self.leases)
        seen = Seen(mongo, Keys(""), Clocks(mongo, None, ""))
        self._operations = Operations(clock, None, Calls(), None, seen, Evidence(""))  # type: ignore[arg-type]
        self._chance, self._numbers, self._topic = random.Random(5), count(), topic

    @property
    def single(self) -> dict[str, Path]:
        """Those that are timed one by one: milliseconds each."""
        return {
            "get a project": self._reading(get_project, lambda: GetResource(self._some())),
            "list projects of a state": self._reading(list_projects, lambda: ListProjects(state=ProjectState.APPROVED, page_size=50)),
            "list, a page in the middle": self._reading(list_projects, lambda: ListProjects(page_size=50, page_token=self._some())),
            "list projects of an organisation": self._reading(list_projects, self._of_organization),
            "facts of a project": self._reading(self._operations.list_facts, lambda: ListFacts(key=self._some())),
            "audit of a project": self._reading(self._operations.list_audit_entries, lambda: ListAuditEntries(subject=self._some())),
            "refusals, newest first": self._reading(self._operations.list_audit_entries, lambda: ListAuditEntries(refused_only=True)),
            "status": self._reading(self._operations.get_status, GetStatus),
            "commit a command": self._commit,
            "idle timer tick": self._timers.fire_due,
        }

    @property
    def all(self) -> dict[str, Path]:
        """Those that are timed by the row, too."""
        return {**self.single, "relay": self.drained, "timer that is due": self.fired}

    async def milliseconds(self) -> dict[str, float]:
        """The median of each path that is timed one by one."""
        found = {}
        for name, path in self.single.items():
            times = []
            for _ in range(TIMES):
                began = time.perf_counter()
                await path()
                times.append(1000 * (time.perf_counter() - began))
            found[name] = median(times)
        return found

    async def drained(self) -> float:
        """Milliseconds a row that the relay publishes, among all that are published."""
        rows = [self._row(number) for number in range(ROWS)]
        await self.mongo[OUTBOX].insert_many(rows)
        began = time.perf_counter()
        while await self._relay.drain():
            pass
        return 1000 * (time.perf_counter() - began) / ROWS

    async def fired(self) -> float:
        """Milliseconds a timer that is due, among all that are pending."""
        ago = datetime.now(UTC) - timedelta(hours=1)
        timers = [due_document(f"due/{new_id()}", "fire", ago, f"projects/d{n}", {}, new_id()) | {"bucket": n % 16} for n in range(DUE)]
        await self.mongo[TIMERS].insert_many(timers)
        began = time.perf_counter()
        while await self._timers.fire_due():
            pass
        return 1000 * (time.perf_counter() - began) / DUE

    def _some(self) -> str:
        return name_of(self._chance.randrange(self.size))

    def _of_organization(self) -> ListProjects:
        return ListProjects(organization=organization_of(self._chance.randrange(ORGANIZATIONS)), page_size=50)

    def _reading(self, handler: Callable[..., Awaitable[Any]], command: Callable[[], Any]) -> Path:
        async def read() -> None:
            await handler(command(), await self._executor.begin(_AUDITOR, Origin("bench", "c", "c")))

        return read

    async def _commit(self) -> None:
        async def work(tx: Any) -> None:
            organization = Organization(f"organizations/new-{new_id()}", "新单位", OrganizationKind.ENTERPRISE, "yuci")
            tx.publish(*organization.register(tx.policy.areas))
            tx.organizations.create(organization)
            tx.unit.requests.append({"_id": new_id(), "digest": "", "response": b"", "at": tx.now})
            tx.unit.audit.append(tx.audit("OK"))

        await self._executor.run(work, _AUDITOR, Origin("bench", "c", "c", str(next(self._numbers))))
        await self.mongo[OUTBOX].update_many({"pending": True}, {"$unset": {"pending": ""}})  # the relay is measured apart

    async def _fired(self, timer: Any, tx: Any) -> None:
        return

    def _row(self, number: int) -> dict[str, Any]:
        key = f"projects/r{number % 200}"
        attributes = {"source": "/sanzhi/registry", "type": "sanzhi.registry.project.running.v1", "subject": key}
        return outbox_row(self._topic, key, b"{}", attributes, number)
