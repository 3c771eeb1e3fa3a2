"""What every service tells its operators about itself: handlers of sanzhi.operations.v1."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chassis.access.record import INTERNAL, entries_of, entry_shown, is_internal, letter_shown, sees_internal
from chassis.errors import InvalidArgument, NotFound
from chassis.messaging.dead_letters import MAX_PAGE_BYTES, RedriveDeadLetter, listed, redrive
from chassis.messaging.inbox import Inbox
from chassis.rpc.answers import With
from chassis.rpc.server import Calls
from chassis.run.evidence import Evidence, ExportRecord, PackageSignature, Pieces, SignPackage
from chassis.run.faults import Seen
from chassis.run.progress import LagMeter, Progress, progress, pulse
from chassis.store.mongo import Document
from chassis.store.outbox import NO_FACTS_OF_ITS_OWN
from chassis.store.repository import size_of
from chassis.store.rows import demand_sound, is_sound
from chassis.store.transaction import Transaction
from chassis.store.unit import AUDIT, OUTBOX
from chassis.time.clock import Clock, Reading

_ID = re.compile(r"[\w.-]{1,200}")


@dataclass(frozen=True)
class GetStatus:
    """All of it, unless only the basic part is wanted."""

    view: Literal["basic", "full"] = "full"


@dataclass(frozen=True)
class ListFacts:
    """Facts of one key, or all."""

    key: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetFact:
    """One fact by its CloudEvents id."""

    id: str


@dataclass(frozen=True)
class ListAuditEntries:
    """Audit entries of an actor, about a subject, refusals only; or all."""

    actor: str = ""
    subject: str = ""
    refused_only: bool = False
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListDeadLetters:
    """Dead letters."""

    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class SetClock:
    """The new time of a rehearsal; release: timers go at once."""

    now: datetime
    release: bool = False


@dataclass(frozen=True)
class ReleaseTimers:
    """No arguments."""


@dataclass(frozen=True)
class Status(With[Progress]):
    """How far the service is, at which time; busy: with what, calls too."""

    service: str
    clock: Reading
    calls_in_flight: int
    busy: list[str]
    policy_version: str
    faults: list[str]

    @property
    def quiet(self) -> bool:
        """Whether nothing is under way."""
        return not self.busy


class Operations:
    """Handlers about one service; the reads look at the chassis' own collections."""

    def __init__(self, clock: Clock, meter: LagMeter, calls: Calls, inbox: Inbox, seen: Seen, evidence: Evidence) -> None:
        self._clock = clock
        self._evidence = evidence
        self._meter = meter
        self._calls = calls
        self._inbox = inbox
        self._seen = seen

    async def get_status(self, command: GetStatus, tx: Transaction) -> Status:
        """Clock, outbox, consumers, timers, dead letters, what is wrong."""
        others = self._calls.in_flight - 1
        reading = await self._clock.read()
        basic = command.view == "basic"
        found = await (pulse if basic else progress)(tx.mongo, reading, self._meter)
        busy = found.busy + ([f"calls: {others} in flight"] if others else [])
        faults = [] if basic else [*found.faults, *await self._seen.faults()]
        return Status(found, tx.context.service, reading, others, busy, tx.policy_version, faults)

    async def list_facts(self, command: ListFacts, tx: Transaction) -> dict[str, Any]:
        """Oldest first."""
        hidden = [NO_FACTS_OF_ITS_OWN] if sees_internal(tx.actor) else [NO_FACTS_OF_ITS_OWN, rf"\{INTERNAL}$"]
        where: Document = {"topic": {"$not": {"$regex": "|".join(hidden)}}}
        if command.key:
            where["key"] = command.key
        found, token = await _page(tx, OUTBOX, where, command.page_size, command.page_token, 1)
        return {"facts": [_fact(row) for row in found], "next_page_token": token}

    async def get_fact(self, command: GetFact, tx: Transaction) -> dict[str, Any]:
        """Refuses NOT_FOUND, DOCUMENT_DAMAGED."""
        row = await tx.mongo[OUTBOX].find_one({"_id": command.id})
        if row is None or "handed_on" in row or (is_internal(str(row.get("topic"))) and not sees_internal(tx.actor)):
            raise NotFound("NOT_FOUND", f"没有找到事件 {command.id}", resource=command.id)
        return _fact(demand_sound(tx.mongo.damage, OUTBOX, row))

    async def list_audit_entries(self, command: ListAuditEntries, tx: Transaction) -> dict[str, Any]:
        """Newest first."""
        where: Document = {}
        if command.actor:
            where |= entries_of(tx.actor, command.actor)
        if command.subject:
            subject = command.subject.partition("/")[2]
            if not _ID.fullmatch(subject):
                raise InvalidArgument("FIELD_INVALID", "字段 subject 不是对象名称", field="subject")
            where["subjects"] = subject
        if command.refused_only:
            where["refused"] = True
        found, token = await _page(tx, AUDIT, where, command.page_size, command.page_token, -1)
        return {"audit_entries": [entry_shown(row, tx.actor) for row in found], "next_page_token": token}

    async def export_record(self, command: ExportRecord, tx: Transaction) -> Pieces:
        """Refuses FIELD_INVALID, KEY_NOT_CERTIFIED, RECORD_NOT_SEALED, DOCUMENT_DAMAGED."""
        return await self._evidence.record(command, tx)

    async def sign_package(self, command: SignPackage, tx: Transaction) -> PackageSignature:
        """Refuses FIELD_INVALID, KEY_NOT_CERTIFIED."""
        return self._evidence.sign(command, tx)

    async def list_dead_letters(self, command: ListDeadLetters, tx: Transaction) -> dict[str, Any]:
        """By topic and partition; those of a flood, which are kept together, before those that are alone."""
        found, token = await listed(tx, size_of(command.page_size), command.page_token)
        return {"dead_letters": [letter_shown(row, tx.actor) for row in found], "next_page_token": token}

    async def redrive_dead_letter(self, command: RedriveDeadLetter, tx: Transaction) -> dict[str, Any]:
        """Refuses NOT_FOUND, DEAD_LETTER_REDRIVEN, DEAD_LETTER_MALFORMED, EARLIER_DEAD_LETTER, DEAD_LETTER_OVERTAKEN."""
        return letter_shown(await redrive(command, self._inbox, tx), tx.actor)


