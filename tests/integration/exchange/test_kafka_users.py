"""Departments at a Kafka that asks who somebody is: users, rights and bounds come and go with the register, by exchange's own rights."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import ClusterAuthorizationFailedError, GroupAuthorizationFailedError, KafkaError
from pydantic import SecretStr

from chassis.messaging.administration import Administration, Scram
from chassis.messaging.aiokafka_internals import may_not_read
from chassis.messaging.kafka import Kafka
from chassis.messaging.rights import Resource
from cli.provision.rights import ADMINISTRATOR, wanted_rights
from cli.stack.kafka import EmbeddedKafka
from cli.stack.ports import free_port
from services.exchange.catalogue import CATALOGUE
from services.exchange.kafka import worker
from tests.harness.parts import TestParts
from tests.harness.suite import Refused, eventually, make_topics, service, suite
from tests.integration.exchange.conftest import AT, LEDGER, OFFICIAL, Stage

PASSWORD, USER = "correct horse", "department-ledger"
OWNER = "sharing"  # whose facts are granted
MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


@dataclass(frozen=True)
class Locked:
    """`open`: a listener where everybody may do everything; `kafka`: where exchange and departments show who they are."""

    open: Kafka
    kafka: Kafka

    def of(self, user: str, password: str, mechanism: str = "SCRAM-SHA-512") -> Kafka:
        return replace(self.kafka, user=user, password=password, mechanism=mechanism)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    port, kafka = free_port(), EmbeddedKafka(tmp_path_factory.mktemp("locked") / "kafka")
    plain, inside = f"BROKER://127.0.0.1:{kafka.port}", f"CONTROLLER://127.0.0.1:{kafka.controller_port}"
    kafka.properties = {
        "listeners": f"{plain},{inside},OUTSIDE://127.0.0.1:{port}",
        "advertised.listeners": f"{plain},OUTSIDE://127.0.0.1:{port}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms": "SCRAM-SHA-256,SCRAM-SHA-512",
        "listener.name.outside.scram-sha-256.sasl.jaas.config": MODULE,
        "listener.name.outside.scram-sha-512.sasl.jaas.config": MODULE,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "allow.everyone.if.no.acl.found": "false",
    }
    with kafka:
        yield Locked(Kafka(kafka.bootstrap), Kafka(f"127.0.0.1:{port}", "SASL_PLAINTEXT"))


@pytest.fixture
async def stage(parts: TestParts, tmp_path: Path, locked: Locked, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """Exchange with the rights that the provision step gives it, and none beyond."""
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(worker, "LAG_SECONDS", 0.5)
    async with suite(parts.mongo.uri, locked.open.servers, tmp_path, rehearsal_start=AT) as empty:
        settings = empty.settings
        async with Administration(locked.open, "test") as administration:
            await administration.make_users({ADMINISTRATOR: PASSWORD})
            rights = {each for each in wanted_rights(settings.topic_prefix, settings.group_prefix) if each.user == ADMINISTRATOR}
            await administration.allow(rights)
        await make_topics(settings, [service("exchange")])
        given = {"kafka": locked.kafka.servers, "kafka_security": "SASL_PLAINTEXT", "kafka_user": ADMINISTRATOR}
        empty.settings = settings.model_copy(update={**given, "kafka_password": SecretStr(PASSWORD)})
        app = await empty.start(service("exchange"))
        try:
            yield Stage(empty)
        finally:
            await app.stop()
            async with Administration(locked.open, "test") as administration:
                await administration.forbid([each for each in await administration.rights() if each.user == ADMINISTRATOR])


def whole(owner: str) -> tuple[str, ...]:
    return tuple(sorted(CATALOGUE.services[owner]))


async def let_in(kafka: Kafka) -> bool:
    producer = AIOKafkaProducer(**kafka.arguments(), request_timeout_ms=20_000)
    try:
        await producer.start()
    except KafkaError:
        return False
    finally:
        with suppress(KafkaError):
            await producer.stop()
    return True


async def reads(kafka: Kafka, topic: str) -> bool:
    consumer = AIOKafkaConsumer(**kafka.arguments(), group_id=f"{kafka.user}.test", enable_auto_commit=False)
    await consumer.start()
    try:
        return not await may_not_read(consumer, topic)
    finally:
        await consumer.stop()


async def test_who_has_no_right_to_it_is_told_so_at_once(locked: Locked) -> None:
    async with Administration(locked.open, "test") as administration:
        await administration.make_users({"stranger": PASSWORD})
    async with Administration(locked.of("stranger", PASSWORD), "test") as stranger:
        for ask in (stranger.rights, stranger.users, stranger.read_quotas):
            with pytest.raises(ClusterAuthorizationFailedError):
                await ask()


async def at_kafka(locked: Locked) -> tuple[int, bool, float]:
    """Of the department: how many rights, whether there is a user, bytes a second."""
    async with Administration(locked.open, "test") as administration:
        rights = [right for right in await administration.rights() if right.user == USER]
        users = [user for user, _ in await administration.users() if user == USER]
        return len(rights), bool(users), (await administration.read_quotas()).get(USER, 0.0)


@pytest.mark.timeout(400)
async def test_a_department_comes_and_goes_with_the_register(stage: Stage, locked: Locked) -> None:
    prefix = stage.suite.settings.topic_prefix
    await stage.granted("KAFKA", types=whole(OWNER))
    await eventually(lambda: _is(at_kafka(locked), (6, False, 2_000_000.0)))
    login = await stage.call("IssueKafkaPassword", name=LEDGER)
    assert (login["user"], login["mechanism"]) == (USER, "SCRAM-SHA-512")
    mine = locked.of(USER, login["password"])
    assert await let_in(mine) and not await let_in(locked.of(USER, "wrong"))
    assert await reads(mine, f"{prefix}.{OWNER}.open")
    for other in (f"{prefix}.{OWNER}", f"{prefix}.registry.open", f"{prefix}.exchange.internal"):
        assert not await reads(mine, other), other

    another = await stage.call("IssueKafkaPassword", name=LEDGER)
    assert another["password"] != login["password"] and not await let_in(mine)
    mine = locked.of(USER, another["password"])

    await stage.call("SuspendSubscription", OFFICIAL, name=LEDGER, reason="查明原因")
    await eventually(lambda: _is(at_kafka(locked), (0, False, 0.0)))
    assert not await let_in(mine)
    with pytest.raises(Refused) as refused:
        await stage.call("IssueKafkaPassword", name=LEDGER)
    assert refused.value.reason == "SUBSCRIPTION_SUSPENDED"

    await stage.call("ResumeSubscription", OFFICIAL, name=LEDGER, reason="已经查明")
    await eventually(lambda: _is(at_kafka(locked), (6, False, 2_000_000.0)))
    mine = locked.of(USER, (await stage.call("IssueKafkaPassword", name=LEDGER))["password"])
    assert await reads(mine, f"{prefix}.{OWNER}.open")
    await stage.call("EndSubscription", OFFICIAL, name=LEDGER, reason="不再需要")
    await eventually(lambda: _is(at_kafka(locked), (0, False, 0.0)))


@pytest.mark.timeout(400)
async def test_what_somebody_changed_at_kafka_is_put_right_and_others_are_left_alone(
    stage: Stage, locked: Locked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RESTS_SECONDS", 0.5)
    await stage.granted("KAFKA", types=whole(OWNER))
    await eventually(lambda: _is(at_kafka(locked), (6, False, 2_000_000.0)))
    async with Administration(locked.open, "test") as administration:
        theirs = {right for right in await administration.rights() if right.user == USER}
        more = replace(next(each for each in theirs if each.resource is Resource.TOPIC), name="anything")
        await administration.forbid(sorted(theirs)[:2])
        await administration.allow([more, replace(more, user="department-nobody"), replace(more, user="somebody-else")])
        await administration.make_users({"department-nobody": PASSWORD, "somebody-else": PASSWORD}, Scram.SHA_256)
        await administration.bound_reading({USER: 1.0, "department-nobody": 1.0, "somebody-else": 7.0})

        async def put_right() -> bool:
            rights = {right for right in await administration.rights() if right.user.startswith("department-")}
            users = {user for user, _ in await administration.users()}
            return (
                rights == theirs
                and "department-nobody" not in users
                and (await administration.read_quotas()) == {USER: 2_000_000.0, "somebody-else": 7.0}
            )

        await eventually(put_right)
        assert replace(more, user="somebody-else") in await administration.rights()
        assert "somebody-else" in {user for user, _ in await administration.users()}
        await administration.forbid([replace(more, user="somebody-else")])
        await administration.take_users_away({("somebody-else", Scram.SHA_256)})
        await administration.bound_reading({"somebody-else": None})


@pytest.mark.timeout(400)
async def test_the_mechanism_is_a_setting_and_the_groups_lag_is_shown(
    stage: Stage, locked: Locked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANZHI_EXCHANGE_KAFKA_MECHANISM", "SCRAM-SHA-256")
    topic = f"{stage.suite.settings.topic_prefix}.{OWNER}.open"
    await stage.granted("KAFKA", types=whole(OWNER))
    await eventually(lambda: _is(at_kafka(locked), (6, False, 2_000_000.0)))
    login = await stage.call("IssueKafkaPassword", name=LEDGER)
    assert login["mechanism"] == "SCRAM-SHA-256"
    mine = locked.of(USER, login["password"], "SCRAM-SHA-256")
    async with AIOKafkaProducer(**locked.open.arguments()) as producer:
        for number in range(5):
            await producer.send_and_wait(topic, b"{}", partition=number % 2)
    parts = [TopicPartition(topic, number) for number in range(2)]
    consumer = AIOKafkaConsumer(**mine.arguments(), group_id=f"{USER}.ledger", enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(parts)
        await eventually(lambda: _may_commit(consumer, {parts[0]: 2}))
        await eventually(lambda: _behind(stage, "3"))
        await consumer.commit({parts[0]: 3, parts[1]: 2})
        await eventually(lambda: _behind(stage, "0"))
    finally:
        await consumer.stop()


async def test_where_kafka_asks_nobody_there_is_no_password(parts: TestParts, tmp_path: Path) -> None:
    async with suite(parts.mongo.uri, parts.kafka.bootstrap, tmp_path, service("exchange"), rehearsal_start=AT) as running:
        stage = Stage(running)
        await stage.granted("KAFKA", types=whole(OWNER))
        with pytest.raises(Refused) as refused:
            await stage.call("IssueKafkaPassword", name=LEDGER)
        assert refused.value.reason == "KAFKA_ASKS_NOBODY"


async def _is(found: Any, wanted: Any) -> bool:
    return bool(await found == wanted)


async def _may_commit(consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> bool:
    """A busy broker shows a right before it goes by it."""
    try:
        await consumer.commit(offsets)
    except GroupAuthorizationFailedError:
        return False
    return True


async def _behind(stage: Stage, number: str) -> bool:
    await asyncio.sleep(0)
    return bool((await stage.delivery("KAFKA"))["behind"] == number)
