"""One way for every call: token, budget, standing, room, access rule, request, request id, handler, commit, answer.

A request is taken in once it is known who sends it, as bytes, and parsed here, so that who may not call learns nothing of what was
wrong with the call (AIP-211), and nonsense gets a typed refusal.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any

import grpc
from bson.errors import InvalidDocument
from google.protobuf.message import DecodeError
from pymongo.errors import PyMongoError

from chassis.access.record import places_told
from chassis.access.roles import Actor
from chassis.access.standings import Standings
from chassis.access.tokens import Verifier
from chassis.errors import InvalidArgument, PermissionDenied, Refusal, Unauthenticated
from chassis.ids import new_id
from chassis.rpc.binding import Method
from chassis.rpc.budgets import Account, Bucket, Budgets, Rate, host_of
from chassis.rpc.committed import trailers_of_facts
from chassis.rpc.decoding import decode
from chassis.rpc.encoding import encode, encode_list
from chassis.rpc.mutation import Call, Mutations, admit, demand_authorized, only_validates
from chassis.rpc.pages import opened, sealed
from chassis.rpc.personal import values_in
from chassis.rpc.receiving import demand_size, receive, weight_of
from chassis.rpc.refusals import Refusals
from chassis.rpc.room import Room
from chassis.rpc.streams import drop_the_rest, give_out, method_handler, parse, take_in
from chassis.store.executor import Executor, unavailable
from chassis.store.transaction import Origin, Transaction
from chassis.telemetry import span
from chassis.withholding import withhold, withholding

log = logging.getLogger(__name__)
# A download or an upload holds a mebibyte or two.
MOST_STREAMS = 32


@dataclass
class Calls:
    """Calls under way, for a drain."""

    in_flight: int = 0


@dataclass(frozen=True)
class Bounds:
    """What calls may cost: bytes of requests under way, a quarter of them one person's; rates of a person, of strangers at a host."""

    room: int
    person: Rate
    stranger: Rate


@dataclass(frozen=True)
class Door:
    """Who gets in: by their token, and by what is on record of them; None: the token is believed."""

    verifier: Verifier
    standings: Standings | None = None