class Rehearsal:
    """Handlers of the rehearsal clock; bound only where the stack runs on one."""

    def __init__(self, clock: Clock, wake: Callable[[], None]) -> None:
        self._clock = clock
        self._wake = wake

    async def set_clock(self, command: SetClock, tx: Transaction) -> Reading:
        """Refuses CLOCK_WOULD_GO_BACK. Not part of the transaction: it says what time all later ones have."""
        _demand_to_act(tx)
        tx.leave_unrecorded()
        reading = await self._clock.set(command.now, release=command.release)
        if command.release:
            self._wake()
        return reading

    async def release_timers(self, command: ReleaseTimers, tx: Transaction) -> Reading:
        """Let due timers go."""
        _demand_to_act(tx)
        tx.leave_unrecorded()
        released = await self._clock.release()
        self._wake()
        return released


def _demand_to_act(tx: Transaction) -> None:
    if tx.validates:
        raise InvalidArgument("VALIDATE_ONLY_NOT_POSSIBLE", "演练时钟的操作不能只作校验", field="validate-only")


async def _page(tx: Transaction, name: str, where: Document, size: int, after: str, direction: int) -> tuple[list[Document], str]:
    size = size_of(size)
    if after:
        where = where | {"_id": {"$not": {"$lte" if direction > 0 else "$gte": after}}}
    rows: list[Document] = []
    room = MAX_PAGE_BYTES
    found = tx.mongo[name].find(where, batch_size=size + 1).sort("_id", direction)
    try:
        async for row in found:
            if not is_sound(tx.mongo.damage, name, row):  # left out, and named in the log and in the status
                continue
            room -= len(row.get("body") or b"")
            if len(rows) == size or (rows and room < 0):
                return rows, rows[-1]["_id"]
            rows.append(row)
    finally:
        await found.close()
    return rows, ""


def _fact(row: Document) -> dict[str, Any]:
    attributes = row["attributes"]
    renamed = {
        "correlation_id": attributes["correlationid"],
        "causation_id": attributes["causationid"],
        "policy_version": attributes["policyversion"],
        "aggregate_version": attributes.get("aggregateversion"),
        "seen_version": attributes.get("seenversion"),
    }
    place = {name: row[name] for name in ("topic", "key", "sequence")}
    return {**attributes, **renamed, **place, "data": row["body"].decode(errors="replace"), "published": "pending" not in row}
