"""One way for every call: token, access rule, request, request id, handler, commit, answer.

Requests come in as bytes and are parsed here, so that who may not call learns nothing of what was wrong with the call
(AIP-211), and nonsense gets a typed refusal.
"""

import hashlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import grpc
from bson.errors import InvalidDocument
from google.protobuf.message import DecodeError, Message
from pymongo.errors import PyMongoError

from chassis.access.roles import Actor
from chassis.access.tokens import Verifier
from chassis.errors import InvalidArgument, PermissionDenied, Refusal, Stale, Unauthenticated, Unavailable
from chassis.ids import new_id
from chassis.policy import Laws
from chassis.rpc.binding import Method
from chassis.rpc.codec import decode, encode
from chassis.rpc.errors import Told, code_of, told_of, trailers_of
from chassis.store.executor import Executor, unavailable
from chassis.store.transaction import Origin, Transaction
from chassis.store.unit import REQUESTS, Repeated
from chassis.telemetry import span

log = logging.getLogger(__name__)
MAX_REQUEST_ID = 128
_DEFAULT_SECONDS = 10.0
_ON_RECORD = 1000  # characters of what a refused caller sent
# Callers without a valid token may not fill the audit collection: so many a minute are put on record, the rest is logged.
STRANGERS_ON_RECORD = 60


@dataclass
class Calls:
    """Calls under way, for a drain."""

    in_flight: int = 0


@dataclass
class _Call:
    """One call on its way. now: the time of the transaction that it was carried out in, once one was begun."""

    method: Method
    context: Any
    origin: Origin
    actor: Actor = field(default_factory=lambda: Actor(""))
    now: datetime | None = None


