"""Holds the audit log of a service against its seals, and these against their copies outside."""

from dataclasses import dataclass, field

from pymongo import MongoClient

from chassis.sealing.seal import NotASeal, Seal, hash_of, name_of, seal_in
from chassis.store.mongo import Document
from cli.audit.contents import Contents
from cli.audit.findings import Finding, Kind
from cli.audit.outside import Copies, copies_of
from cli.audit.record import Record
from cli.audit.surroundings import Surroundings

_WAIT_MS = 10_000
_LONGEST_NAME = 20  # digits; Python makes no number of thousands of them


@dataclass
class Verified:
    """What came of it. outside: places with copies, and the last seal that each has."""

    findings: list[Finding] = field(default_factory=list)
    seals: int = 0
    sealed: int = 0
    waiting: int = 0
    outside: dict[str, int] = field(default_factory=dict)

    def add(self, kind: Kind, what: str) -> None:
        """Something is wrong."""
        self.findings.append(Finding(kind, what))


def verify_service(service: str, around: Surroundings) -> Verified:
    """Raises StackProblem, PyMongoError, OSError."""
    copies = copies_of(service, around)
    client: MongoClient[Document] = MongoClient(
        around.mongo, serverSelectionTimeoutMS=_WAIT_MS, appname="sanzhi-audit", tz_aware=True, readConcernLevel="majority"
    )
    with client:
        return _Chain(Record(client, f"{around.databases}{service}"), service, around, copies).verified()


class _Chain:
    """Walks along the seals of a database."""

    def __init__(self, record: Record, service: str, around: Surroundings, copies: list[Copies]) -> None:
        self._record, self._service, self._around, self._copies = record, service, around, copies
        self._found = Verified(outside={each.name: each.last for each in copies})
        self._contents = Contents(record, self._found.findings)
        self._number, self._hash, self._entries = 0, "", 0

    def verified(self) -> Verified:
        for row in self._record.seals():
            self._look_at(row)
        self._look_beyond_the_end()
        self._contents.look_at_the_rest()
        self._found.sealed, self._found.waiting = self._entries, self._contents.waiting
        return self._found

    def _look_at(self, row: Document) -> None:
        name, text = str(row["_id"]), str(row.get("seal"))
        number = int(name) if name.isdecimal() and len(name) < _LONGEST_NAME and name == name_of(int(name)) else 0
        if not number:
            self._found.add(Kind.SEAL, f"{name[:50]} 不是封印的编号")
            return
        self._found.seals += 1
        if number > self._number + 1:
            several = f" 至 {number - 1} " if number > self._number + 2 else " "
            self._found.add(Kind.SEAL_MISSING, f"数据库中没有第 {self._number + 1}{several}号封印")
            self._take_from_outside(number)
        try:
            seal = self._read(text)
        except NotASeal as error:
            self._found.add(Kind.SEAL, f"第 {number} 号封印：{error}")
            self._take_from_outside(number + 1)
            return
        self._compare(seal, number, text)
        self._take(seal, text, row)
        self._number = number

    def _read(self, text: str) -> Seal:
        return seal_in(text, self._service, self._around.keys.get)

    def _take(self, seal: Seal, text: str, row: Document) -> None:
        self._contents.look_at(seal, row)
        self._number, self._hash, self._entries = seal.number, hash_of(text), seal.before + seal.count

    def _take_from_outside(self, until: int) -> None:
        """Seals that the database has no more: what they say of its entries can be looked at all the same, where a copy has them."""
        for number in range(self._number + 1, until):
            texts = {text for place in self._copies for text in place.texts.get(number, ())}
            if len(texts) == 1:
                (text,) = texts
                self._take(self._read(text), text, {})
            else:
                self._contents.is_whole = False
        self._number = until - 1

    def _compare(self, seal: Seal, number: int, text: str) -> None:
        if seal.number != number:
            self._found.add(Kind.SEAL, f"第 {number} 号位置上是第 {seal.number} 号封印")
        elif (seal.previous, seal.before) != (self._hash, self._entries) and self._contents.is_whole:
            self._found.add(Kind.SEAL, f"第 {number} 号封印与前一封印不相接")
        for place in self._copies:
            if any(other != text for other in place.texts.get(number, ())):
                self._found.add(Kind.TWO_HISTORIES, f"第 {number} 号封印在数据库与{_at(place)}中不同，两者均有本服务的签名")

    def _look_beyond_the_end(self) -> None:
        last = self._number
        for place in self._copies:
            if place.last > last:
                self._found.add(Kind.CUT, f"数据库只到第 {last} 号封印，{place.name} 有到第 {place.last} 号的封印")
            for number, texts in sorted(place.texts.items()):
                if len(texts) > 1:
                    what = f"第 {number} 号封印在{_at(place)}中有 {len(texts)} 个不同的，均有本服务的签名"
                    self._found.add(Kind.TWO_HISTORIES, what)
        self._take_from_outside(max([last, *(place.last for place in self._copies)]) + 1)


def _at(place: Copies) -> str:
    return f" {place.name} "
