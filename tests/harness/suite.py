"""Services of the suite in the test's own process, on the real MongoDB and Kafka, each test with names of its own."""

import asyncio
import importlib
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import grpc
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from google.protobuf import descriptor_pool, json_format
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2, status_pb2

from chassis.access.tls import open_channel
from chassis.messaging.kafka import Kafka
from chassis.messaging.subscription import topics_of
from chassis.messaging.topics import own_topics, topic_of
from chassis.rpc.committed import Committed, committed_in
from chassis.rpc.mutation import VALIDATE_ONLY
from chassis.run.app import App
from chassis.run.progress import Progress, pulse
from chassis.run.service import Service
from chassis.settings import Settings
from chassis.store.unit import Written
from cli.seen import full_name_of, to_look_at, version_in
from cli.services import SERVICES
from tests.harness import databases, forms
from tests.harness.identity import Issuer

# How long a test waits for what must come, and how long a call may take. It matters only where something is broken: a machine that is
# busy with ten other things must not fail a test.
PATIENCE = 90.0
AT_ONCE = 0.02  # the longest pause of who is to meet something in the middle
# What a commit by somebody else would leave to do here: a row that has to be read, a timer.
SOMETHING_TO_PUBLISH = Written([{"topic": "", "key": "", "sequence": -1}])
A_TIMER_TO_FIRE = Written(timers=1)


