"""Carries out a call that changes something: once a request id, all of it or nothing; or only tries whether it could be (AIP-163)."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from chassis.access.roles import Actor
from chassis.errors import InvalidArgument, PermissionDenied, Refusal, Unavailable
from chassis.rpc.binding import Method
from chassis.rpc.decoding import decode
from chassis.rpc.encoding import encode
from chassis.rpc.personal import values_in
from chassis.store.executor import Executor
from chassis.store.mongo import Document
from chassis.store.rows import demand_sound, is_sound
from chassis.store.transaction import Origin, Transaction
from chassis.store.unit import OUTBOX, REQUESTS, Repeated
from chassis.withholding import struck

MAX_REQUEST_ID = 128
_DEFAULT_SECONDS = 10.0
VALIDATE_ONLY = "validate-only"


@dataclass(frozen=True)
class Answer:
    """The response as bytes, and the outbox rows of the facts that the call committed, in order."""

    response: bytes
    facts: Sequence[Document] = ()


@dataclass
class Call:
    """One call on its way; request: the message's bytes, or the stream of them. now: the time of its transaction, once one was begun.

    validates: the caller wants to know only what would happen.
    """

    method: Method
    context: Any
    origin: Origin
    message: Any
    request: Any
    actor: Actor = field(default_factory=lambda: Actor(""))
    now: datetime | None = None
    validates: bool = False


def only_validates(headers: dict[str, Any]) -> bool:
    """Whether a caller wants to know only what would happen. Refuses VALIDATE_ONLY_INVALID: a slip must not commit."""
    value = str(headers.get(VALIDATE_ONLY, "")).lower()
    if value not in ("", "false", "true"):
        raise InvalidArgument("VALIDATE_ONLY_INVALID", f"{VALIDATE_ONLY} 只能是 true 或 false", field=VALIDATE_ONLY)
    return value == "true"


class Mutations:
    """The mutations of one service."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def carry_out(self, call: Call) -> Answer:
        """Do it, or give the answer that it got before. Raises Refusal; nothing is stored then."""
        origin = replace(call.origin, causation=call.origin.correlation, request_id=call.message.request_id)
        if call.validates:
            return await self._try_out(call, origin)
        key, digest = _key(call), _digest(call.message)
        if (first := await self._first_answer(call, key, digest)) is not None:
            return first
        facts: list[Document] = []

        async def work(tx: Transaction) -> bytes:
            nonlocal facts
            response, facts = await _handle(call, tx), tx.unit.outbox
            if not tx.on_record:
                return response
            tx.unit.audit.append(tx.audit("OK"))
            if not call.method.gives_personal:
                known = {"digest": await _kept(digest, call, tx), "response": response, "facts": [row["_id"] for row in facts]}
                tx.unit.requests.append({"_id": key, **known, "at": tx.now})
            return response

        try:
            return Answer(await self._executor.run(work, call.actor, origin, _seconds(call.context)), facts)
        except Unavailable:
            raise
        except (Repeated, Refusal) as error:
            # Its first run may have been committed meanwhile, so that this one stumbled over what it did itself.
            if (again := await self._first_answer(call, key, digest)) is not None:
                return again
            if isinstance(error, Repeated):  # committed, but not yet by a majority
                raise Unavailable("REQUEST_UNDER_WAY", "同一请求正在处理，请稍后用同一 request_id 重试") from error
            raise

    async def _try_out(self, call: Call, origin: Origin) -> Answer:
        """What it would answer now, or its refusal; nothing is kept, the request id is still unused."""

        async def work(tx: Transaction) -> bytes:
            tx.only_validate()
            return await _handle(call, tx)

        return Answer(await self._executor.try_out(work, call.actor, origin))

    async def _first_answer(self, call: Call, key: str, digest: str) -> Answer | None:
        # What gave personal data is not kept: whoever asks again reads again, and that is on record again.
        found = None if call.method.gives_personal else await self._executor.find(REQUESTS, key)
        if found is None:
            return None
        mongo = self._executor.context.mongo
        if not await self._is_of(demand_sound(mongo.damage, REQUESTS, found)["digest"], digest):
            raise InvalidArgument("REQUEST_ID_REUSED", "同一 request_id 已用于内容不同的请求", field="request_id")
        rows = await asyncio.gather(*(self._executor.find(OUTBOX, identity) for identity in found["facts"]))
        return Answer(found["response"], [row for row in rows if row is not None and is_sound(mongo.damage, OUTBOX, row)])

    async def _is_of(self, kept: str | bytes, digest: str) -> bool:
        """Whether a request is the one that was kept. Refuses as Vault.open, on each replica from the erasure on."""
        if isinstance(kept, str):
            return kept == digest
        vault = self._executor.context.vault
        if vault is None:
            return False
        await vault.demand_key_of(kept)
        return await vault.open(kept) == digest


async def _kept(digest: str, call: Call, tx: Transaction) -> str | bytes:
    """The digest of a request, as it is kept: whoever guesses a phone number could check it by one in the open."""
    if not values_in(call.message):
        return digest
    assert tx.sealed_with, f"{call.method.full_name} did not seal what is personal"
    return await tx.vault.seal(tx.sealed_with, digest)


async def _handle(call: Call, tx: Transaction) -> bytes:
    """Run the handler to its end; the answer shows the versions as they will be stored."""
    method = call.method
    call.now, tx.access = tx.now, method.access
    result = await method.handler(decode(call.message, method.command), tx)
    demand_authorized(method, tx)
    tx.aggregates.number()
    response: Message = encode(result, method.response())
    return response.SerializeToString()


def admit(method: Method, actor: Actor) -> None:
    """Refuse ROLE_REQUIRED to those whose roles do not even lead to the handler (2.5)."""
    if not method.access.admits(actor, reads=not method.mutates):
        raise PermissionDenied("ROLE_REQUIRED", "您的身份无权进行此操作", rule="2.5", roles=sorted(method.access.roles))


def demand_authorized(method: Method, tx: Transaction) -> None:
    """A handler that forgets tx.require must not let everybody in."""
    reads_all = not method.mutates and "auditor" in tx.actor.roles
    if tx.authorized or reads_all or "any" in method.access.roles or method.access.granted(tx.actor):
        return
    raise AssertionError(f"{method.full_name} did not check the caller's role in the project")


def _key(call: Call) -> str:
    request_id = call.message.request_id
    if not 0 < len(request_id) <= MAX_REQUEST_ID:
        raise InvalidArgument("REQUEST_ID_REQUIRED", "每次修改都须携带 request_id（1 至 128 个字符）", field="request_id")
    if struck(request_id) != request_id:
        raise InvalidArgument("REQUEST_ID_REQUIRED", "request_id 会留存备查，不能含有个人信息", field="request_id")
    return f"{call.actor.person}|{call.method.full_name}|{request_id}"


def _digest(message: Message) -> str:
    """Of what a request says, not of its bytes: the order of a map's entries is up to whoever writes them, as protobuf has it."""
    said = type(message)()
    said.CopyFrom(message)
    said.DiscardUnknownFields()
    return hashlib.sha256(said.SerializeToString(deterministic=True)).hexdigest()


def _seconds(context: Any) -> float:
    remaining = context.time_remaining()
    return _DEFAULT_SECONDS if remaining is None else max(0.1, min(remaining, 60.0))
