"""Planted personal data is nowhere: not on a topic, in a database, in a log, among dead letters, in a dump; whatever is refused or dies."""

import asyncio
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from sanzhi.registry.v1 import registry_pb2

from chassis.envelope import to_headers
from chassis.messaging.kafka import Kafka
from chassis.messaging.topics import ensure_topics
from chassis.settings import Settings
from chassis.store.master_key import make
from cli.backup.stream import dump
from tests.harness.suite import ADMINISTRATOR, SECURITY, Person, Refused, eventually
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes

RPC = f"{registry_pb2.DESCRIPTOR.services_by_name['RegistryService'].full_name}/"
BUREAU, STRANGER = Person("people/chen", ("science_bureau",), "organizations/bureau", "science_bureau"), Person("people/other")
PLANTED = {
    "phone": "13987650123",
    "email": "planted.qian@secret.example",
    "id_number": "11010519491231002X",
    "bank_account": "6222020200001234562",
}
NAME = {"name": "people/expert"}
# Registry does not serve before it can read these.
HEARD = ("contracts", "evaluation", "milestones", "supervision")


async def test_no_planted_value_is_anywhere(crashing: Crashing, tmp_path: Path) -> None:
    key = tmp_path / "keys" / "personal.key"
    make(key)
    async with crashing(master_key=str(key), log_level="DEBUG") as processes:
        for name in ("registry", *HEARD):
            await ensure_topics(processes.suite.settings, name)
        await processes.start("registry", "after_commit_before_wake")
        await act(processes, "RegisterPerson", {"person_id": "expert", "display_name": "钱一"}, ADMINISTRATOR)
        processes.arm("registry")
        assert await processes.call(RPC + "SetPersonalData", NAME | PLANTED, BUREAU, "dies") is None
        await processes.until_dead("registry")
        await processes.start("registry", "after_commit_before_wake")
        again = await processes.call(RPC + "SetPersonalData", NAME | PLANTED, BUREAU, "dies")
        assert again is not None and len(again["on_record"]) == 4
        await everything_done(processes)
        await processes.quiet(registry=[])
        settings = processes.suite.settings
        strange = await put_by_strangers(settings)
        await eventually(lambda: set_aside(settings))
        database, dumped = await asyncio.to_thread(stored, settings)
        places = {
            "topics": without(await published(settings), *(each.sent for each in strange)),
            "database": without(database, *(each.body for each in strange if each.kept)),
            "dump": without(dumped, *(each.body for each in strange if each.kept)),
            "logs": await asyncio.to_thread(logged, tmp_path),
        }
        # Each was looked at: what must be there is.
        assert b"personal_data.read" in places["topics"] and b"people/expert" in database and b"personal_keys" in dumped
        assert b"planted to be seen" in places["topics"]
        assert "▇".encode() in database
        assert b"SOURCE_FORGED" in places["topics"] and b"PAYLOAD_INVALID" in places["logs"] and b"ENVELOPE_INVALID" in places["dump"]
        found = [(place, value) for place, content in places.items() for value in spelled() if value.encode() in content]
        assert found == []
        assert await asyncio.to_thread(key.read_bytes) not in dumped


@dataclass(frozen=True)
class Strange:
    """A record that somebody put on a neighbour's topic. kept: whether its body is, since its handler might do it after all."""

    key: bytes
    body: bytes
    headers: list[tuple[str, bytes]]
    kept: bool

    @property
    def sent(self) -> bytes:
        """As published() reads it."""
        return b"|".join([self.key, self.body, *(value for _, value in self.headers)])


async def put_by_strangers(settings: Settings) -> list[Strange]:
    """The planted values in junk, in a fact of somebody else's and in one whose body does not fit: of each becomes a dead letter."""
    fact = {
        "id": "0198a0b0-0000-7000-8000-000000000001",
        "source": "/sanzhi/milestones",
        "type": "sanzhi.milestones.holiday_notice.published.v1",
        "time": "2026-01-05T00:00:00Z",
        "sequence": 1,
    }
    junk = [("ce_type", PLANTED["phone"].encode()), ("ce_id", PLANTED["id_number"].encode()), (PLANTED["email"], b"x")]
    records = [
        Strange(PLANTED["bank_account"].encode(), json.dumps({"junk": PLANTED}).encode(), junk, kept=False),
        Strange(
            b"holidayNotices/2031", json.dumps({"forged": PLANTED}).encode(), to_headers(fact | {"source": "/sanzhi/registry"}), kept=True
        ),
        Strange(b"holidayNotices/2032", json.dumps({"year": PLANTED, PLANTED["phone"]: 1}).encode(), to_headers(fact), kept=True),
    ]
    async with AIOKafkaProducer(**Kafka.of(settings).arguments()) as producer:
        for each in records:
            await producer.send_and_wait(f"{settings.topic_prefix}.milestones", each.body, key=each.key, headers=each.headers)
    return records