class Pipeline:
    """Carries out the calls of one service."""

    def __init__(self, executor: Executor, door: Door, refusals: Refusals, calls: Calls, bounds: Bounds) -> None:
        self._executor = executor
        self._verifier, self._standings = door.verifier, door.standings
        self._refusals = refusals
        self._calls = calls
        self._mutations = Mutations(executor)
        self._room = Room(bounds.room)
        # Services of the suite are few, and work for callers who have a budget. A room of their own: none waits for one that waits for it.
        self._services = Account(Bucket(Rate(0, 0)), Room(bounds.room // 4), Room(MOST_STREAMS))
        self._streams = Room(MOST_STREAMS)
        self._budgets = Budgets(bounds.person, bounds.room // 4, MOST_STREAMS // 4)
        self._strangers = Budgets(bounds.stranger)
        self._longest = 0

    def generic_handler(self, service: str, methods: Sequence[Method]) -> grpc.GenericRpcHandler:
        """The handler to register with a gRPC server."""
        self._longest = max(self._longest, *(method.most_bytes for method in methods))
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

    async def _call(self, method: Method, requests: Any, context: Any) -> bytes:
        headers = dict(context.invocation_metadata() or ())
        call = Call(method, context, Origin(method.full_name, new_id(), ""), method.request(), requests)
        with span(method.full_name, str(headers.get("traceparent", ""))), withholding():
            try:
                call.actor = await self._known(headers, context)
                if "service" in call.actor.roles and headers.get("correlationid"):
                    call.origin = replace(call.origin, correlation=str(headers["correlationid"]))
                call.validates = method.mutates and only_validates(headers)
                return await self._admitted(call)
            except Exception as error:
                refusal = _refusal_of(error)
                if refusal is not None:
                    await self._refusals.tell(refusal, call)
                log.exception("%s failed", method.full_name)
                await context.abort(grpc.StatusCode.INTERNAL, "internal error; the service's log has the detail")
        raise AssertionError("abort raises")

    async def _known(self, headers: dict[str, Any], context: Any) -> Actor:
        """Who calls. Of strangers nothing more than headers has been taken in. Refuses as Verifier.actor_of, and BUDGET_EXHAUSTED."""
        try:
            return await self._verifier.actor_of(_bearer(headers))
        except Unauthenticated:
            self._strangers.demand(host_of(context.peer()))
            raise

    async def _admitted(self, call: Call) -> bytes:
        """Within the caller's budget, and in turn: take the request in, and carry it out.

        Refuses BUDGET_EXHAUSTED, SERVICE_BUSY, and as Standings.admit.
        """
        method, ours = call.method, "service" in call.actor.roles
        account = self._services if ours else self._budgets.demand(call.actor.person)
        if self._standings is not None:
            call.actor = await self._standings.admit(call.actor)
        async with AsyncExitStack() as held:
            if method.takes_stream or method.gives_stream:
                for room in [account.streams] if ours else [account.streams, self._streams]:
                    await held.enter_async_context(room.taken(1))
            if method.takes_stream:
                try:
                    admit(method, call.actor)
                    return await take_in(call, self._executor)
                except Refusal:
                    await drop_the_rest(call.request)
                    raise
            rooms = [account.room] if ours else [account.room, self._room]
            places = [await held.enter_async_context(room.taken(weight_of(self._longest))) for room in rooms]
            call.request = await receive(call.request)
            for place in places:
                place.shrink(weight_of(len(call.request)))
            return await self._carried_out(call)

    async def _carried_out(self, call: Call) -> bytes:
        method, within = call.method, len(call.request) <= call.method.most_bytes
        try:
            admit(method, call.actor)
        except PermissionDenied:
            # Refused before it was read; the record says what was asked for.
            if within:
                with suppress(DecodeError):
                    call.message.ParseFromString(call.request)
                withhold(*values_in(call.message))
            raise
        demand_size(call.request, method.most_bytes)
        parse(call.message, call.request)
        withhold(*values_in(call.message))
        if method.gives_stream:
            return await give_out(call, self._executor)
        return await (self._mutate(call) if method.mutates else self._read(call))

    async def _read(self, call: Call) -> bytes:
        method = call.method
        tx = await self._executor.begin(call.actor, call.origin)
        call.now = tx.now
        tx.reads, tx.access = True, method.access
        result = await method.handler(decode(opened(call.message), method.command), tx)
        demand_authorized(method, tx)
        answer = method.response()
        if "next_page_token" in answer.DESCRIPTOR.fields_by_name:
            encode_list(result, answer, lambda entry, error: _leave_out(entry, error, tx))
        else:
            encode(result, answer)
        return sealed(answer, call.message).SerializeToString()

    async def _mutate(self, call: Call) -> bytes:
        answer = await self._mutations.carry_out(call)
        call.context.set_trailing_metadata(trailers_of_facts(places_told(list(answer.facts), call.actor)))
        return answer.response


def _bearer(headers: dict[str, Any]) -> str:
    value = headers.get("authorization", "")
    scheme, _, token = str(value).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _leave_out(entry: Any, error: Exception, tx: Transaction) -> None:
    thing = getattr(entry, "resource", entry)
    name = thing.get("id", "") if isinstance(thing, dict) else getattr(thing, "name", "")
    log.error("an entry of a list cannot be told", exc_info=error)
    tx.mongo.damage.found(type(thing).__name__, name, [f"cannot be told: {type(error).__name__}"])


def _refusal_of(error: Exception) -> Refusal | None:
    """What a caller is told of an error; None where it is a bug of ours."""
    if isinstance(error, PyMongoError):
        error = unavailable(error)
    if isinstance(error, OverflowError | InvalidDocument):
        log.warning("refused as out of range: %r", error)
        return InvalidArgument("VALUE_OUT_OF_RANGE", "请求中的数值、日期或内容总量超出系统可处理的范围")
    return error if isinstance(error, Refusal) else None
