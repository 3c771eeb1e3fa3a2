"""Every kind of finding: a database in order shows none, and each damage shows as what it is, where it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId, decode, encode
from bson.datetime_ms import DatetimeMS

from chassis.store.mongo import READS_ANYTHING
from cli.fsck import files
from cli.fsck.facts import Numbers
from cli.fsck.findings import Finding, Kind, in_chinese
from cli.fsck.look import look_through
from tests.unit.cli.fsck.kept import DIGEST, NOW, Kept, in_order

Damage = Callable[[Kept], Any]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SETTLE_SECONDS", 0.0)


def found_in(kept: Kept) -> list[Finding]:
    found: list[Finding] = []
    assert look_through(kept, found.append).findings.total() == len(found)
    return found


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert found_in(in_order()) == []


def of(collection: str, number: int = 0, **changed: Any) -> Damage:
    """One row with fields changed; None: without the field."""

    def damage(kept: Kept) -> None:
        row = kept.rows[collection][number]
        for name, value in changed.items():
            if value is None:
                del row[name]
            else:
                row[name] = value

    return damage


def without(collection: str, number: int = 0) -> Damage:
    return lambda kept: kept.rows[collection].pop(number)


def attribute(name: str, value: Any) -> Damage:
    return lambda kept: kept.rows["outbox"][0]["attributes"].update({name: value})


def index_is(**changed: Any) -> Damage:
    return lambda kept: kept.made["ships"][0].update(changed)


def also(collection: str, **row: Any) -> Damage:
    return lambda kept: kept.rows[collection].append(row)


DAMAGES: dict[str, tuple[Damage, Kind, str]] = {
    "a field of another type": (of("ships", fleet=7), Kind.DOCUMENT, "ships/a"),
    "a field that is missing": (of("ships", launched=None), Kind.DOCUMENT, "ships/a"),
    "a date that is none": (of("ships", launched="2026-02-30"), Kind.DOCUMENT, "ships/a"),
    "an instant beyond Python's": (of("ships", sails_at=DatetimeMS(2**60)), Kind.DOCUMENT, "ships/a"),
    "text that is no UTF-8": (
        of("ships", fleet=decode(encode({"a": "b"}).replace(b"b\0", b"\xff\0"), READS_ANYTHING)["a"]),
        Kind.DOCUMENT,
        "ships/a",
    ),
    "a list in place of a text": (of("ships", fleet=["fleets/a"]), Kind.DOCUMENT, "ships/a"),
    "a version that is text": (of("ships", version="1"), Kind.DOCUMENT, "ships/a"),
    "a version that is no whole number": (of("ships", version=1.0), Kind.DOCUMENT, "ships/a"),
    "a guard that is text": (of("ships", _guard="x"), Kind.DOCUMENT, "ships/a"),
    "an _id that is no text": (also("ships", _id=ObjectId("0" * 24), name="ships/c"), Kind.DOCUMENT, "ObjectId"),
    "another name than the _id": (of("ships", 1, name="ships/c"), Kind.NAME, "ships/b"),
    "a field too many": (of("ships", colour="red"), Kind.FIELDS, "ships/a"),
    "a field with a default, gone": (of("ships", crew=None), Kind.FIELDS, "ships/a"),
    "a number where a text of a date was": (of("ships", launched=1767571200), Kind.FIELDS, "ships/a"),
    "a piece altered": (of("file_pieces", data=b"c" * 256 * 1024), Kind.FILE, DIGEST),
    "a piece cut short": (of("file_pieces", 1, data=b""), Kind.FILE, DIGEST),
    "a piece that is no content": (of("file_pieces", data="a"), Kind.FILE, DIGEST),
    "the first piece gone": (without("file_pieces"), Kind.FILE, DIGEST),
    "the last piece gone": (without("file_pieces", 1), Kind.FILE, DIGEST),
    "a piece moved": (of("file_pieces", 1, _id="set/000000262145"), Kind.FILE, DIGEST),
    "a piece too many": (also("file_pieces", _id="set/000000262145", data=b"b"), Kind.FILE, DIGEST),
    "pieces of no file": (also("file_pieces", _id="other/000000000000", data=b"b"), Kind.PIECE, "other"),
    "a file that is not there": (without("files"), Kind.FILE_MISSING, "ships/a"),
    "a row of a file without its pieces' name": (of("files", pieces=None), Kind.ROW, DIGEST),
    "a fact gone from the middle": (without("outbox", 1), Kind.GAP, "sanzhi.navy|fleets/a"),
    "a fact gone from the beginning": (without("outbox", 0), Kind.GAP, "sanzhi.navy|fleets/a"),
    "a fact gone from the end": (without("outbox", 2), Kind.COUNTER, "sanzhi.navy|fleets/a"),
    "the only fact gone": (without("outbox", 3), Kind.GAP, "sanzhi.navy.internal|fleets/a"),
    "a number twice": (of("outbox", 1, sequence=1), Kind.REPEAT, ""),
    "a counter behind": (of("sequences", last=2), Kind.COUNTER, "sanzhi.navy|fleets/a"),
    "a counter gone": (without("sequences"), Kind.COUNTER, "sanzhi.navy|fleets/a"),
    "a counter that is text": (of("sequences", last="3"), Kind.ROW, "sanzhi.navy|fleets/a"),
    "a fact without a body": (of("outbox", body=None), Kind.ROW, ""),
    "a fact in another key's bucket": (of("outbox", bucket=99), Kind.ROW, ""),
    "a fact pending as text": (of("outbox", pending="yes"), Kind.ROW, ""),
    "a fact of another service": (attribute("source", "/sanzhi/army"), Kind.ROW, ""),
    "a fact on another topic": (of("outbox", 3, topic="sanzhi.army"), Kind.ROW, ""),
    "a fact with another id": (attribute("id", "other"), Kind.ROW, ""),
    "a fact without a time": (attribute("time", "yesterday"), Kind.ROW, ""),
    "a fact handed on and gone": (without("outbox", 5), Kind.GAP, "sanzhi.harbour.open|fleets/b"),
    "a fact handed on twice": (lambda kept: kept.hand_on(2), Kind.REPEAT, ""),
    "a fact handed on to another's topic": (of("outbox", 4, topic="sanzhi.navy"), Kind.ROW, ""),
    "a fact handed on that is said to be ours": (attribute("source", "/sanzhi/harbour"), Kind.ROW, ""),
    "a fact of ours that nothing led to": (attribute("correlationid", ""), Kind.ROW, ""),
    "a numbered row gone": (without("passages", 1), Kind.GAP, "2"),
    "the last numbered row gone": (without("passages", 2), Kind.COUNTER, "passages"),
    "a numbered row without a number": (of("passages", 1, _id="2"), Kind.ROW, "2"),
    "an aggregate put back": (attribute("aggregateversion", 5), Kind.BEHIND, "ships/a"),
    "an aggregate gone": (without("ships", 1), Kind.GONE, "ships/b"),
    "a timer that never is due": (of("timers", due="2026-03-02"), Kind.ROW, "ships/a/sail"),
    "a timer without a key": (of("timers", key=None), Kind.ROW, "ships/a/sail"),
    "a timer in another bucket": (of("timers", bucket=99), Kind.ROW, "ships/a/sail"),
    "a timer of no kind": (of("timers", kind="sink"), Kind.ROW, "ships/a/sail"),
    "a timer without owner": (lambda kept: kept.set_timer("ships/c/sail"), Kind.TIMER_OWNERLESS, "ships/c/sail"),
    "an owner without its timer": (without("timers"), Kind.TIMER_MISSING, "ships/a"),
    "a timer at another time": (of("timers", due=NOW + timedelta(days=1)), Kind.TIMER_WRONG, "ships/a"),
    "an inbox row without a time": (of("inbox", at=None), Kind.ROW, "/sanzhi/army|1"),
    "a number that took effect twice": (of("inbox", sequence=2), Kind.REPEAT, "/sanzhi/army|"),
    "a request without its answer": (of("requests", response=None), Kind.ROW, "people/li|M|1"),
    "an audit entry that is none": (also("audit", _id="x"), Kind.ROW, "x"),
    "a dead letter that is none": (also("dead_letters", _id="t/0/1", dead=True), Kind.ROW, "t/0/1"),
    "a bundle of dead letters that is none": (also("dead_letters", _id="t/0/+1", packed=3), Kind.ROW, "t/0/+1"),
    "an upload that is none": (also("file_uploads", _id="h|d"), Kind.ROW, "h|d"),
    "a holiday notice of nothing": (of("calendar_years", days_off="none"), Kind.ROW, "2026"),
    "a clock that is gone": (without("clock"), Kind.ROW, "clock"),
    "an index gone": (lambda kept: kept.made["ships"].pop(0), Kind.INDEX, "fleet_1"),
    "an index of another field": (index_is(key={"crew": 1}), Kind.INDEX, "fleet_1"),
    "an index that became unique": (index_is(unique=True), Kind.INDEX, "fleet_1"),
    "an index that removes documents": (lambda kept: kept.made["audit"].append({"name": "t", "expireAfterSeconds": 1}), Kind.INDEX, "t"),
    "a collection gone": (lambda kept: kept.rows.pop("requests"), Kind.COLLECTION, "requests"),
    "a collection too many": (lambda kept: kept.rows.update(planes=[]), Kind.COLLECTION, "planes"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_named_for_what_it_is_and_nothing_is_altered(name: str) -> None:
    damage, kind, where = DAMAGES[name]
    kept = in_order()
    damage(kept)
    before = repr(kept.rows)
    found = found_in(kept)
    assert [each for each in found if each.kind is kind and where in each.name], found
    assert all(each.what for each in found)
    assert repr(kept.rows) == before


def test_every_kind_has_a_damage() -> None:
    assert {kind for _, kind, _ in DAMAGES.values()} == set(Kind)


def test_what_is_handed_in_or_swept_at_this_moment_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = in_order()
    kept.rows["file_pieces"].append({"_id": "other/000000000000", "data": b"b"})
    monkeypatch.setattr("time.sleep", lambda seconds: kept.rows["file_pieces"].pop())
    assert found_in(kept) == []


def test_many_documents_take_many_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = in_order()
    for number in range(1200):
        kept.tell("ships/b", 1, key=f"fleets/{number:04}")
        kept.set_timer(f"ships/{'b' if number else 'none'}/sail{number}".replace("/sail", "/sail-"))
    assert {each.kind for each in found_in(kept)} == {Kind.TIMER_OWNERLESS}


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([1, 2, 3], []),
        ([3, 1, 2], []),
        ([2, 3], [(1, 1)]),
        ([1, 4, 9], [(2, 3), (5, 8)]),
        ([9, 1, 4, 8], [(2, 3), (5, 7)]),
        ([], []),
    ],
)
def test_numbers_know_what_is_missing_in_whatever_order_they_come(numbers: list[int], missing: list[tuple[int, int]]) -> None:
    known = Numbers()
    assert all(known.add(number) for number in numbers)
    assert not any(known.add(number) for number in numbers)
    assert known.missing() == missing
    assert known.highest == max(numbers, default=0)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("fleet: string_type", "字段 fleet 类型不对（string_type）"),
        ("crew.0: missing", "字段 crew.0 缺少"),
        ("version: is no number of a version", "字段 version 不是版本号"),
        ("body: is str; x: greater_than", "字段 body 类型或取值不对（str）；字段 x 不合规定（greater_than）"),
        ("已是中文", "已是中文"),
    ],
)
def test_findings_are_said_in_chinese(what: str, said: str) -> None:
    assert in_chinese(what) == said
