"""Builds and runs a service: parts in order up, and down again in the opposite order."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2_grpc
from pymongo.errors import PyMongoError
from sanzhi.acts.v1 import acts_pb2
from sanzhi.files.v1 import files_pb2
from sanzhi.operations.v1 import operations_pb2

from chassis.access.keys import Keys
from chassis.access.tls import add_port, certificate_of
from chassis.access.tokens import ServiceTokens
from chassis.calendar import Calendar
from chassis.messaging.aiokafka_internals import tasks_of_producer
from chassis.messaging.consumer import Consumer
from chassis.messaging.ending import ended
from chassis.messaging.inbox import Inbox
from chassis.messaging.kafka import Kafka
from chassis.messaging.news import News
from chassis.messaging.relay import Relay, new_producer
from chassis.messaging.subscription import topics_of
from chassis.messaging.topics import CLOCK, ensure_topics, own_topics, wait_for_topics
from chassis.messaging.vital import until_one_ends
from chassis.metrics import Metrics
from chassis.policy import Laws, Policies
from chassis.rpc.acts import Acts
from chassis.rpc.binding import Method, bind
from chassis.rpc.budgets import Rate
from chassis.rpc.client import Neighbours
from chassis.rpc.open_door import OpenDoor
from chassis.rpc.people import PEOPLE
from chassis.rpc.receiving import server_options
from chassis.rpc.reflection import reflect
from chassis.rpc.refusals import Refusals
from chassis.rpc.seen import demanding_versions
from chassis.rpc.server import Bounds, Calls, Pipeline
from chassis.run.clocks import Clocks
from chassis.run.door import door_of
from chassis.run.evidence import Evidence
from chassis.run.exporters import MetricsExport, record_traces
from chassis.run.faults import Seen
from chassis.run.file_service import FileService
from chassis.run.garbage import collect_seldom
from chassis.run.gauges import Watch, show, show_clocks
from chassis.run.health import Health, Part
from chassis.run.operations import Operations, Rehearsal
from chassis.run.parts import RunningPart, Surroundings
from chassis.run.patience import prepared, wait_for_kafka, wait_for_mongo
from chassis.run.progress import LagMeter
from chassis.run.service import Service
from chassis.sealing.folder import Folder
from chassis.sealing.seal import Signer
from chassis.sealing.sealer import Sealer
from chassis.settings import Settings
from chassis.store.executor import Executor
from chassis.store.files.sweep import sweep_for_ever
from chassis.store.master_key import MasterKey
from chassis.store.mongo import Mongo
from chassis.store.schema import collections_of, ensure_collections
from chassis.store.transaction import Context
from chassis.store.vault import Vault
from chassis.telemetry import log_json_lines
from chassis.time.clock import Clock
from chassis.time.leases import Leases
from chassis.time.timers import Timers

log = logging.getLogger(__name__)
GRACE_SECONDS = 20.0
AGAIN_SECONDS = 15.0  # longer than any part takes to end
_ACTS = acts_pb2.DESCRIPTOR.services_by_name
_OPERATIONS = operations_pb2.DESCRIPTOR.services_by_name
_FILES = files_pb2.DESCRIPTOR.services_by_name["FilesService"]


class App:
    """One running replica of a service. `address` is known once it is started."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.address = ""
        self.mongo = Mongo(settings.mongo, f"{settings.database_prefix}{service.name}", settings.mongo_driver)
        self.mongo.keep_to(collections_of(service.transaction))
        self.clock = Clock(self.mongo, settings.clock)
        self.keys = Keys(settings.jwks)
        self.group = f"{settings.group_prefix}.{service.name}"
        tokens = ServiceTokens(service.name, settings.service_key, settings.audience) if settings.service_key else None
        self.neighbours = Neighbours(settings, tokens)
        policies: Policies[Any] = Policies.load(service.name, service.policy)
        self.vault = _vault_of(service, settings, self.mongo)
        given: dict[str, Any] = {"first_officers": settings.first_officers, "sm2": settings.sm2, "vault": self.vault, "settings": settings}
        context = Context(service.name, self.mongo, policies, self.neighbours.stub, settings.topic_prefix, **given)
        self.metrics = MetricsExport(settings, service.name)
        self.executor = Executor(context, self.clock, service.transaction, Metrics(self.metrics.meter))
        self.parts: dict[str, RunningPart] = {}
        self._stack = AsyncExitStack()
        self._calls = Calls()
        self._vital: dict[str, asyncio.Task[Any]] = {}
        self._health: Any = health.aio.HealthServicer()  # type: ignore[attr-defined]

    async def start(self) -> None:
        """Connect, make indexes and topics, work the outbox, timers and neighbours' facts, then serve."""
        settings, service, stack = self.settings, self.service, self._stack
        certificate_of(settings)  # what is wrong with it is said before anything is waited for
        bound = bind(service.descriptor.services_by_name[service.proto.rpartition(".")[2]], service.handlers)
        methods = demanding_versions(bound, service.acts)
        stack.push_async_callback(self.mongo.close)
        await asyncio.to_thread(Calendar)  # its tables take a moment the first time; later it would hold up all calls
        if settings.patience:
            await wait_for_mongo(self.mongo, settings.patience)
        await prepared(lambda: ensure_collections(self.mongo, service.transaction), settings.patience)
        if self.vault is not None:
            await prepared(self.vault.prepare, settings.patience)
            stack.push_async_callback(self.vault.close)
        await prepared(lambda: self.clock.open(settings.rehearsal_start), settings.patience)
        topics = topics_of(service.subscriptions, settings.topic_prefix)
        if settings.patience:
            await wait_for_kafka(Kafka.of(settings), settings.patience)
        await ensure_topics(settings, service.name, hands_on=service.hands_on)
        await wait_for_topics(settings, topics)
        stack.push_async_callback(self.neighbours.close)
        kafka = Kafka.of(settings)
        self.meter = LagMeter(kafka, self.group, topics, own_topics(settings.topic_prefix, service.name, service.hands_on))
        await self.meter.start()
        stack.push_async_callback(self.meter.stop)
        stack.push_async_callback(self.metrics.stop)
        timers = await self._start_relay_and_timers()
        inbox = Inbox(self.executor, service.subscriptions)
        self.executor.metrics.consumes(topics)
        consumer = Consumer(inbox, kafka, self.group, topics, settings.partitions)
        await consumer.start()
        self._vital |= consumer.vital
        stack.push_async_callback(consumer.stop)
        await self._keep_running("sweep of files", sweep_for_ever(self.mongo, self.executor.context.files))
        await self.metrics.start()
        evidence = Evidence(settings.service_key)
        operations = Operations(self.clock, self.meter, self._calls, inbox, Seen(self.mongo, self.keys, self.clocks), evidence)
        await self._start_further_parts()
        await self._serve(methods, operations, Rehearsal(self.clock, timers.wake))
        log.info("%s serves on %s", service.name, self.address)

    async def _start_relay_and_timers(self) -> Timers:
        producer = new_producer(Kafka.of(self.settings), self.group)
        await producer.start()
        self._vital |= tasks_of_producer(producer)
        self._stack.push_async_callback(ended, producer.stop)
        self.leases = leases = Leases(self.mongo)
        self.clocks = Clocks(self.mongo, producer, f"{self.settings.topic_prefix}.{self.service.name}{CLOCK}")
        if self.metrics.on:
            show(self.metrics.meter, Watch(self.mongo, self.clock, self.meter, asyncio.get_running_loop()), leases.held)
            show_clocks(self.metrics.meter, self.clocks)
        await leases.open()
        await leases.renew()
        relay = Relay(self.mongo, producer, leases)
        timers = Timers(self.executor, self.clock, leases, self.service.timers)
        self.executor.on_commit.append(lambda written: relay.wake(written.facts) if written.facts else None)
        self.executor.on_commit.append(lambda written: timers.wake() if written.timers else None)
        news = News(self.mongo, leases, relay.look)
        self.executor.on_commit.append(news.tell)
        self._stack.push_async_callback(_quietly, leases.release)
        # Stopped in the opposite order: timers first, then what they wrote is flushed, then the leases go back.
        await self._keep_running("leases", _renew_for_ever(leases))
        await self._keep_running("relay", relay.run(), before_end=lambda: _flush(relay))
        await self._keep_running("news of other replicas", news.run())
        await self._start_sealer(leases, relay)
        await self._keep_running("comparing of clocks", self.clocks.run())
        await self._keep_running("timers", timers.run())
        return timers

    async def _start_sealer(self, leases: Leases, relay: Relay) -> None:
        settings, name = self.settings, self.service.name
        if not settings.service_key:
            log.warning("the audit log is not sealed: there is no key of the service (SANZHI_SERVICE_KEY)")
            return
        folder = Folder(Path(settings.seals_folder), name) if settings.seals_folder else None
        sealer = Sealer(self.mongo, settings.topic_prefix, name, Signer(settings.service_key), folder)
        sealer.on_seal.append(lambda written: relay.wake(written.facts))
        # What was done until then need not wait for another replica, whoever holds the lease: as replicas come and go it may be nobody.
        await self._keep_running("sealer", sealer.run(leases), before_end=lambda: ended(partial(sealer.seal, waits=True)))

    async def _start_further_parts(self) -> None:
        around = Surroundings(self.executor, self.settings, self.leases, self.metrics.meter)
        for name, part_of in self.service.parts.items():
            part = self.parts[name] = part_of(around)
            await part.open()
            await self._keep_running(name, part.run())

    async def _keep_running(self, name: str, work: Any, before_end: Callable[[], Awaitable[None]] | None = None) -> None:
        """For as long as the service runs, which does not go on without it."""
        self._vital[name] = task = asyncio.create_task(work)

        async def end() -> None:
            while not task.done():  # what it calls may swallow a cancellation, as asyncio.wait_for does
                task.cancel()
                await asyncio.wait([task], timeout=AGAIN_SECONDS)
            with suppress(asyncio.CancelledError):
                await task
            if before_end is not None:
                await before_end()

        self._stack.push_async_callback(end)

    async def _serve(self, methods: list[Method], operations: Operations, rehearsal: Rehearsal) -> None:
        settings = self.settings
        keys = self.keys
        await self._keep_running("reading of keys", keys.run())
        door = door_of(self.service, settings, self.executor, self.neighbours, keys)
        if door.standings is not None:
            self._stack.callback(door.standings.stop)
        laws = Laws.load()
        refusals = Refusals(self.executor, laws, self.service.title_of)
        await self._keep_running("count of refusals", refusals.run(), before_end=refusals.settle)
        pipeline = Pipeline(self.executor, door, refusals, self._calls, _bounds(settings))
        served = {self.service.proto: methods}
        served["sanzhi.acts.v1.ActsService"] = bind(_ACTS["ActsService"], Acts(self.service.acts, methods, laws, self.service.title_of))
        served["sanzhi.operations.v1.OperationsService"] = bind(_OPERATIONS["OperationsService"], operations)
        served[_FILES.full_name] = bind(_FILES, FileService())
        if self.service.has_people:
            served[PEOPLE.full_name] = bind(PEOPLE, self.service.handlers)
        if settings.clock == "rehearsal":
            served["sanzhi.operations.v1.RehearsalService"] = bind(_OPERATIONS["RehearsalService"], rehearsal)
        longest = max(method.most_bytes for bound in served.values() for method in bound)
        server = grpc.aio.server(interceptors=[OpenDoor()], options=server_options(longest, settings.connections))
        server.add_generic_rpc_handlers(tuple(pipeline.generic_handler(name, bound) for name, bound in served.items()))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        reflect((*served, health.SERVICE_NAME), server)
        port = add_port(server, settings)
        await server.start()
        self._stack.push_async_callback(server.stop, GRACE_SECONDS)
        self.address = f"{settings.listen.rpartition(':')[0]}:{port}"
        parts = [
            Part("MongoDB", self.mongo.ping, calls=True),
            Part("Kafka", self.meter.ask),
            Part("the issuer's keys", keys.demand, calls=True),
        ]
        watched = Health(self._health, parts)
        await watched.open(served)
        await self._keep_running("watch over its parts", watched.run())

    async def run(self) -> None:
        """Start, and go on until cancelled. Raises Ended where a part gives up for good: whoever started this process starts it anew."""
        await self.start()
        await until_one_ends(self._vital)

    async def stop(self) -> None:
        """Drain: NOT_SERVING, finish calls, stop consumers after their commit, flush the relay, let go."""
        await self._health.enter_graceful_shutdown()
        await self._stack.aclose()


