"""Holds the entries of an audit log against the seals that they are under: what is altered, gone, put in, in another's place."""

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from bson import decode, encode

from chassis.ids import time_of
from chassis.sealing.entries import number_of
from chassis.sealing.merkle import SIZE, leaf_hash, root_of
from chassis.sealing.seal import Run, Seal
from chassis.store.mongo import READS_ANYTHING, Document
from cli.audit.findings import Finding, Kind
from cli.audit.record import Record
from cli.words.acts import act_word

SEALED_WITHIN_SECONDS = 300.0
MOST_COMPARED = 200
_IDENTITIES = (("_id", "writer", "number"), ("_id",), ("writer", "number"))  # what of an entry says which one it is


@dataclass(frozen=True)
class _Other:
    """An entry that is not what was sealed in its place."""

    expected: bytes
    entry: bytes


class Contents:
    """`waiting`: entries that the next seal will be of. is_whole: no seal is missing. Findings are added to a list."""

    def __init__(self, record: Record, findings: list[Finding]) -> None:
        self._record = record
        self._findings = findings
        self._runs: dict[str, list[Run]] = defaultdict(list)
        self._others: list[_Other] = []
        self.waiting = 0
        self.is_whole = True

    def look_at(self, seal: Seal, row: Document) -> None:
        """The entries of one seal."""
        for run in seal.runs:
            self._runs[run.writer].append(run)
        found = {run: self._record.entries(run) for run in seal.runs}
        if root_of([leaf_hash(entry) for entries in found.values() for entry in entries]).hex() == seal.root:
            return
        kept = row.get("leaves")
        expected = [kept[at : at + SIZE] for at in range(0, len(kept), SIZE)] if isinstance(kept, bytes) else []
        if len(expected) != seal.count or root_of(expected).hex() != seal.root:
            self._count(seal, found)
            return
        at = 0
        for run, entries in found.items():
            self._compare(run, entries, expected[at : at + run.count])
            at += run.count

    def _count(self, seal: Seal, found: dict[Run, list[bytes]]) -> None:
        """Without the hash of each entry, all that can be told is which ones are gone."""
        before = len(self._findings)
        for run, entries in found.items():
            there = {number_of(entry) for entry in entries}
            for number in range(run.first, run.last + 1):
                if number not in there:
                    self._add(Kind.DELETED, f"写者 {run.writer} 的第 {number} 条不在")
        if len(self._findings) == before:
            what = "各条的摘要不在或被改动，其中的记录也与封存时不同，不能说出是哪一条"
            self._add(Kind.SEAL, f"第 {seal.number} 号封印（{seal.count} 条）：{what}")

    def _compare(self, run: Run, entries: list[bytes], expected: list[bytes]) -> None:
        by_number: dict[int, list[bytes]] = defaultdict(list)
        for entry in entries:
            by_number[number_of(entry)].append(entry)
        for number, sealed in enumerate(expected, run.first):
            there = by_number.get(number, [])
            foreign = [entry for entry in there if leaf_hash(entry) != sealed]
            if not there:
                self._add(Kind.DELETED, f"写者 {run.writer} 的第 {number} 条不在")
            elif len(there) == 1 and foreign:
                self._others.append(_Other(sealed, foreign[0]))
            for entry in foreign if len(there) > 1 else ():
                self._add(Kind.INSERTED, f"{_told(entry)}：写者 {run.writer} 的第 {number} 条本已有一条")
        for number in by_number.keys() - range(run.first, run.last + 1):  # a field that stands there twice: MongoDB reads the other one
            for entry in by_number[number]:
                self._add(Kind.INSERTED, f"{_told(entry)}：编号写了两个")

    def look_at_the_rest(self) -> None:
        """What lies between the seals and after the last one, and what belongs nowhere."""
        self._tell_others()
        for row in self._record.strange():
            self._add(Kind.INSERTED, f"{_named(row)}：没有写者的编号")
        for writer in sorted({*self._runs, *self._record.writers()}):
            last = 0
            for run in sorted(self._runs[writer], key=lambda run: run.first):
                if run.first > last + 1 and self.is_whole:
                    self._look_between(Run(writer, last + 1, run.first - 1))
                last = max(last, run.last)
            self._look_after(writer, last)

    def _look_between(self, gap: Run) -> None:
        """Numbers that no seal is of, before one that is sealed: their entries were taken out before they were sealed."""
        numbers = f"第 {gap.first} 条" if gap.count == 1 else f"第 {gap.first} 至 {gap.last} 条"
        self._add(Kind.DELETED, f"写者 {gap.writer} 的{numbers}在封存之前就不在了")
        for entry in self._record.entries(gap):
            self._add(Kind.INSERTED, f"{_told(entry)}：后来的封印已越过其编号")

    def _look_after(self, writer: str, last: int) -> None:
        for entry in self._record.after(writer, last):
            number = number_of(entry)
            if number > last + 1:
                self._add(Kind.DELETED, f"写者 {writer} 的第 {last + 1} 至 {number - 1} 条在封存之前就不在了")
            elif number == last:
                self._add(Kind.INSERTED, f"{_told(entry)}：写者 {writer} 的第 {number} 条本已有一条")
            last = number
            if abs(_age(entry)) > SEALED_WITHIN_SECONDS:  # of a time to come is what nobody has made yet
                self._add(Kind.NOT_SEALED, f"{_told(entry)}：早已应当封存；是插入的，或者封存已停止")
            else:
                self.waiting += 1

    def _tell_others(self) -> None:
        """An entry in another's place is that other one, but for what says which one it is."""
        moved = {
            id(each) for each in self._others[:MOST_COMPARED] if any(_is_in_place_of(each, other) for other in self._others[:MOST_COMPARED])
        }
        for each in self._others:
            kind = Kind.REORDERED if id(each) in moved else Kind.ALTERED
            self._add(kind, f"{_told(each.entry)}：与封存时不同")

    def _add(self, kind: Kind, what: str) -> None:
        self._findings.append(Finding(kind, what))


def _is_in_place_of(one: _Other, other: _Other) -> bool:
    if one is other:
        return False
    mine, its = _read(one.entry), _read(other.entry)
    made = (leaf_hash(encode(mine | {name: its[name] for name in names if name in its})) for names in _IDENTITIES)
    return not {one.expected, other.expected}.isdisjoint(made)


def _read(entry: bytes) -> dict[str, Any]:
    return decode(entry, READS_ANYTHING)


def _told(entry: bytes) -> str:
    return _named(_read(entry))


def _named(entry: dict[str, Any]) -> str:
    act = act_word(str(entry.get("action") or "—"))
    return f"{entry.get('_id')}（{entry.get('actor') or '—'} {act}，写者编号 {entry.get('number')}）"


def _age(entry: bytes) -> float:
    made = time_of(str(_read(entry).get("_id")))
    return math.inf if made is None else time.time() - made.timestamp()
