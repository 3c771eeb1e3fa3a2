"""What a service gives for an evidence package: its record of a project, with proofs, and its word for it (docs/decisions/0043)."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from chassis.access.certificates import NotCertified, certificates_of
from chassis.access.own_key import WrongKey
from chassis.errors import InvalidArgument, RuleViolated, Unavailable
from chassis.ids import ID
from chassis.policy import Laws
from chassis.sealing.entries import split
from chassis.sealing.proofs import Proofs, Proven
from chassis.sealing.record import Content, written
from chassis.sealing.statement import Stating, canonical, digest_of
from chassis.store.files.ref import demand_digest
from chassis.store.mongo import Document
from chassis.store.outbox import NO_FACTS_OF_ITS_OWN
from chassis.store.rows import demand_sound
from chassis.store.transaction import Transaction
from chassis.store.unit import AUDIT, OUTBOX
from chassis.time.clock import wall_clock

PIECE_BYTES = 64 * 1024
SEALED_WITHIN_SECONDS = 20.0
_KEY = re.compile(r"[a-z][A-Za-z]{0,40}/[\w.-]{1,200}(/[a-z][A-Za-z]{0,40})?")
_PROJECT = re.compile(rf"projects/{ID}")


@dataclass(frozen=True)
class ExportRecord:
    """Of which project, or what else has facts of its own: their key."""

    key: str


@dataclass(frozen=True)
class RecordPiece:
    """Bytes of it."""

    content: bytes


Pieces = AsyncGenerator[RecordPiece, None]  # the class itself: whoever binds the method knows no name of this module


@dataclass(frozen=True)
class SignPackage:
    """Of which project, and the digest of the package."""

    project: str
    digest: str


@dataclass(frozen=True)
class PackageSignature:
    """A JWS."""

    signature: str


class Evidence:
    """Of one service; `key_file`: its own key, beside which its certificates are."""

    def __init__(self, key_file: str) -> None:
        self._key_file = key_file

    async def record(self, command: ExportRecord, tx: Transaction) -> Pieces:
        """Refuses FIELD_INVALID, KEY_NOT_CERTIFIED, RECORD_NOT_SEALED, DOCUMENT_DAMAGED."""
        _demand_name(command.key, "key")
        return _in_pieces(_Record(command.key, tx, self._stating(tx.context.service), self._key_file).lines())

    def sign(self, command: SignPackage, tx: Transaction) -> PackageSignature:
        """Refuses VALIDATE_ONLY_NOT_POSSIBLE, FIELD_INVALID, KEY_NOT_CERTIFIED."""
        if tx.validates:
            raise InvalidArgument("VALIDATE_ONLY_NOT_POSSIBLE", "签署不能只作校验", field="validate-only")
        if not _PROJECT.fullmatch(command.project):
            raise InvalidArgument("FIELD_INVALID", "字段 project 不是项目名称", field="project")
        demand_digest(command.digest)
        tx.touched.add(command.project)
        claims = {"says": "package", "project": command.project, "digest": command.digest, "exported_by": tx.actor.person}
        return PackageSignature(self._stating(tx.context.service).state(claims, wall_clock()))

    def _stating(self, service: str) -> Stating:
        try:
            if not self._key_file:
                raise NotCertified("服务没有自己的密钥")
            return Stating(service, self._key_file)
        except (NotCertified, WrongKey) as error:
            raise RuleViolated("KEY_NOT_CERTIFIED", f"{error}，不能为证据签名：请执行 sanzhi provision secrets，再启动服务") from error


class _Record:
    """Under one key."""

    def __init__(self, key: str, tx: Transaction, stating: Stating, key_file: str) -> None:
        self._key, self._tx, self._stating = key, tx, stating
        self._certificates = [each.public_bytes(Encoding.DER) for each in certificates_of(key_file)]

    async def lines(self) -> AsyncIterator[bytes]:
        """As chassis/sealing/record.py writes them."""
        entries = await self._entries()  # first: what a fact tells is on record when it is committed, so that no entry of one is missing
        laws = {law.version.version: digest_of(canonical(law.plain())) for law in Laws.load().versions}
        numbers = {each.version: digest_of(canonical(each.plain())) for each in self._tx.policies.versions}
        content = Content(self._tx.context.service, self._key, laws, await self._facts(), entries, self._certificates, numbers)
        for line in written(content, self._stating, wall_clock()):
            yield line

    async def _facts(self) -> list[dict[str, Any]]:
        """By topic, in order."""
        where = {"key": self._key, "topic": {"$not": {"$regex": NO_FACTS_OF_ITS_OWN}}}
        rows = await self._tx.mongo.as_of_now(OUTBOX).find(where).to_list(None)
        told = [_fact(demand_sound(self._tx.mongo.damage, OUTBOX, row)) for row in rows]
        return sorted(told, key=lambda fact: (fact["topic"], fact["sequence"]))

    async def _entries(self) -> list[Proven]:
        """In the order in which they were made. What was done just now is waited for until it is under a seal."""
        where = {"subjects": self._key.partition("/")[2]}
        batches = self._tx.mongo.as_of_now(AUDIT).find_raw_batches(where, sort=[("_id", 1)])
        found = [entry async for batch in batches for entry in split(batch)]
        proofs, end = Proofs(self._tx.mongo), time.monotonic() + SEALED_WITHIN_SECONDS
        proven = list[Proven]()
        for entry in found:
            while (each := await proofs.of(entry)) is None:
                if time.monotonic() > end:
                    raise Unavailable("RECORD_NOT_SEALED", "有审计记录还没有封存，请稍后再导出；一直如此的，请执行 sanzhi audit verify")
                await asyncio.sleep(0.2)
            proven.append(each)
        return proven


def _fact(row: Document) -> dict[str, Any]:
    attributes = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row["attributes"].items()}
    return {"topic": row["topic"], "key": row["key"], "sequence": row["sequence"], "attributes": attributes, "data": row["body"].decode()}


def _demand_name(name: str, field: str) -> None:
    if not _KEY.fullmatch(name):
        raise InvalidArgument("FIELD_INVALID", f"字段 {field} 不是对象名称", field=field)


async def _in_pieces(lines: AsyncIterator[bytes]) -> Pieces:
    waiting = b""
    async for line in lines:
        waiting += line
        while len(waiting) >= PIECE_BYTES:
            yield RecordPiece(waiting[:PIECE_BYTES])
            waiting = waiting[PIECE_BYTES:]
    yield RecordPiece(waiting)
