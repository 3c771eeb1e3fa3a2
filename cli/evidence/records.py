"""The record of a project as one service gave it (chassis/run/evidence.py): read with suspicion, line by line."""

import json
from base64 import b64decode
from binascii import Error as BadBase64
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bson import decode
from bson.errors import BSONError

from chassis.access.certificates import NotCertified, Root, key_certified
from chassis.access.jwks import TrustedKey
from chassis.sealing.merkle import leaf_hash, root_from
from chassis.sealing.record import RECORD
from chassis.sealing.seal import NotASeal, Seal, seal_in
from chassis.sealing.statement import NotStated, digest_of, stated_in
from chassis.store.mongo import READS_ANYTHING


class NotARecord(Exception):
    """Bytes that are no record, or not as the service stated it. The message is zh-CN."""


@dataclass(frozen=True)
class Entry:
    """An audit entry, byte for byte, and its proof."""

    bson: bytes
    seal: int
    place: int
    path: tuple[bytes, ...]

    @property
    def told(self) -> dict[str, Any]:
        """What it says. Raises BSONError."""
        return decode(self.bson, READS_ANYTHING)


@dataclass(frozen=True)
class Record:
    """Of one service. laws, numbers: digests by policy version. facts: by topic, in order. seals: texts by number. stated: its word.

    numbers: none in a record of before they were stated.
    """

    service: str
    key: str
    laws: dict[str, str]
    facts: list[dict[str, Any]]
    seals: dict[int, str]
    entries: list[Entry]
    certificates: list[bytes]
    stated: dict[str, Any]
    numbers: dict[str, str]


def record_in(content: bytes, service: str, key: str, root: Root) -> Record:
    """The record that a service stated under a key: of a project. Raises NotARecord."""
    before, last = _cut(content)
    try:
        stated = stated_in(str(json.loads(last)["statement"]), root)
        head, *lines = [json.loads(line) for line in before.splitlines()]
        if head["format"] != RECORD or stated["says"] != "record":
            raise NotARecord("不是服务的记录")
        if stated["digest"] != digest_of(before):
            raise NotARecord("内容与服务所签的摘要不符")
        for said in (head, stated):
            if (said["service"], said["key"]) != (service, key):
                raise NotARecord(f"是服务 {said['service']} 关于 {said['key']} 的记录")
        record = Record(
            service,
            key,
            head["laws"],
            [line["fact"] for line in lines if "fact" in line],
            {line["seal"]["number"]: line["seal"]["text"] for line in lines if "seal" in line},
            [_entry(line["entry"]) for line in lines if "entry" in line],
            [b64decode(each, validate=True) for line in lines if "certificates" in line for each in line["certificates"]],
            stated,
            head.get("numbers", {}),
        )
    except NotStated as error:
        raise NotARecord(f"服务的声明：{error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, BadBase64, OverflowError, RecursionError) as error:
        raise NotARecord("内容不是服务的记录") from error
    counted = Counter(fact["topic"] for fact in record.facts)
    if (dict(counted), len(record.entries)) != (stated.get("facts"), stated.get("entries")):
        raise NotARecord("事实或审计记录的条数与服务所签的不符")
    return record


def _cut(content: bytes) -> tuple[bytes, bytes]:
    """All lines but the last, and the last."""
    if not content.endswith(b"\n"):
        raise NotARecord("内容不完整")
    at = content.rfind(b"\n", 0, len(content) - 1) + 1
    return content[:at], content[at:-1]


def _entry(line: dict[str, Any]) -> Entry:
    return Entry(
        b64decode(line["bson"], validate=True), int(line["seal"]), int(line["place"]), tuple(bytes.fromhex(each) for each in line["path"])
    )


def wrong_order(record: Record) -> list[str]:
    """What is wrong with the order of facts: numbers without a gap from 1 on, topic by topic, all under one key (zh-CN)."""
    found, last = list[str](), dict[str, int]()
    for fact in record.facts:
        topic = fact["topic"]
        expected = last.get(topic, 0) + 1
        if fact["key"] != record.key:
            found.append(f"{topic} 第 {fact['sequence']} 号：是 {fact['key']} 的事实")
        if fact["attributes"].get("source") != f"/sanzhi/{record.service}":
            found.append(f"{topic} 第 {fact['sequence']} 号：不是服务 {record.service} 的事实")
        if fact["sequence"] != expected:
            found.append(f"{topic}：第 {expected} 号之处是第 {fact['sequence']} 号")
        last[topic] = fact["sequence"]
    return found


def wrong_proofs(record: Record, root: Root) -> list[str]:
    """What is wrong with audit entries: each is of the project, and under a seal that a certified key of the service signed (zh-CN)."""
    keys, found = _keys(record, root)
    seals = dict[int, Seal]()
    for number, text in record.seals.items():
        try:
            seal = seal_in(text, record.service, keys.get)
        except NotASeal as error:
            found.append(f"第 {number} 号封印：{error}")
            continue
        if seal.number != number:
            found.append(f"第 {number} 号封印之处是第 {seal.number} 号")
        seals[number] = seal
    subject, seen = record.key.partition("/")[2], set[bytes]()
    for number, entry in enumerate(record.entries, 1):
        if problem := _wrong_entry(entry, seals, subject):
            found.append(f"第 {number} 条审计记录：{problem}")
        if entry.bson in seen:
            found.append(f"第 {number} 条审计记录：列了两次")
        seen.add(entry.bson)
    return found


def _keys(record: Record, root: Root) -> tuple[dict[str, TrustedKey], list[str]]:
    keys, found = dict[str, TrustedKey](), list[str]()
    for der in record.certificates:
        try:
            key = key_certified(der, root)
            keys[key.id] = key
        except NotCertified as error:
            found.append(str(error))
    return keys, found


def _wrong_entry(entry: Entry, seals: dict[int, Seal], subject: str) -> str:
    seal = seals.get(entry.seal)
    if seal is None:
        return f"没有第 {entry.seal} 号封印"
    root = root_from(leaf_hash(entry.bson), entry.place, seal.count, entry.path)
    if root is None or root.hex() != seal.root:
        return f"不在第 {entry.seal} 号封印之内"
    try:
        told = entry.told
    except (BSONError, ValueError):
        return "内容无法读取"
    if subject not in told.get("subjects", ()):
        return "不是本项目的"
    place = next((each for at, each in enumerate(seal.places()) if at == entry.place), None)
    if place != (told.get("writer"), told.get("number")):
        return "编号与封印所列的位置不符"
    return ""
