"""One way for every call: token, access rule, request, request id, handler, commit, answer.

Requests come in as bytes and are parsed here, so that who may not call learns nothing of what was wrong with the call
(AIP-211), and nonsense gets a typed refusal.
"""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import grpc
from bson.errors import InvalidDocument
from google.protobuf.message import DecodeError, Message
from pymongo.errors import PyMongoError

from chassis.access.record import places_told
from chassis.access.tokens import Verifier
from chassis.errors import InvalidArgument, PermissionDenied, Refusal, Stale, Unauthenticated, Unavailable
from chassis.ids import new_id
from chassis.policy import Laws
from chassis.rpc.binding import Method
from chassis.rpc.committed import trailers_of_facts
from chassis.rpc.decoding import decode
from chassis.rpc.encoding import encode
from chassis.rpc.errors import Told, code_of, told_of, trailers_of
from chassis.rpc.mutation import Call, Mutations, admit, demand_authorized, only_validates
from chassis.rpc.streams import give_out, method_handler, parse, take_in
from chassis.store.executor import Executor, unavailable
from chassis.store.transaction import Origin
from chassis.telemetry import span

log = logging.getLogger(__name__)
_RESOURCE = re.compile(r"[a-z][A-Za-z]*(/[\w.-]+)+")
_ON_RECORD = 1000  # characters of what a refused caller sent
# Callers without a valid token may not fill the audit collection: so many a minute are put on record, the rest is logged.
STRANGERS_ON_RECORD = 60


@dataclass
class Calls:
    """Calls under way, for a drain."""

    in_flight: int = 0


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
        self._mutations = Mutations(executor)
        self._strangers = _Allowance(STRANGERS_ON_RECORD)

    def generic_handler(self, service: str, methods: Sequence[Method]) -> grpc.GenericRpcHandler:
        """The handler to register with a gRPC server."""
        table: dict[str, Any] = {method.name: method_handler(method, self._entry(method)) for method in methods}
        return grpc.method_handlers_generic_handler(service, table)

    def _entry(self, method: Method) -> Callable[[Any, Any], Awaitable[bytes]]:
        async def entry(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> bytes:
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

    async def _call(self, method: Method, request: Any, context: Any) -> bytes:
        headers = dict(context.invocation_metadata() or ())
        call = Call(method, context, Origin(method.full_name, new_id(), ""), method.request(), request)
        with span(method.full_name, str(headers.get("traceparent", ""))):
            try:
                call.actor = await self._verifier.actor_of(_bearer(headers))
                if "service" in call.actor.roles and headers.get("correlationid"):
                    call.origin = replace(call.origin, correlation=str(headers["correlationid"]))
                call.validates = method.mutates and only_validates(headers)
                admit(method, call.actor)
                if method.takes_stream:
                    return await take_in(call, self._executor)
                parse(call.message, request)
                if method.gives_stream:
                    return await give_out(call, self._executor)
                return await (self._mutate(call) if method.mutates else self._read(call))
            except Exception as error:
                refusal = _refusal_of(error)
                if refusal is not None:
                    # Refused before it was read; the record says what was asked for.
                    if isinstance(refusal, PermissionDenied) and not method.takes_stream:
                        with suppress(DecodeError):
                            call.message.ParseFromString(request)
                    await self._refuse(refusal, call)
                log.exception("%s failed", method.full_name)
                await context.abort(grpc.StatusCode.INTERNAL, "internal error; the service's log has the detail")
        raise AssertionError("abort raises")

    async def _read(self, call: Call) -> bytes:
        method = call.method
        tx = await self._executor.begin(call.actor, call.origin)
        call.now = tx.now
        tx.reads, tx.access = True, method.access
        result = await method.handler(decode(call.message, method.command), tx)
        demand_authorized(method, tx)
        return encode(result, method.response()).SerializeToString()

    async def _mutate(self, call: Call) -> bytes:
        answer = await self._mutations.carry_out(call)
        call.context.set_trailing_metadata(trailers_of_facts(places_told(list(answer.facts), call.actor)))
        return answer.response

    async def _refuse(self, refusal: Refusal, call: Call) -> None:
        told = Told(refusal.message)
        if not isinstance(refusal, Unauthenticated) or self._strangers.admit():
            try:
                told = await self._put_on_record(refusal, call)
            except Unavailable as later:
                refusal, told = later, Told(later.message)
        else:
            log.warning("%s refused: %s", call.origin.action, refusal.reason)
        await call.context.abort(code_of(refusal), refusal.reason, trailers_of(refusal, told))

    async def _put_on_record(self, refusal: Refusal, call: Call) -> Told:
        """The audit entry of a refusal, and what the caller is told: by the law of the day on which it was refused."""
        if isinstance(refusal, Unavailable | Stale):  # Nothing was decided; the caller comes again.
            return Told(refusal.message)
        request_id = getattr(call.message, "request_id", "")[:_ON_RECORD]
        tx = await self._executor.begin(call.actor, replace(call.origin, request_id=request_id), call.now)
        tx.access = call.method.access if call.method.mutates else None
        told = told_of(refusal, self._laws.on(tx.today))
        if not call.validates:
            await self._executor.record(refusal, tx, told.message[:_ON_RECORD], _named(call.message))
        return told


def _bearer(headers: dict[str, Any]) -> str:
    value = headers.get("authorization", "")
    scheme, _, token = str(value).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _named(message: Message) -> tuple[str, ...]:
    """Resource names that a request carries in fields of its own."""
    values = (value for _, value in message.ListFields() if isinstance(value, str))
    return tuple(value for value in values if len(value) <= _ON_RECORD and _RESOURCE.fullmatch(value))


def _refusal_of(error: Exception) -> Refusal | None:
    """What a caller is told of an error; None where it is a bug of ours."""
    if isinstance(error, PyMongoError):
        error = unavailable(error)
    if isinstance(error, OverflowError | InvalidDocument):
        log.warning("refused as out of range: %r", error)
        return InvalidArgument("VALUE_OUT_OF_RANGE", "请求中的数值、日期或内容总量超出系统可处理的范围")
    return error if isinstance(error, Refusal) else None