class _Allowance:
    """So many a minute."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._since = 0.0
        self._used = 0

    def admit(self) -> bool:
        if time.monotonic() - self._since > 60:
            self._since, self._used = time.monotonic(), 0
        self._used += 1
        return self._used <= self._a_minute


class Pipeline:
    """Carries out the calls of one service."""

    def __init__(self, executor: Executor, verifier: Verifier, laws: Laws, calls: Calls) -> None:
        self._executor = executor
        self._verifier = verifier
        self._laws = laws
        self._calls = calls
        self._strangers = _Allowance(STRANGERS_ON_RECORD)

    def generic_handler(self, service: str, methods: Sequence[Method]) -> grpc.GenericRpcHandler:
        """The handler to register with a gRPC server."""
        table: dict[str, Any] = {method.name: grpc.unary_unary_rpc_method_handler(self._entry(method)) for method in methods}
        return grpc.method_handlers_generic_handler(service, table)

    def _entry(self, method: Method) -> Callable[[bytes, Any], Awaitable[bytes]]:
        async def entry(request: bytes, context: grpc.aio.ServicerContext[Any, Any]) -> bytes:
            self._calls.in_flight += 1
            began, code = time.perf_counter(), "CANCELLED"
            try:
                answer = await self._call(method, request, context)
                code = "OK"
                return answer
            except grpc.aio.AbortError:
                code = context.code().name
                raise
            finally:
                self._calls.in_flight -= 1
                self._executor.metrics.call_ended(method.full_name, code, time.perf_counter() - began)

        return entry

    async def _call(self, method: Method, request: bytes, context: Any) -> bytes:
        headers = dict(context.invocation_metadata() or ())
        call = _Call(method, context, Origin(method.full_name, new_id(), ""))
        message = method.request()
        with span(method.full_name, str(headers.get("traceparent", ""))):
            try:
                call.actor = await self._verifier.actor_of(_bearer(headers))
                if "service" in call.actor.roles and headers.get("correlationid"):
                    call.origin = replace(call.origin, correlation=str(headers["correlationid"]))
                self._admit(method, call.actor)
                _parse(message, request)
                return await (self._mutate(call, message, request) if method.mutates else self._read(call, message))
            except Exception as error:
                refusal = _refusal_of(error)
                if refusal is not None:
                    if isinstance(refusal, PermissionDenied):  # refused before it was read; the record says what was asked for
                        with suppress(DecodeError):
                            message.ParseFromString(request)
                    await self._refuse(refusal, call, message)
                log.exception("%s failed", method.full_name)
                await context.abort(grpc.StatusCode.INTERNAL, "internal error; the service's log has the detail")
        raise AssertionError("abort raises")

    def _admit(self, method: Method, actor: Actor) -> None:
        if not method.access.admits(actor, reads=not method.mutates):
            raise PermissionDenied("ROLE_REQUIRED", "您的身份无权进行此操作", rule="2.5", roles=sorted(method.access.roles))

    async def _read(self, call: _Call, message: Message) -> bytes:
        method = call.method
        tx = await self._executor.begin(call.actor, call.origin)
        call.now = tx.now
        tx.reads, tx.access = True, method.access
        result = await method.handler(decode(message, method.command), tx)
        self._demand_authorized(method, tx, call.actor)
        return encode(result, method.response()).SerializeToString()

    async def _mutate(self, call: _Call, message: Any, request: bytes) -> bytes:
        method, request_id = call.method, message.request_id
        if not 0 < len(request_id) <= MAX_REQUEST_ID:
            raise InvalidArgument("REQUEST_ID_REQUIRED", "每次修改都须携带 request_id（1 至 128 个字符）", field="request_id")
        origin = replace(call.origin, causation=call.origin.correlation, request_id=request_id)
        key = f"{call.actor.person}|{method.full_name}|{request_id}"
        digest = hashlib.sha256(request).hexdigest()
        first = await self._first_answer(key, digest)
        if first is not None:
            return first

        async def work(tx: Transaction) -> bytes:
            call.now, tx.access = tx.now, method.access
            result = await method.handler(decode(message, method.command), tx)
            self._demand_authorized(method, tx, call.actor)
            answer = self._answer(method, result, tx)
            tx.unit.audit.append(tx.audit("OK"))
            tx.unit.requests.append({"_id": key, "digest": digest, "response": answer, "at": tx.now})
            return answer

        try:
            return await self._executor.run(work, call.actor, origin, _seconds(call.context))
        except Unavailable:
            raise
        except (Repeated, Refusal) as error:
            # Its first run may have been committed meanwhile, so that this one stumbled over what it did itself.
            again = await self._first_answer(key, digest)
            if again is not None:
                return again
            if isinstance(error, Repeated):  # committed, but not yet by a majority
                raise Unavailable("REQUEST_UNDER_WAY", "同一请求正在处理，请稍后用同一 request_id 重试") from error
            raise

    def _answer(self, method: Method, result: Any, tx: Transaction) -> bytes:
        tx.aggregates.number()  # The answer shows the versions as they will be stored.
        return encode(result, method.response()).SerializeToString()

    async def _first_answer(self, key: str, digest: str) -> bytes | None:
        found = await self._executor.find(REQUESTS, key)
        if found is None:
            return None
        if found["digest"] != digest:
            raise InvalidArgument("REQUEST_ID_REUSED", "同一 request_id 已用于内容不同的请求", field="request_id")
        answer: bytes = found["response"]
        return answer

    def _demand_authorized(self, method: Method, tx: Transaction, actor: Actor) -> None:
        # A handler that forgets tx.require must not let everybody in.
        reads_all = not method.mutates and "auditor" in actor.roles
        if tx.authorized or reads_all or "any" in method.access.roles or method.access.granted(actor):
            return
        raise AssertionError(f"{method.full_name} did not check the caller's role in the project")

    async def _refuse(self, refusal: Refusal, call: _Call, message: Message) -> None:
        told = Told(refusal.message)
        if not isinstance(refusal, Unauthenticated) or self._strangers.admit():
            try:
                told = await self._put_on_record(refusal, call, message)
            except Unavailable as later:
                refusal, told = later, Told(later.message)
        else:
            log.warning("%s refused: %s", call.origin.action, refusal.reason)
        await call.context.abort(code_of(refusal), refusal.reason, trailers_of(refusal, told))

    async def _put_on_record(self, refusal: Refusal, call: _Call, message: Message) -> Told:
        """The audit entry of a refusal, and what the caller is told: by the law of the day on which it was refused."""
        if isinstance(refusal, Unavailable | Stale):  # Nothing was decided; the caller comes again.
            return Told(refusal.message)
        request_id = getattr(message, "request_id", "")[:_ON_RECORD]
        tx = await self._executor.begin(call.actor, replace(call.origin, request_id=request_id), call.now)
        told = told_of(refusal, self._laws.on(tx.today))
        await self._executor.record(refusal, tx, told.message[:_ON_RECORD], _named(message))
        return told


def _bearer(headers: dict[str, Any]) -> str:
    value = headers.get("authorization", "")
    scheme, _, token = str(value).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _parse(message: Message, request: bytes) -> None:
    try:
        message.ParseFromString(request)
    except DecodeError as error:
        raise InvalidArgument("REQUEST_MALFORMED", "请求内容无法解析") from error


def _seconds(context: Any) -> float:
    remaining = context.time_remaining()
    return _DEFAULT_SECONDS if remaining is None else max(0.1, min(remaining, 60.0))


def _named(message: Message) -> tuple[str, ...]:
    """Resource names that a request carries in its first fields."""
    values = (getattr(message, name, "") for name in ("name", "parent", "project", "application", "document", "person"))
    return tuple(value[:_ON_RECORD] for value in values if isinstance(value, str) and "/" in value)


def _refusal_of(error: Exception) -> Refusal | None:
    """What a caller is told of an error; None where it is a bug of ours."""
    if isinstance(error, PyMongoError):
        error = unavailable(error)
    if isinstance(error, OverflowError | InvalidDocument):
        log.warning("refused as out of range: %r", error)
        return InvalidArgument("VALUE_OUT_OF_RANGE", "请求中的数值、日期或内容总量超出系统可处理的范围")
    return error if isinstance(error, Refusal) else None