class Refused(Exception):
    """A call that was refused: canonical code, reason, rule, Chinese message, metadata."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        info, localized = error_details_pb2.ErrorInfo(), error_details_pb2.LocalizedMessage()
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin" and isinstance(value, bytes):
                for detail in status_pb2.Status.FromString(value).details:
                    detail.Unpack(info) or detail.Unpack(localized)
        self.code = error.code()
        self.reason = info.reason
        self.metadata = dict(info.metadata)
        self.rule = self.metadata.get("rule", "")
        self.message = localized.message
        super().__init__(f"{self.code.name} {self.reason} {self.rule} {self.message} {error.details()}")


@dataclass(frozen=True)
class Person:
    """Who calls in a test."""

    name: str
    roles: tuple[str, ...] = ()
    organization: str = ""
    kind: str = ""
    area: str = ""


ADMINISTRATOR = Person("people/admin", ("administrator",))
SECURITY = Person("people/security", ("security_administrator",))


@dataclass
class Suite:
    """Running services, by name. comes_again: for so many seconds, where it cannot be told who calls."""

    settings: Settings
    issuer: Issuer
    apps: dict[str, App] = field(default_factory=dict)
    channels: dict[str, grpc.aio.Channel] = field(default_factory=dict)
    comes_again: float = PATIENCE
    _producer: AIOKafkaProducer | None = None

    async def start(self, service: Service) -> App:
        """Start one replica of a service; a second of the same name replaces the first in `apps`."""
        key = str(self.issuer.folder / f"{service.name}.jwk") if (self.issuer.folder / f"{service.name}.jwk").exists() else ""
        addresses = self.settings.addresses | {name: app.address for name, app in self.apps.items()}
        app = App(service, self.settings.model_copy(update={"service_key": key, "addresses": addresses}))
        try:
            await app.start()
        except BaseException:
            await app.stop()
            raise
        self.apps[service.name] = app
        self.channels[service.name] = open_channel(app.address, self.settings.tls_ca)
        return app

    async def call(
        self, method: str, body: dict[str, Any], who: Person, request_id: str = "", token: str | None = None, **options: Any
    ) -> dict[str, Any]:
        """Call `sanzhi.registry.v1.RegistryService/GetPerson` with protobuf's JSON. Raises Refused."""
        return (await self.submit(method, body, who, request_id, token, **options))[0]

    async def submit(
        self,
        method: str,
        body: dict[str, Any],
        who: Person,
        request_id: str = "",
        token: str | None = None,
        *,
        validate_only: str = "",
        service: str = "",
    ) -> tuple[dict[str, Any], list[Committed]]:
        """As call(), with the facts that the answer's trailing metadata name; `service` where the method is every service's.

        A request that has to name a version seen, and names none, not even "", names the one that is there now (4.7a).
        """
        declared, _, name = method.partition("/")
        with suppress(ModuleNotFoundError):  # a service that only tests have is made in them
            _, package, *_ = declared.split(".")
            importlib.import_module(f"sanzhi.{package}.v1.{package}_pb2")  # whoever is asked first may be known to nobody yet
        descriptor = descriptor_pool.Default().FindServiceByName(declared).methods_by_name[name]
        token = self.token(who) if token is None else token
        if name_seen := to_look_at(descriptor, body):
            body = body | {"etag": await self._version(descriptor, name_seen, token)}
        request: Any = json_format.ParseDict(body, GetMessageClass(descriptor.input_type)())
        if "request_id" in descriptor.input_type.fields_by_name and not request.request_id:
            request.request_id = request_id or str(uuid.uuid4())
        channel = self.channels[service or declared.split(".")[1]]
        rpc = _merged if descriptor.server_streaming else _alone
        only = [(VALIDATE_ONLY, validate_only)] if validate_only else []
        metadata = [("authorization", f"Bearer {token}"), *only]
        response, under_way = await _patiently(lambda: rpc(channel, descriptor, request, metadata), self.comes_again)
        answer = json_format.MessageToDict(response, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
        return answer, committed_in(await under_way.trailing_metadata())

    async def _version(self, method: Any, name: str, token: str) -> str:
        acts = descriptor_pool.Default().FindServiceByName("sanzhi.acts.v1.ActsService").methods_by_name["ListActs"]
        request: Any = GetMessageClass(acts.input_type)(name=name, rpc=full_name_of(method))
        channel = self.channels[method.containing_service.full_name.split(".")[1]]
        try:
            answer, _ = await _alone(channel, acts, request, [("authorization", f"Bearer {token}")])
        except grpc.aio.AioRpcError:
            return ""  # it is not there: the act itself will say so
        return version_in(answer.acts, method)

    def token(self, who: Person) -> str:
        """A token of this person."""
        return self.issuer.token(who.name, *who.roles, organization=who.organization, kind=who.kind, area=who.area)

    async def advance(self, to: datetime) -> None:
        """Let the rehearsal clock go on to an instant, stepwise, over all services here (see "Time" in the design)."""
        while True:
            await self.quiet()
            due = [await self._next_due(app) for app in self.apps.values()]
            step = min([instant for instant in due if instant is not None and instant <= to], default=to)
            for app in self.apps.values():
                await app.clock.set(max(step, (await app.clock.read()).now))
            for app in self.apps.values():
                await app.clock.release()
                app.executor.on_commit[1](A_TIMER_TO_FIRE)
            if step >= to:
                await self.quiet()
                return

    async def _next_due(self, app: App) -> datetime | None:
        document = await app.mongo["timers"].find_one({}, sort=[("due", 1)])
        return document["due"] if document else None

    async def quiet(self) -> None:
        """Wait until nothing is due, pending or behind, in two rounds running between which nothing was done."""
        at_rest: list[int] | None = None

        async def settled() -> bool:
            nonlocal at_rest
            before, at_rest = at_rest, None
            acts = list[int]()
            for app in self.apps.values():
                found = await self._progress(app)
                if found.busy:  # how far the others are need not be asked
                    return False
                acts.append(found.acts)
            at_rest = acts
            return acts == before

        await eventually(settled, lambda: f"still busy: {list(self.apps)}")

    async def _progress(self, app: App) -> Progress:
        return await pulse(app.mongo, await app.clock.read(), app.meter)

    async def send(self, topic: str, value: bytes, key: bytes, headers: list[tuple[str, bytes]]) -> None:
        """Put a record on a topic, by one producer for all of them: to connect costs more than a record."""
        if self._producer is None:
            self._producer = AIOKafkaProducer(bootstrap_servers=self.settings.kafka)
            await self._producer.start()
        await self._producer.send_and_wait(topic, value=value, key=key, headers=headers)

    async def close(self) -> None:
        """Hang up."""
        if self._producer is not None:
            await self._producer.stop()
        for channel in self.channels.values():
            await channel.close()

    async def facts(self, service: str, type_suffix: str = "") -> list[dict[str, Any]]:
        """Facts in a service's outbox, in order, those of one type where it is given (such as "project.approved.v1")."""
        own = {"topic": {"$not": {"$regex": r"\.(seals|open)$"}}}
        rows = await self.apps[service].mongo["outbox"].find(own).sort("_id", 1).to_list(None)
        return [{**row["attributes"], **row, "data": row["body"]} for row in rows if row["attributes"]["type"].endswith(type_suffix)]


async def eventually(condition: Callable[[], Any], describe: Callable[[], str] = lambda: "", *, longest_pause: float = 0.2) -> Any:
    """Wait until an asynchronous condition gives something true, and give it.

    Who waits long asks less often: to ask for seconds, as often as one can, whether a lease has run out took a processor to itself.
    """
    until, pause = time.monotonic() + PATIENCE, AT_ONCE
    while True:
        found = await condition()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"not within {PATIENCE} s. {describe()}")
        await asyncio.sleep(pause)
        pause = min(1.2 * pause, longest_pause)


