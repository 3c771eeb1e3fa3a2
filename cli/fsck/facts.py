"""The outbox: numbers of each topic and key without gap or repeat, as far as they were counted; and no aggregate older than its facts."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from chassis.store.mongo import Document
from chassis.store.outbox import OPEN
from chassis.store.unit import OUTBOX, SEQUENCES
from cli.fsck.database import AT_ONCE, Database, batches
from cli.fsck.findings import Finding, Kind
from cli.fsck.rows import row_is_wrong

_MOST_GAPS = 5


class Numbers:
    """Which numbers there are, as ranges: a million in a row take no more room than one."""

    def __init__(self) -> None:
        self._first: list[int] = []
        self._last: list[int] = []

    def add(self, number: int) -> bool:
        """Whether it is new."""
        at = bisect_right(self._first, number) - 1
        if at >= 0 and number <= self._last[at]:
            return False
        joins_left = at >= 0 and self._last[at] + 1 == number
        joins_right = at + 1 < len(self._first) and self._first[at + 1] == number + 1
        if joins_left and joins_right:
            self._last[at] = self._last.pop(at + 1)
            self._first.pop(at + 1)
        elif joins_left:
            self._last[at] = number
        elif joins_right:
            self._first[at + 1] = number
        else:
            self._first.insert(at + 1, number)
            self._last.insert(at + 1, number)
        return True

    @property
    def highest(self) -> int:
        """The highest one; 0 where there is none."""
        return self._last[-1] if self._last else 0

    def missing(self) -> list[tuple[int, int]]:
        """Ranges that are not there, from 1 to the highest."""
        ends = [0, *self._last[:-1]] if self._last else []
        return [(end + 1, first - 1) for end, first in zip(ends, self._first, strict=True) if first > end + 1]


@dataclass
class _Waiting:
    """What is still to be compared: the highest number of each counter; the highest version that facts told of each subject."""

    counters: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)


class _Walk:
    """One walk through the outbox, key by key."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key: object = None
        self._numbers: dict[str, Numbers] = {}
        self._waiting = _Waiting()
        self.counters = 0

    def take(self, row: Document) -> Iterator[Finding]:
        """The next row, in the order of keys."""
        if row["key"] != self._key:
            yield from self.end_of_key()
            self._key = row["key"]
        numbers = self._numbers.setdefault(row["topic"], Numbers())
        if not numbers.add(row["sequence"]):
            yield Finding.of(Kind.REPEAT, OUTBOX, row["_id"], f"{row['topic']}|{row['key']} 的第 {row['sequence']} 号不止一件")
        version = row["attributes"].get("aggregateversion", 0)
        if isinstance(version, int) and version and "handed_on" not in row:
            subject = row["attributes"].get("subject", "")
            self._waiting.subjects[subject] = max(version, self._waiting.subjects.get(subject, 0))
            if len(self._waiting.subjects) >= AT_ONCE:
                yield from self._compare_versions()

    def end_of_key(self) -> Iterator[Finding]:
        """All rows of a key were taken."""
        for topic, numbers in self._numbers.items():
            place = f"{topic}|{self._key}"
            if missing := numbers.missing():
                said = "、".join(str(first) if first == last else f"{first}–{last}" for first, last in missing[:_MOST_GAPS])
                yield Finding.of(Kind.GAP, OUTBOX, place, f"缺第 {said} 号" + ("，等" if len(missing) > _MOST_GAPS else ""))
            if not topic.endswith(OPEN):  # another service counts them
                self._waiting.counters[place] = numbers.highest
        self._numbers = {}
        if len(self._waiting.counters) >= AT_ONCE:
            yield from self._compare_counters()

    def end(self) -> Iterator[Finding]:
        """All rows were taken."""
        yield from self.end_of_key()
        yield from self._compare_counters()
        yield from self._compare_versions()

    def _compare_counters(self) -> Iterator[Finding]:
        highest, self._waiting.counters = self._waiting.counters, {}
        known = self._database.named(SEQUENCES, highest, last=1)
        self.counters += len(known)
        for place, number in highest.items():
            if place not in known:
                yield Finding.of(Kind.COUNTER, SEQUENCES, place, f"没有计数，而发件箱中有到第 {number} 号的事件")
            elif known[place].get("last") != number:
                yield Finding.of(Kind.COUNTER, SEQUENCES, place, f"计数为 {known[place].get('last')}，发件箱中最后是第 {number} 号")

    def _compare_versions(self) -> Iterator[Finding]:
        told, self._waiting.subjects = self._waiting.subjects, {}
        names = {name for subject in told for name in (subject, whole_of(subject)) if name}
        versions: dict[str, int] = {}
        for declared in self._database.own:
            for some in batches(names):
                for name, found in self._database.named(declared.name, some, version=1).items():
                    version = found.get("version")
                    versions[name] = max(version if isinstance(version, int) else 0, versions.get(name, 0))
        for subject, version in told.items():
            there = [versions[name] for name in (subject, whole_of(subject)) if name in versions]
            if not there:
                yield Finding.of(Kind.GONE, OUTBOX, subject, f"其事件写明版本 {version}，库中没有这份文档")
            elif max(there) < version:
                yield Finding.of(Kind.BEHIND, OUTBOX, subject, f"其事件写明版本 {version}，库中只到版本 {max(there)}")


