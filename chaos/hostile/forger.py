"""An insider with the rights of a service: puts records on the topics of facts, so many of a hundred."""

import asyncio
import random
from collections import Counter
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from chaos.hostile.records import FORGERIES, Forged, forge, kind_of
from chaos.reconcile.databases import partitions_of_facts
from chassis.messaging.ending import ended
from cli.target import Target

AT_ONCE = 50
KEPT = 500  # genuine records that forged ones are made of
_SECONDS = 10.0


class Forger:
    """`run` until cancelled. `sent` counts by kind what was given to Kafka; a broker that is killed may have lost some of it."""

    def __init__(self, target: Target, share: float, seed: int) -> None:
        self._target = target
        self._share = share
        self._chance = random.Random(seed)
        self._genuine: list[Forged] = []
        self._read = 0
        self._made = 0
        self.sent: Counter[str] = Counter()

    async def run(self) -> None:
        """Write whenever the services are ahead; while the broker is away, try again."""
        while self._share:
            try:
                await self._connected()
            except (KafkaError, OSError, TimeoutError):
                await asyncio.sleep(0.5)

    async def _connected(self) -> None:
        partitions = await partitions_of_facts(self._target)
        arguments = self._target.kafka.arguments()
        consumer = AIOKafkaConsumer(**arguments, enable_auto_commit=False)
        producer = AIOKafkaProducer(**arguments, acks="all", max_request_size=4 * 1024 * 1024, request_timeout_ms=5000)
        try:
            await consumer.start()
            await producer.start()
            consumer.assign(partitions)
            await consumer.seek_to_beginning(*partitions)
            self._read = self._made = 0
            while True:
                await self._look(consumer)
                async with asyncio.timeout(_SECONDS):
                    await self._write(producer, sorted({each.topic for each in partitions}))
        finally:
            await asyncio.gather(ended(consumer.stop, _SECONDS), ended(producer.stop, _SECONDS))

    async def _look(self, consumer: AIOKafkaConsumer) -> None:
        found: dict[TopicPartition, Any] = await consumer.getmany(timeout_ms=200)
        for record in (record for records in found.values() for record in records):
            if kind_of(record.headers):
                self._made += 1
                continue
            self._read += 1
            genuine = Forged(record.topic, record.partition, record.key, record.value, record.headers)
            if len(self._genuine) < KEPT:
                self._genuine.append(genuine)
            else:
                self._genuine[self._chance.randrange(KEPT)] = genuine

    async def _write(self, producer: AIOKafkaProducer, topics: list[str]) -> None:
        wanted = int(self._read * self._share / (100 - self._share)) - self._made
        if wanted <= 0 or not self._genuine:
            return
        sent = []
        for _ in range(min(wanted, AT_ONCE)):
            kind = self._chance.choice(list(FORGERIES))
            made = forge(kind, self._chance.choice(self._genuine), topics, self._chance)
            value: Any = made.value
            sent.append(await producer.send(made.topic, value, made.key, made.partition, headers=made.headers))
            self.sent[kind] += 1
        await asyncio.gather(*sent, return_exceptions=True)  # what a killed broker lost is made anew