async def set_aside(settings: Settings) -> bool:
    """All of them, by registry."""

    def reasons() -> set[str]:
        with MongoClient[dict[str, Any]](settings.mongo) as client:
            return {letter["reason"] for letter in client[f"{settings.database_prefix}registry"]["dead_letters"].find({})}

    return await asyncio.to_thread(reasons) == {"ENVELOPE_INVALID", "SOURCE_FORGED", "PAYLOAD_INVALID"}


def without(content: bytes, *known: bytes) -> bytes:
    """What else there is: each of these lies there once, and no copy of it."""
    for each in known:
        assert content.count(each) == 1, each
        content = content.replace(each, b"")
    return content


def logged(folder: Path) -> bytes:
    """Of all processes."""
    return b"".join(file.read_bytes() for file in folder.glob("*.log"))


def spelled() -> Iterator[str]:
    """Each value as it was sent, as it is kept, and the parts by which somebody could be known."""
    yield from PLANTED.values()
    yield f"+86{PLANTED['phone']}"
    yield PLANTED["id_number"][6:14]
    yield PLANTED["phone"][3:]


async def act(processes: Processes, rpc: str, body: dict[str, Any], who: Person, request_id: str = "") -> dict[str, Any]:
    return await processes.suite.call(RPC + rpc, body, who, request_id)


async def everything_done(processes: Processes) -> None:
    """Each act, each of its refusals, and a try."""
    phone = PLANTED["phone"]
    for datum, value in PLANTED.items():
        kind = f"PERSONAL_DATUM_{datum.upper()}"
        read = await act(processes, "ReadPersonalData", NAME | {"datum": kind, "purpose": "planted to be seen"}, BUREAU)
        assert read["value"] == value
        await act(processes, "FindPersonalData", {"datum": kind, "value": value}, BUREAU)
    await act(processes, "GetPersonalData", NAME, BUREAU)
    await processes.suite.call(RPC + "SetPersonalData", NAME | PLANTED, BUREAU, validate_only="true")
    refused = [
        ("SetPersonalData", NAME | PLANTED, STRANGER, "stranger"),
        ("SetPersonalData", {"name": f"people/{phone}"} | PLANTED, BUREAU, "nobody"),
        ("SetPersonalData", NAME | PLANTED, BUREAU, f"for {phone}"),
        ("SetPersonalData", NAME | PLANTED | {"phone": "13987650124"}, BUREAU, "dies"),
        ("SetPersonalData", NAME | {"phone": f"{phone}9"}, BUREAU, "phone"),
        ("SetPersonalData", NAME | {"id_number": PLANTED["id_number"][:-1] + "1"}, BUREAU, "number"),
        ("ReadPersonalData", NAME | {"datum": "PERSONAL_DATUM_PHONE", "purpose": f"给{phone}打电话"}, BUREAU, "quotes"),
        ("FindPersonalData", {"datum": "PERSONAL_DATUM_EMAIL", "value": PLANTED["email"]}, STRANGER, ""),
        ("RequestErasure", NAME | {"reason": f"{phone}已停用"}, BUREAU, "erasure"),
        ("ConfirmErasure", NAME, SECURITY, "confirm"),
    ]
    for rpc, body, who, request_id in refused:
        with pytest.raises(Refused) as told:
            await act(processes, rpc, body, who, request_id)
        assert told.value.reason, rpc


async def published(settings: Settings) -> bytes:
    """All that is on any topic of the suite, keys and headers too."""
    places = await _partitions(settings)
    consumer = AIOKafkaConsumer(auto_offset_reset="earliest", enable_auto_commit=False, **Kafka.of(settings).arguments())
    await consumer.start()
    try:
        consumer.assign(places)
        ends, content = await consumer.end_offsets(places), b""
        while any([await consumer.position(place) < ends[place] for place in places]):
            batch: Mapping[Any, Any] = await consumer.getmany(timeout_ms=500)
            for record in (each for records in batch.values() for each in records):
                content += b"|".join([record.key or b"", record.value or b"", *(value for _, value in record.headers)])
        return content
    finally:
        await consumer.stop()


async def _partitions(settings: Settings) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(**Kafka.of(settings).arguments())
    await admin.start()
    try:
        topics = [topic for topic in await admin.list_topics() if topic.startswith(settings.topic_prefix)]
        described = await admin.describe_topics(topics)
    finally:
        await admin.close()
    return [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]


def stored(settings: Settings) -> tuple[bytes, bytes]:
    """All databases of the suite as they lie there, and what a backup of registry's holds."""
    raw: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)
    with MongoClient[dict[str, Any]](settings.mongo) as client:
        databases = [client[name] for name in client.list_database_names() if name.startswith(settings.database_prefix)]
        collections = [database.get_collection(name, raw) for database in databases for name in database.list_collection_names()]
        documents: list[Any] = [each for collection in collections for each in collection.find({})]
        found = [bytes(each.raw) for each in documents]
        kept = io.BytesIO()
        dump(client, f"{settings.database_prefix}registry", kept)
    kept.seek(0)
    with tarfile.open(fileobj=kept, mode="r|gz") as tar:
        dumped = b"".join(member.name.encode() + (file.read() if (file := tar.extractfile(member)) else b"") for member in tar)
    return b"".join(found), dumped
