"""What a run of `sanzhi chaos` leaves behind where all went well, small: three services, one project, two clients."""

import importlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from pymongo import MongoClient
from sanzhi.registry.v1.registry_pb2 import Organization

from chaos.hostile.crowd import Ends
from chaos.ledger import Ledger
from chaos.reckoning import Told
from chaos.reconcile.databases import Documents, Foreign, OnKafka, Record
from chassis.ids import new_id

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OFFICE, DEADLINE, FINDING = "organizations/chaos-1", "projects/p/deadlines/n1-materials", "findings/2026-1"
LATE, ANSWER = "findings/2026-2", "sanzhi.supervision.v1.SupervisionService/AnswerFinding"
ADMIN = "people/admin"
CREATE, UPDATE = (f"sanzhi.registry.v1.RegistryService/{verb}Organization" for verb in ("Register", "Update"))
SERVICES = ("registry", "milestones", "supervision")


@dataclass
class World:
    """Databases of this test alone, the records of Kafka and what the clients know. All of it agrees."""

    client: MongoClient[dict[str, Any]]
    prefix: str
    records: list[Record] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    foreign: list[Foreign] = field(default_factory=list)
    hostile: Ends = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for store in self.stores.values():
            store["clock"].insert_one({"_id": "clock", "now": NOW, "released": NOW})
            store["timers"].insert_one({"_id": "later", "due": NOW + timedelta(days=1)})
        self._commands()
        self._findings()
        key = "projects/p"
        for sequence, verb in enumerate(("set", "warned", "overdue"), start=1):
            data = {"name": DEADLINE, "end": (NOW - timedelta(days=1)).isoformat(), "days_left": 3}
            self._fact("milestones", f"deadline.{verb}.v1", key, sequence, data)
        self._fact("registry", "project.approved.v1", key, 1, {})
        self._fact("registry", "project.terminated.v1", key, 2, {})
        self._intruder()

    @property
    def stores(self) -> dict[str, Documents]:
        """By service."""
        return {service: self.client[f"{self.prefix}{service}"] for service in SERVICES}

    @property
    def told(self) -> Told:
        """As the load tells it."""
        background: Any = SimpleNamespace(created=[OFFICE], updated=Counter({OFFICE: 1}), unexpected=[])
        findings: Any = SimpleNamespace(steps={FINDING: 2, LATE: 1}, answers={FINDING: 1}, late={LATE: "late"}, unexpected=[])
        return Told(self.ledger, background, findings, self.hostile)

    @property
    def there(self) -> OnKafka:
        """As it is read of Kafka."""
        return OnKafka(self.records, self.foreign)

    def record(self, kind: str) -> Record:
        """The one of this type."""
        return next(record for record in self.records if record.attributes["type"] == f"sanzhi.{kind}")

    def _commands(self) -> None:
        registry = self.stores["registry"]
        for method, request_id in ((CREATE, "one"), (UPDATE, "two")):
            command, answer = self.ledger.open(method, "registry", ADMIN, request_id), Organization(name=OFFICE)
            self.ledger.acknowledge(command, answer)
            registry["requests"].insert_one({"_id": f"{ADMIN}|{method}|{request_id}", "response": answer.SerializeToString()})
            self._audit("registry", method, request_id, OFFICE)
        self.ledger.open(CREATE, "registry", ADMIN, "three").refused = "ALREADY_EXISTS"
        self._audit("registry", CREATE, "three", outcome="ALREADY_EXISTS")
        registry["organizations"].insert_one({"_id": OFFICE, "version": 2})

    def _findings(self) -> None:
        supervision = self.stores["supervision"]
        supervision["findings"].insert_one({"_id": FINDING, "subject": "people/chaos-subject-1", "answers": [{}], "version": 2})
        for verb in ("Raise", "Answer"):
            self._audit("supervision", f"sanzhi.supervision.v1.SupervisionService/{verb}Finding", verb, FINDING)
        late = {"_id": LATE, "subject": "people/chaos-subject-1", "answers": [], "version": 1, "answer_period": {"last_day": "2026-02-28"}}
        supervision["findings"].insert_one(late)
        self._audit("supervision", "sanzhi.supervision.v1.SupervisionService/RaiseFinding", "raised", LATE)
        self.ledger.open(ANSWER, "supervision", ADMIN, "late").refused = "DEADLINE_PASSED"
        self._audit("supervision", ANSWER, "late", outcome="DEADLINE_PASSED")

    def _intruder(self) -> None:
        """One forged record that both readers of the topic set aside, one that only those look at who act on its type; refused calls."""
        self.foreign.append(Foreign("sanzhi.registry/0/7", "sanzhi.registry", "杂物", ""))
        self.foreign.append(Foreign("sanzhi.milestones/0/9", "sanzhi.milestones", "倒退的序号", "sanzhi.milestones.deadline.overdue.v1"))
        for service in ("milestones", "supervision"):
            self.stores[service]["dead_letters"].insert_one({"_id": "sanzhi.registry/0/7", "reason": "ENVELOPE_INVALID", "detail": ""})
        self.stores["supervision"]["dead_letters"].insert_one({"_id": "sanzhi.milestones/0/9", "reason": "SOURCE_FORGED", "detail": ""})
        self.hostile["没有令牌", "UNAUTHENTICATED", "TOKEN_MISSING"] = 3
        self.hostile["没有令牌", "UNAVAILABLE", ""] = 1
        self.hostile["半途不动", "HELD", ""] = 1

    def _audit(self, service: str, action: str, request_id: str, *resources: str, outcome: str = "OK", cause: str = "") -> None:
        entry = {"_id": new_id(), "actor": ADMIN, "action": action, "request_id": request_id, "outcome": outcome, "time": NOW}
        self.stores[service]["audit"].insert_one({**entry, "resources": list(resources), "causation_id": cause})

    def _fact(self, service: str, kind: str, key: str, sequence: int, data: Any) -> None:
        name, topic = f"sanzhi.{service}.{kind}", f"sanzhi.{service}"
        identity = f"{service}-{kind}"
        attributes = {"id": identity, "type": name, "sequence": str(sequence)}
        attributes |= {"subject": data.get("name", key), "aggregateversion": str(sequence)}
        self.records.append(Record(topic, 0, sequence, key, attributes, data))
        self.stores[service]["outbox"].insert_one({"_id": identity, "topic": topic, "key": key, "sequence": sequence})
        for subscriber, store in self.stores.items():
            if name in importlib.import_module(f"services.{subscriber}.subscriptions").SUBSCRIPTIONS:
                store["inbox"].insert_one({"_id": f"/sanzhi/{service}|{identity}"})
                self._audit(subscriber, name, "", f"cards/{key}", cause=identity)
                store["cards"].update_one({"_id": f"cards/{key}"}, {"$inc": {"version": 1}}, upsert=True)
