"""What a run of `sanzhi chaos` leaves behind where all went well, small: six services, one project, a client or two of each kind."""

import importlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from pymongo import MongoClient
from sanzhi.exchange.v1.exchange_pb2 import FeedToken
from sanzhi.registry.v1.registry_pb2 import Organization

from chaos.affairs.cast import LINE
from chaos.affairs.reader import Event
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
SERVICES = ("registry", "milestones", "evaluation", "supervision", "sharing", "support", "exchange")
SUBJECT, RESULT = "people/chaos-subject-1", "projects/p/results/1"
ASKED, CLAIM, USE = f"{RESULT}/requests/1", "projects/p/claims/1", f"{RESULT}/uses/1"
FEED, ENDED = "subscriptions/chaos-feed-1", "subscriptions/chaos-7"
TOKEN = "sanzhi.exchange.v1.ExchangeService/IssueFeedToken"
BOOKING, NOTICE, INSPECTION = f"{LINE}/bookings/1", "notices/n1", "projects/p/inspections/0001"


@dataclass
class World:
    """Databases of this test alone, the records of Kafka and what the clients know. All of it agrees."""

    client: MongoClient[dict[str, Any]]
    prefix: str
    records: list[Record] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    foreign: list[Foreign] = field(default_factory=list)
    hostile: Ends = field(default_factory=Counter)
    reader: Any = field(default_factory=lambda: SimpleNamespace(name=FEED, events=[], unanswered=1, unexpected=[]))

    def __post_init__(self) -> None:
        for store in self.stores.values():
            store["clock"].insert_one({"_id": "clock", "now": NOW, "released": NOW})
            store["timers"].insert_one({"_id": "later", "due": NOW + timedelta(days=1)})
        self._commands()
        self._findings()
        self._ratings()
        self._affairs()
        key = "projects/p"
        for sequence, verb in enumerate(("set", "warned", "overdue"), start=1):
            data = {"name": DEADLINE, "end": (NOW - timedelta(days=1)).isoformat(), "days_left": 3}
            self._fact("milestones", f"deadline.{verb}.v1", key, sequence, data)
        step = {"name": CLAIM, "step": "claim_decision", "last_day": "2026-02-27"}
        self._fact("support", "step.overdue.v1", key, 1, step)
        self._fact("registry", "project.approved.v1", key, 1, {})
        self._fact("registry", "project.terminated.v1", key, 2, {})
        self._departments()
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
        ratings: Any = SimpleNamespace(states={(SUBJECT, FINDING): "upheld"}, unexpected=[])
        states = {
            "sharing": {RESULT: "published", ASKED: "granted"},
            "support": {CLAIM: "paid"},
            "exchange": {FEED: "granted", ENDED: "suspended"},
        }
        steps = SimpleNamespace(states=states, refused=Counter({"FACILITY_TAKEN": 1}), unexpected=[])
        services = SimpleNamespace(bookings={BOOKING: ("2032-01-01", "2032-01-02")}, judged={(NOTICE, "projects/p")})
        results = SimpleNamespace(uses=[USE])
        affairs: Any = SimpleNamespace(steps=steps, services=services, results=results, inspections=[INSPECTION])
        return Told(self.ledger, background, findings, ratings, affairs, self.reader, self.hostile)

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

    def _ratings(self) -> None:
        entries = [{"cause": FINDING, "state": "upheld"}, {"cause": LATE, "state": "counting"}]
        self._keep("evaluation", "ratings", f"{SUBJECT}/rating", person=SUBJECT, entries=entries)

    def _affairs(self) -> None:
        """A result that one has alone, a claim, a booking beside one that was given back, a receipt, an inspection."""
        by = "people/chaos-unit-clerk"
        licence = {"organization": "organizations/chaos-works-1", "purpose": "produce", "exclusive": True}
        study = {"organization": "organizations/chaos-college", "purpose": "study", "exclusive": False}
        self._keep("sharing", "results", RESULT, state="published", registered_by=by, licences=[licence, study])
        self._keep("sharing", "use_requests", ASKED, state="granted", asked_by=by)
        self._keep("sharing", "uses", USE, reported_by=by)
        self._keep("support", "claims", CLAIM, state="paid", submitted_by=by)
        days = {"first_day": "2032-01-01", "last_day": "2032-01-02"}
        bookings = [{"name": BOOKING, "cancelled_at": None, **days}, {"name": f"{LINE}/bookings/2", "cancelled_at": NOW, **days}]
        self._keep("support", "facilities", LINE, capacity=1, bookings=bookings)
        self._keep("support", "notices", NOTICE, receipts=[{"project": "projects/p"}])
        self._keep("milestones", "inspections", INSPECTION)

    def _departments(self) -> None:
        """One that reads all of registry by the feed, with a token that is shown once; one whose last day is over."""
        self._keep("exchange", "subscriptions", FEED, state="granted", granted={"until": "2027-03-01"})
        self._keep("exchange", "subscriptions", ENDED, state="ended", granted={"until": "2026-02-28"})
        told = [record for record in self.records if record.topic == "sanzhi.registry"]
        line = ("/sanzhi/registry", "projects/p")
        self.reader.types = [record.attributes["type"] for record in told]
        self.reader.events = [Event(each.id, each.attributes["type"], line, each.sequence, each.sequence - 1) for each in told]
        self.reader.acknowledged = told[-1].id
        exchange = self.stores["exchange"]
        exchange["log"].insert_one({"_id": 2, "event": told[-1].id})
        exchange["positions"].insert_one({"_id": f"{FEED}/feed", "subscription": FEED, "way": "feed", "position": 2, "version": 9})
        command = self.ledger.open(TOKEN, "exchange", ADMIN, "token", shown_once=True)
        self.ledger.acknowledge(command, FeedToken(name=FEED, token="szf"))
        command.unanswered = 1
        for _ in range(2):  # the try that got no answer took effect too
            self._audit("exchange", TOKEN, "token", FEED)
        exchange["subscriptions"].update_one({"_id": FEED}, {"$inc": {"version": 2}})

    def _keep(self, service: str, collection: str, name: str, **said: Any) -> None:
        self.stores[service][collection].insert_one({"_id": name, "version": 1, **said})
        self._audit(service, f"sanzhi.{service}.v1", name, name)

    def _intruder(self) -> None:
        """One forged record that all readers of the topic set aside, one that only those look at who act on its type; refused calls."""
        self.foreign.append(Foreign("sanzhi.registry/0/7", "sanzhi.registry", "杂物", ""))
        self.foreign.append(Foreign("sanzhi.milestones/0/9", "sanzhi.milestones", "倒退的序号", "sanzhi.milestones.deadline.overdue.v1"))
        for service, store in self.stores.items():
            kinds = subscribed_by(service)
            if any(kind.startswith("sanzhi.registry.") for kind in kinds):
                store["dead_letters"].insert_one({"_id": "sanzhi.registry/0/7", "reason": "ENVELOPE_INVALID", "detail": ""})
            if "sanzhi.milestones.deadline.overdue.v1" in kinds:
                store["dead_letters"].insert_one({"_id": "sanzhi.milestones/0/9", "reason": "SOURCE_FORGED", "detail": ""})
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
            if name in subscribed_by(subscriber):
                store["inbox"].insert_one({"_id": f"/sanzhi/{service}|{identity}"})
                self._audit(subscriber, name, "", f"cards/{key}", cause=identity)
                store["cards"].update_one({"_id": f"cards/{key}"}, {"$inc": {"version": 1}}, upsert=True)


def subscribed_by(service: str) -> Collection[str]:
    """The types of facts that a service acts on."""
    kinds: Collection[str] = importlib.import_module(f"services.{service}.subscriptions").SUBSCRIPTIONS
    return kinds
