"""The unit of work of a handler: what it reads is versioned, what it writes is buffered, and all of it commits together.

No transaction of the database is open while a handler runs, so that it may ask a neighbour; the commit checks that what
was read is still so, and on a conflict the handler runs again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from chassis.access.record import INTERNAL, by_experts
from chassis.access.roles import AccessRule, Actor, Parties, held_roles, require
from chassis.access.views import Shown, View
from chassis.calendar import Calendar, HolidayNotice, china_date
from chassis.envelope import Envelope, body_of, is_internal, key_of
from chassis.errors import NotFound, RuleViolated
from chassis.ids import new_id
from chassis.mapping import to_plain
from chassis.policy import Policies, PolicyVersion
from chassis.settings import Settings
from chassis.store.aggregates import Aggregates
from chassis.store.buckets import bucket_of
from chassis.store.damage import Damaged
from chassis.store.files.policy import FilesPolicy
from chassis.store.files.stored import Files
from chassis.store.mongo import Document, Mongo
from chassis.store.outbox import OPEN, outbox_row
from chassis.store.repository import Collection, Index, collection, index
from chassis.store.sound import notice_in
from chassis.store.unit import YEARS, Unit, due_document
from chassis.store.vault import Vault
from chassis.telemetry import traceparent
from chassis.withholding import withhold

__all__ = ["Context", "Transaction", "collection", "index"]

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Context:
    """What stands behind every transaction of a service."""

    service: str
    mongo: Mongo
    policies: Policies[Any]
    stub: Callable[[type], Any]
    topic_prefix: str = "sanzhi"
    first_officers: Mapping[str, str] = field(default_factory=dict)
    sm2: str = ""
    calendars: dict[tuple[Any, ...], Calendar] = field(default_factory=dict)
    files: Policies[FilesPolicy] = field(default_factory=lambda: Policies.load("files", FilesPolicy))
    vault: Vault | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Origin:
    """Why this happens: the command or fact behind it, and what to put on record of it."""

    action: str
    correlation: str
    causation: str
    request_id: str = ""


class Transaction:
    """Base of each service's own transaction class, which declares its collections (`collection(…)`)."""

    policy: Any
    # The field of a fact that is its key on Kafka.
    keyed_by: ClassVar[str]
    # First parts of the names under whose ids the audit's entries are found; names that share an id are one subject.
    filed_under: ClassVar[tuple[str, ...]]
    holds_personal_data: ClassVar[bool] = False
    # Collections of rows that are no aggregates, with their indexes; `numbered`: those whose rows are counted, without gaps.
    rows: ClassVar[Mapping[str, tuple[Index, ...]]] = {}
    numbered: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, context: Context, now: datetime, actor: Actor, origin: Origin) -> None:
        self.context = context
        self.mongo = context.mongo
        self.now = now
        self.today: date = china_date(now)
        self.actor = actor
        self.origin = origin
        self.cause: Envelope | None = None
        self.key = ""  # of the fact that is consumed, on its topic
        self.seen = ""  # the version that the caller says to have seen (4.7a)
        self.policies = context.policies
        version: PolicyVersion[Any] = context.policies.current(self.today)
        self.policy = version.values
        self.policy_version: str = version.version
        self.aggregates = Aggregates()
        self.files = Files(context.mongo, context.files.current(self.today).values, actor.organization or actor.person, self.aggregates)
        self.repositories: dict[str, Any] = {}
        self.touched: set[str] = set()
        self.access: AccessRule | None = None
        self.authorized = False
        self.reads = False
        self.validates = False
        self.on_record = True
        self.said = ""  # in the caller's own words, for the record: why they read what is personal
        self.sealed_with = ""  # the key of whose personal data this is about
        self.closed = False  # whether it is told on the internal topic
        self.unit = Unit()

    @classmethod
    def collections(cls) -> list[Collection[Any]]:
        """The collections that the class declares, inherited ones too."""
        found = {name: value for base in reversed(cls.__mro__) for name, value in vars(base).items() if isinstance(value, Collection)}
        return list(found.values())

    def begin(self, cause: Envelope, origin: Origin, key: str = "") -> None:
        """Turn to the next consumed fact of a run that commits as one."""
        self.cause, self.origin, self.key = cause, origin, key
        self.touched, self.closed = set(), False

    def adopt(self, other: "Transaction") -> None:
        """Take over all that another transaction read and will write; this one has neither yet."""
        self.aggregates, self.unit, self.files = other.aggregates, other.unit, other.files

    def require(self, *narrowed: str, on: Parties | None = None, rule: str = "2.5") -> None:
        """Refuse ROLE_REQUIRED unless the caller has a role of the method's access option, globally or in what is at hand (2.5).

        narrowed: fewer of these roles, where the case at hand lets fewer in. An auditor reads everything.
        """
        assert self.access is not None, "only a call has a caller"
        roles = self.access.narrowed(narrowed)
        if not (self.reads and "auditor" in self.actor.roles):
            require(self.actor, roles, on, rule)
        self.authorized = True

    def acting_for(self, party: str) -> str:
        """The party for which the caller acts, as the document itself has said: it has the say over it, whatever its role (1.6)."""
        assert party, "nobody is a party"
        self.authorized = True
        return party

    def roles_in(self, on: Parties | None) -> frozenset[str]:
        """The caller's roles: global ones, and those in the project at hand."""
        return held_roles(self.actor, on)

    def show(self, resource: S, view: View, roles: frozenset[str] | None = None) -> Shown[S]:
        """The resource as its view shows it to the caller, who has these roles; none given: the global ones."""
        held = held_roles(self.actor) if roles is None else roles
        return Shown(resource, view, held, self.actor.person, self.actor.organization, tried=self.validates)

    async def each(self, things: Iterable[T], show: Callable[[T], Awaitable[R]]) -> list[R]:
        """What is shown of the things of a list; left out is one that stands on a document which is damaged or is not there."""
        listed = list(things)
        shown: list[R] = []
        for thing, found in zip(listed, await asyncio.gather(*map(show, listed), return_exceptions=True), strict=True):
            if isinstance(found, Damaged):
                continue  # noted where it was read
            if isinstance(found, NotFound):
                self.mongo.damage.found(type(thing).__name__, getattr(thing, "name", ""), [f"stands on {found.metadata.get('resource')}"])
            elif isinstance(found, BaseException):
                raise found
            else:
                shown.append(found)
        return shown

    def only_validate(self) -> None:
        """Nothing of this will be committed: files are not stored either."""
        self.validates, self.files.keeps = True, False

    def leave_unrecorded(self) -> None:
        """Nothing of this is kept, not even that it was done: what may be done again as often as one likes, and decides nothing."""
        self.on_record = False

    def publish(self, *facts: Any) -> None:
        """Put facts into the outbox with the commit, in this order."""
        for fact in facts:
            channel = INTERNAL if is_internal(fact) else ""
            self.closed = self.closed or channel == INTERNAL
            self.put_out(channel, key_of(fact, self.keyed_by), body_of(fact), type=fact.TYPE, subject=fact.name)

    def put_out(self, channel: str, key: str, body: bytes, **attributes: str) -> None:
        """Put a record of the service's topic, or of one beside it (".internal", ".dead"), into the outbox with the commit.

        `attributes`: `type` without the service, `subject`, and extensions; the rest is of this transaction.
        """
        service = self.context.service
        stamped = {
            "source": f"/sanzhi/{service}",
            "time": self.now,
            "actor": self.actor.person,
            "correlationid": self.origin.correlation,
            "causationid": self.origin.causation,
            "policyversion": self.policy_version,
            "traceparent": traceparent(),
            "seenversion": self.seen,
            **attributes,
            "type": f"sanzhi.{service}.{attributes['type']}",
        }
        self.unit.outbox.append(outbox_row(f"{self.context.topic_prefix}.{service}{channel}", key, body, stamped))

    def hand_on(self, body: bytes) -> None:
        """Tell the consumed fact outside of the suite with the commit, by this body: on its service's open topic, as the same fact.

        Of what led to it, who did it and how it is traced nothing is told.
        """
        cause = self.cause
        assert cause is not None, "a fact is handed on where one is consumed"
        told = {"id": cause.id, "source": cause.source, "type": cause.type, "subject": cause.subject, "time": cause.time}
        told |= {"policyversion": cause.policyversion, "aggregateversion": cause.aggregateversion or ""}
        topic = f"{self.context.topic_prefix}.{cause.type.split('.')[1]}{OPEN}"
        self.unit.handed_on.append(outbox_row(topic, self.key, body, told, cause.sequence) | {"handed_on": True})

    def number(self, collection: str, row: Document) -> None:
        """Add a row to a collection of `numbered` with the commit, which makes its `_id` the next number: 1, 2, 3, as committed."""
        assert collection in self.numbered, f"{collection} is not declared as numbered"
        self.unit.numbered.append((collection, row))

    def schedule(self, name: str, kind: str, due: datetime, key: str = "", **payload: Any) -> None:
        """Set the timer of this name; one that is set already is moved. Those of one key go off one after the other."""
        document = due_document(name, kind, due, key, to_plain(payload), new_id())
        self.unit.timers[name] = document | {
            "bucket": bucket_of(key or name),
            "set_at": self.now,
            "correlation": self.origin.correlation,
        }

    def cancel(self, name: str) -> None:
        """Take the timer of this name away; there need not be one."""
        self.unit.timers[name] = None

    def client(self, stub: type[S]) -> S:
        """A neighbour's stub; its calls carry a service token, a deadline and the trace, and raise our refusals."""
        made: S = self.context.stub(stub)
        return made

    async def calendar(self) -> Calendar:
        """Working days, with all notices that this service has learnt (rule 4.3). Refuses DOCUMENT_DAMAGED."""
        if self.aggregates.in_line is not None:
            await self.aggregates.in_line.calendar_settled()
        notices = await self.mongo[YEARS].find({}).sort("_id", 1).to_list(None)
        learnt = [document["_id"] for document in self.unit.learnt]
        known = [document for document in notices if document["_id"] not in learnt] + self.unit.learnt
        key = tuple(repr(document) for document in known)
        if key not in self.context.calendars:
            self.context.calendars[key] = Calendar(self._notice(document) for document in known)
        return self.context.calendars[key]

    def _notice(self, document: Document) -> HolidayNotice:
        """Without a year's notice every deadline that reaches into it would be another one. Raises Damaged."""
        try:
            return notice_in(document)
        except Damaged as damaged:
            raise self.mongo.damage.note(damaged) from damaged

    def learn(self, notice: HolidayNotice) -> None:
        """Keep a year's holiday notice, so that calendar() knows it, in this transaction and after it."""
        self.unit.learnt = [document for document in self.unit.learnt if document["_id"] != notice.year]
        self.unit.learnt.append({"_id": notice.year, **to_plain(notice)})

    @property
    def vault(self) -> Vault:
        """Where personal data is sealed and opened. Refuses PERSONAL_DATA_NOT_TAKEN."""
        if self.context.vault is None:
            raise RuleViolated("PERSONAL_DATA_NOT_TAKEN", "本系统没有配置个人信息的主密钥，不登记也不提供个人信息", rule="2.5")
        return self.context.vault

    async def new_key(self) -> str:
        """A data key for a person; none where this only validates. Refuses PERSONAL_DATA_NOT_TAKEN, KEYS_UNAVAILABLE."""
        return "" if self.validates else await self.vault.new_key()

    async def seal(self, key: str, text: str) -> bytes:
        """Personal data, under the key of whose it is. Refuses PERSONAL_DATA_NOT_TAKEN, KEYS_UNAVAILABLE, PERSONAL_DATA_ERASED."""
        self.sealed_with = key
        return await self.vault.seal(key, text) if key else b""

    async def unseal(self, sealed: bytes) -> str:
        """Personal data in plain; whatever this call writes down from now on is without it. Refuses as seal."""
        text = await self.vault.open(sealed)
        withhold(text)
        return text

    def say(self, words: str) -> None:
        """For the record, in the caller's own words."""
        self.said = words

    def destroy(self, key: str) -> None:
        """With the commit the key is gone, and with it all that is sealed under it, wherever that is kept."""
        self.unit.destroyed.append(key)

    def audit(self, outcome: str, *, rule: str = "", message: str = "", resources: tuple[str, ...] = ()) -> Document:
        """The audit entry of what happens here; `subjects` are the ids by which it is found."""
        named = sorted(self.touched or set(resources))
        refused: Document = {} if outcome == "OK" else {"refused": True}  # few among many: found by an index of their own
        closed: Document = {"closed": True} if self.closed or by_experts(self.access) else {}
        return (
            refused
            | closed
            | {
                "_id": new_id(),
                "time": self.now,
                "actor": self.actor.person,
                "organization": self.actor.organization,
                "action": self.origin.action,
                "resources": named,
                "subjects": sorted({parts[1] for parts in (name.split("/") for name in named) if parts[0] in self.filed_under}),
                "outcome": outcome,
                "rule": rule,
                "message": message or self.said,
                "request_id": self.origin.request_id,
                "correlation_id": self.origin.correlation,
                "causation_id": self.origin.causation,
                "policy_version": self.policy_version,
                "seen_version": self.seen,
            }
        )

    def writes(self) -> Unit:
        """The buffered writes, complete, ready to commit."""
        self.aggregates.write_into(self.unit)
        self.aggregates.stamp(self.unit.outbox)
        return self.unit