def _vault_of(service: Service, settings: Settings, mongo: Mongo) -> Vault | None:
    """None where no personal data is taken. Raises NoMasterKey."""
    if not settings.master_key or not service.transaction.holds_personal_data:
        return None
    return Vault(mongo, MasterKey.read(Path(settings.master_key)))


def _bounds(settings: Settings) -> Bounds:
    person = Rate(settings.calls_a_second, settings.calls_at_once)
    stranger = Rate(settings.strangers_a_second, 5 * settings.strangers_a_second)
    return Bounds(settings.room_mib * 1024 * 1024, person, stranger)


async def _renew_for_ever(leases: Leases) -> None:
    while True:
        await asyncio.sleep(leases.renew_every)
        try:
            await leases.renew()
        except PyMongoError as error:
            log.warning("leases were not renewed: %s", error)
        except Exception:  # a loop that ended would leave this replica without relay and timers, and serving
            log.exception("leases were not renewed")


async def _flush(relay: Relay) -> None:
    try:
        async with asyncio.timeout(10):
            while await relay.drain():
                pass
    except Exception as error:  # the rows stay, and the next relay publishes them
        log.warning("the outbox was not flushed: %s", error)


async def _quietly(release: Callable[[], Awaitable[None]]) -> None:
    try:
        await release()
    except PyMongoError as error:
        log.warning("leases were not given back: %s", error)


async def serve(service: Service, settings: Settings) -> None:
    """Run a service until SIGTERM or SIGINT."""
    log_json_lines(service.name, settings.log_level)
    collect_seldom()
    wanted_down = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, wanted_down.set)
    end_traces = record_traces(settings.otlp, service.name) if settings.otlp else None
    app = App(service, settings)
    running = asyncio.create_task(app.run())
    waiting = asyncio.create_task(wanted_down.wait())
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
    finally:
        waiting.cancel()
        while not running.done():  # a library may swallow one cancellation
            running.cancel()
            await asyncio.wait({running}, timeout=1)
        await app.stop()
        if end_traces is not None:
            await asyncio.to_thread(end_traces)