async def _patiently(ask: Callable[[], Awaitable[tuple[Any, Any]]], seconds: float) -> tuple[Any, Any]:
    """Once more, as clients do, where a busy machine could not tell in time who calls. Raises Refused."""
    until = time.monotonic() + seconds
    while True:
        try:
            return await ask()
        except grpc.aio.AioRpcError as error:
            refused = Refused(error)
            if refused.reason != "STANDING_UNAVAILABLE" or time.monotonic() > until:
                raise refused from error
            await asyncio.sleep(0.2)


async def _alone(channel: grpc.aio.Channel, method: Any, request: Any, metadata: Any) -> tuple[Any, Any]:
    answer = GetMessageClass(method.output_type)
    call: Any = channel.unary_unary(_path(method), lambda message: message.SerializeToString(), answer.FromString)
    under_way = call(request, timeout=PATIENCE, metadata=metadata)
    return await under_way, under_way


async def _merged(channel: grpc.aio.Channel, method: Any, request: Any, metadata: Any) -> tuple[Any, Any]:
    """An answer that comes in pieces, as one: the first message with the content of all."""
    answer = GetMessageClass(method.output_type)
    call: Any = channel.unary_stream(_path(method), lambda message: message.SerializeToString(), answer.FromString)
    whole: Any = answer()
    content = b""
    under_way = call(request, timeout=PATIENCE, metadata=metadata)
    async for part in under_way:
        whole.MergeFrom(part)
        content += part.content
    whole.content = content
    return whole, under_way


def _path(method: Any) -> str:
    return f"/{method.containing_service.full_name}/{method.name}"


def service(name: str) -> Service:
    """A service of the suite by name."""
    found: Service = importlib.import_module(f"services.{name}.main").SERVICE
    return found


async def make_topics(settings: Settings, services: Sequence[Service]) -> None:
    """Those that are written and read, with one question: services make their own, one after the other, and wait for their neighbours'."""
    prefix = settings.topic_prefix
    names = {name for each in services for name in (*own_topics(prefix, each.name, each.hands_on), *topics_of(each.subscriptions, prefix))}
    if not names:
        return
    admin = AIOKafkaAdminClient(**Kafka.of(settings).arguments())
    await admin.start()
    try:
        answer: Any = await admin.create_topics([topic_of(settings, name) for name in sorted(names)])
    finally:
        await admin.close()
    assert [error for error in answer.topic_errors if error[1]] == []


@asynccontextmanager
async def suite(mongo: str, kafka: str, folder: Path, *services: Service, **settings: Any) -> AsyncIterator[Suite]:
    """Start services, all on a rehearsal clock unless told otherwise; everything stops at the end."""
    mark = uuid.uuid4().hex[:10]
    issuer = Issuer(folder)
    # Tests call faster than people do, and as people whom nobody has registered.
    budget = {"calls_a_second": 0.0, "strangers_a_second": 0.0, "people": "token"}
    base: dict[str, Any] = {"clock": "rehearsal", "partitions": 2, "call_timeout": PATIENCE, "listen": "127.0.0.1:0"} | budget | settings
    base["addresses"] = dict.fromkeys(SERVICES, "127.0.0.1:1") | base.get("addresses", {})  # nobody is there
    prefix = await databases.take(mongo, services)
    made = Suite(
        Settings(
            mongo=mongo,
            kafka=kafka,
            jwks=str(issuer.jwks),
            topic_prefix=f"t{mark}",
            group_prefix=f"t{mark}",
            database_prefix=prefix,
            **base,
        ),
        issuer,
    )
    await make_topics(made.settings, services)
    async with AsyncExitStack() as stack:
        for each in services:
            stack.push_async_callback((await made.start(each)).stop)
        for name, app in made.apps.items():
            # Neighbours were not known yet when the first ones started.
            others = {other: found.address for other, found in made.apps.items() if other != name}
            app.neighbours.point_at(app.settings.model_copy(update={"addresses": app.settings.addresses | others}))
        try:
            yield made
        finally:
            await made.close()
    # Without any of its own here, its services run in processes of theirs.
    await asyncio.to_thread(_demand_forms, made, set(SERVICES) & (set(made.apps) or set(SERVICES)))
    if services and set(made.apps) == {each.name for each in services}:
        databases.leave(mongo, services, prefix)


def _demand_forms(made: Suite, services: set[str]) -> None:
    forms.demand_forms(forms.written(made.settings.mongo, sorted(services), made.settings.database_prefix, made.settings.topic_prefix))