def whole_of(name: str) -> str:
    """`a/1/b/2/c/3` is a part of `a/1/b/2`, as chassis.store.aggregates stamps facts."""
    return name.rpartition("/")[0].rpartition("/")[0]


def check_facts(database: Database) -> Iterator[Finding]:
    """The whole outbox, as of one instant."""
    with database.at_one_instant() as now:
        walk = _Walk(now)
        for row in now.walk(OUTBOX, by=[("key", 1), ("_id", 1)]):
            if (wrong := row_is_wrong(OUTBOX, row)) or (wrong := _of_somebody_else(row, now)):
                yield wrong
            if _is_counted(row):
                yield from walk.take(row)
        yield from walk.end()
        numbered = now.service.transaction.numbered
        if now.count(SEQUENCES) != walk.counters + len(now.named(SEQUENCES, numbered)):
            yield from _counted_and_gone(now)
        for collection in sorted(numbered):
            yield from _check_numbered(collection, now)


def _is_counted(row: Document) -> bool:
    """Whether its place in a key is known, whatever else is wrong with it."""
    number = row.get("sequence")
    placed = isinstance(row.get("key"), str) and isinstance(row.get("topic"), str) and isinstance(row.get("attributes"), dict)
    return placed and isinstance(number, int) and not isinstance(number, bool) and number > 0


def _of_somebody_else(row: Document, database: Database) -> Finding | None:
    service, attributes = database.service.name, row["attributes"]
    topic = f"{database.topics}.{service}"
    if "handed_on" in row:
        service = attributes["source"].removeprefix("/sanzhi/")
        topic = f"{database.topics}.{service}{OPEN}" if service in database.service.hands_on else ""
    topics = (topic,) if "handed_on" in row else (topic, f"{topic}.internal", f"{topic}.dead", f"{topic}.seals")
    fits = row["topic"] in topics and attributes["source"] == f"/sanzhi/{service}"
    if fits and attributes["type"].startswith(f"sanzhi.{service}."):
        return None
    return Finding.of(Kind.ROW, OUTBOX, row["_id"], "主题、来源或类型不是本服务的")


def _check_numbered(collection: str, database: Database) -> Iterator[Finding]:
    """Rows that are counted: 1, 2, 3, up to the counter."""
    last = 0
    for row in database.walk(collection, by=[("_id", 1)]):
        number = row["_id"]
        if not isinstance(number, int) or number < 1:
            yield Finding.of(Kind.ROW, collection, number, "_id: is no number")
            continue
        if number > last + 1:
            yield Finding.of(Kind.GAP, collection, last + 1, f"缺第 {last + 1}–{number - 1} 号")
        last = number
    counted = database.named(SEQUENCES, [collection], last=1).get(collection, {}).get("last", 0)
    if counted != last:
        yield Finding.of(Kind.COUNTER, SEQUENCES, collection, f"计数为 {counted}，最后一行是第 {last} 号")


def _counted_and_gone(database: Database) -> Iterator[Finding]:
    for counter in database.walk(SEQUENCES):
        if counter["_id"] in database.service.transaction.numbered:
            continue
        topic, _, key = str(counter["_id"]).partition("|")
        if not database.is_there(OUTBOX, {"key": key, "topic": topic}):
            yield Finding.of(Kind.GAP, SEQUENCES, counter["_id"], f"计到第 {counter.get('last')} 号，发件箱中一件也没有")
