"""Public facts of all services, put on their topics as the services would, with a mark in each field that is not open."""

import json
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from chassis.envelope import to_headers
from services.exchange.catalogue import CATALOGUE
from services.exchange.domain.catalogue import service_of
from services.exchange.domain.words import Mark
from tests.contract.test_facts import golden
from tests.harness.suite import Suite

AT = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
# Stands wherever a field is on request, or is never told: neither may be in what was not granted.
ON_REQUEST, NEVER = "依申请-7d41", "不提供-b2c8"
ALL = tuple(sorted(CATALOGUE.marks))


@dataclass(frozen=True)
class Told:
    """A fact on its topic."""

    id: str
    type: str
    topic: str
    key: str
    sequence: int
    body: bytes

    @property
    def source(self) -> str:
        return f"/sanzhi/{service_of(self.type)}"


@dataclass
class Neighbours:
    """All services, as far as exchange hears of them."""

    suite: Suite
    told: list[Told] = field(default_factory=list)
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def tell(self, kinds: Sequence[str], project: str = "projects/p1", *, again: Sequence[Told] = (), **changed: Any) -> list[Told]:
        """A fact of each kind, about one project, and some told before once more."""
        fresh = [self._fact(kind, project, changed) for kind in kinds]
        await self.send([*fresh, *again])
        self.told += fresh
        return fresh

    async def send(self, facts: Sequence[Told]) -> None:
        """As they are."""
        producer = AIOKafkaProducer(bootstrap_servers=self.suite.settings.kafka, enable_idempotence=True)
        await producer.start()
        try:
            for each in facts:
                headers = to_headers(_attributes(each))
                await producer.send(each.topic, each.body, each.key.encode(), headers=headers)
            await producer.flush()
        finally:
            await producer.stop()

    def _fact(self, kind: str, project: str, changed: dict[str, Any]) -> Told:
        body = {**marked(kind), "project": project, **changed}
        topic = f"{self.suite.settings.topic_prefix}.{service_of(kind)}"
        self.numbers[topic, project] += 1
        sent = json.dumps(body, ensure_ascii=False).encode()
        return Told(str(uuid.uuid4()), kind, topic, project, self.numbers[topic, project], sent)


def _attributes(told: Told) -> dict[str, Any]:
    hidden = {"actor": f"people/{NEVER}", "correlationid": NEVER, "causationid": NEVER, "traceparent": NEVER}
    said = {"id": told.id, "source": told.source, "type": told.type, "subject": told.key, "time": AT, "sequence": told.sequence}
    return {**said, "policyversion": "2026.1", **hidden}


def marked(kind: str) -> dict[str, Any]:
    """The golden of a fact, with a mark in the place of each value that is not open, and in a field that nobody has marked."""
    body: dict[str, Any] = json.loads(golden(service_of(kind), kind.split(".", 2)[2]))
    for path, mark in CATALOGUE.marks[kind].items():
        if mark is not Mark.OPEN:
            _put(body, path.split("."), ON_REQUEST if mark is Mark.ON_REQUEST else NEVER)
    return {**body, "of_a_later_version": NEVER}


def _put(body: Any, path: list[str], word: str) -> None:
    if isinstance(body, list):
        for each in body:
            _put(each, path, word)
    elif isinstance(body, dict) and path[0] in body:
        if len(path) == 1:
            body[path[0]] = word
        else:
            _put(body[path[0]], path[1:], word)


async def on_kafka(suite: Suite, topics: Sequence[str]) -> list[Any]:
    """All records of these topics, as they are there."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=suite.settings.kafka, group_id=None, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        places = await _partitions(suite, topics)
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        records: list[Any] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            fetched = await consumer.getmany(timeout_ms=500)
            records += [record for some in fetched.values() for record in some]
        return records
    finally:
        await consumer.stop()


async def _partitions(suite: Suite, topics: Sequence[str]) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=suite.settings.kafka)
    await admin.start()
    try:
        described = await admin.describe_topics(list(topics))
    finally:
        await admin.close()
    assert all(topic["partitions"] for topic in described), described
    return [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]
