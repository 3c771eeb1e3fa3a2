"""A flood's letters are kept many to a document: each once, byte by byte as it came, and as it would be alone."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from bson import encode
from hypothesis import given
from hypothesis import strategies as some

from chassis.messaging import letters
from chassis.messaging.bundles import bundle_of, content_of, letter_of, letters_in
from chassis.messaging.dead_letters import _first_in_bundles
from chassis.store.damage import Damage, Damaged
from chassis.store.packed import packed, unpacked
from chassis.store.rows import disagreements_of, faults_of
from tests.unit.chassis.inbox_stage import Executor, inbox_on, record

NOW = datetime(2026, 1, 5, tzinfo=UTC)
LARGEST_DOCUMENT = 16 * 1024 * 1024


def junk(offset: int, value: bytes | None = b"\x00junk\xff", key: bytes | None = None, headers: Any = ()) -> Any:
    return SimpleNamespace(topic="sanzhi.registry", partition=0, offset=offset, key=key, value=value, headers=headers)


def a_bundle(*records: Any, reason: str = "ENVELOPE_INVALID") -> dict[str, Any]:
    contents = [content_of(each, reason, "why")[0] for each in records]
    return bundle_of("sanzhi.registry", 0, NOW, contents, packed(contents))


def as_read(content: list[Any]) -> list[Any]:
    return unpacked(packed([content]))[0]


HEADERS = some.lists(some.tuples(some.text(some.characters(codec="utf-8"), max_size=9), some.none() | some.binary(max_size=9)), max_size=4)


@given(value=some.none() | some.binary(max_size=99), key=some.none() | some.binary(max_size=99), headers=HEADERS)
def test_what_is_read_of_a_bundle_is_what_came(value: bytes | None, key: bytes | None, headers: Any) -> None:
    came = junk(7, value, key, headers)
    bundle = a_bundle(junk(6), came, junk(8), reason="HANDLER_FAILED")
    assert unpacked(bundle["letters"])[1][1:4] == [key or b"", value or b"", [list(each) for each in headers]]
    assert letters_in(bundle, Damage())[1] == letter_of("sanzhi.registry", 0, NOW, as_read(content_of(came, "HANDLER_FAILED", "why")[0]))
    assert faults_of("dead_letters", bundle) == disagreements_of("dead_letters", bundle) == []


@given(value=some.binary(max_size=99), key=some.none() | some.binary(max_size=99), headers=HEADERS)
def test_of_what_is_no_fact_nothing_that_it_says_is_kept(value: bytes, key: bytes | None, headers: Any) -> None:
    said = [("ce_type", b"sanzhi.registry.project.approved.v1"), ("ce_id", b"13987650123"), ("ce_source", b"/sanzhi/13987650123"), *headers]
    letter = letter_of("sanzhi.registry", 0, NOW, as_read(content_of(junk(7, value, key, said), "ENVELOPE_INVALID", "why")[0]))
    assert (letter["key"], letter["value"], letter["event"], letter["size"]) == ("", b"", "", len(value))
    assert letter["headers"] == [["ce_type", b"sanzhi.registry.project.approved.v1"]]
    assert letter["body"] == hashlib.sha256(value).digest()[:16]
    assert faults_of("dead_letters", letter) == []


def test_what_was_taken_out_is_not_in_it_any_more() -> None:
    bundle = a_bundle(*map(junk, range(3)))
    bundle |= {"offset": [0, 2], "packed": 2}
    assert [letter["offset"] for letter in letters_in(bundle, Damage())] == [0, 2]
    assert faults_of("dead_letters", bundle) == disagreements_of("dead_letters", bundle) == []


async def test_of_a_flood_a_few_are_documents_and_all_are_letters() -> None:
    executor = Executor()
    await inbox_on(executor).handle([junk(number, b"\xff%d" % number) for number in range(1001)])
    assert executor.commits == 1 and len(executor.mongo["dead_letters"].rows) == letters.TOLD_ONE_BY_ONE + 1
    digests = {number: hashlib.sha256(b"\xff%d" % number).digest()[:16] for number in range(1001)}
    assert {letter["offset"]: letter["body"] for letter in executor.kept} == digests


@pytest.mark.parametrize("again", [range(300), range(250, 600), range(10), [299, 300], range(25, 290)])
async def test_what_comes_again_is_kept_once(again: Any) -> None:
    executor = Executor()
    await inbox_on(executor).handle([junk(number) for number in range(300)])
    await inbox_on(executor).handle([junk(number) for number in again])
    assert sorted(letter["offset"] for letter in executor.kept) == sorted({*range(300), *again})


@pytest.mark.parametrize("many", [1, 60])
async def test_what_a_handler_could_not_do_and_comes_again_is_not_forged_wherever_it_is_kept(many: int) -> None:
    executor = Executor()
    bug = [record(number, number, b'{"name": "bug"}') for number in range(1, many + 1)]
    await inbox_on(executor).handle([*bug, record(100, 100)])
    await inbox_on(executor).handle([record(200 + number, number, b'{"name": "bug"}', id=str(number)) for number in range(1, many + 1)])
    assert set(executor.letters) == {each.offset for each in bug}
    await inbox_on(executor).handle([record(300, many, id=str(many))])
    assert executor.letters[300] == "SOURCE_FORGED"  # with another body


@pytest.mark.parametrize(
    "large",
    [
        {"value": b"x" * 2_000_000},
        {"headers": [("", None)] * 40_000},
        {"key": b"k" * 100_000},
        {"headers": [("ce_id", b"i" * 60_000)]},
    ],
)
async def test_a_bundle_is_no_larger_than_a_document_may_be(large: dict[str, Any]) -> None:
    executor = Executor()
    await inbox_on(executor).handle([junk(number, **large) for number in range(120)])
    assert sorted(letter["offset"] for letter in executor.kept) == list(range(120))
    for row in executor.mongo["dead_letters"].rows.values():
        unpacked_size = len(encode({"letters": unpacked(row["letters"])})) if "packed" in row else 0
        assert max(len(encode(row)), unpacked_size) < LARGEST_DOCUMENT


def changed(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda row: row.update(fields)


@pytest.mark.parametrize(
    "damage",
    [
        changed(letters=b"nothing packed"),
        changed(letters=packed([])[:-4]),
        changed(letters=packed([[1, 2]])),
        changed(letters=packed([[1, b"", b"", [["a", 1]], "R", "", 0, b""]])),
        changed(letters="text"),
        changed(offset=[]),
        changed(offset=3),
        changed(offset=["3"]),
        changed(packed=0),
        changed(keys=None),
        lambda row: row.pop("time"),
    ],
)
def test_a_damaged_bundle_is_named_and_has_no_letters(damage: Callable[[dict[str, Any]], Any]) -> None:
    bundle, found = a_bundle(*map(junk, range(3))), Damage()
    assert len(letters_in(bundle, found)) == 3
    damage(bundle)
    assert letters_in(bundle, found) == [] and len(found) == 1


@pytest.mark.parametrize("damage", [changed(packed=2), changed(offset=[0, 1, 9]), changed(offset=[0, 1, 1])])
def test_a_bundle_that_counts_wrongly_is_found(damage: Callable[[dict[str, Any]], None]) -> None:
    bundle = a_bundle(*map(junk, range(3)))
    damage(bundle)
    assert disagreements_of("dead_letters", bundle)


async def test_what_was_in_a_bundle_that_is_damaged_now_and_comes_again_is_not_forged() -> None:
    executor = Executor()
    bug = [record(number, number, b'{"name": "bug"}') for number in range(1, 61)]
    await inbox_on(executor).handle([*bug, record(100, 100)])
    (bundle,) = [row for row in executor.mongo["dead_letters"].rows.values() if "packed" in row]
    bundle["letters"] = b"nothing packed"
    await inbox_on(executor).handle([record(200 + number, number, b'{"name": "bug"}', id=str(number)) for number in range(1, 61)])
    assert set(executor.letters) == set(range(1, 21)), "those that are kept alone"


class Bundles(dict[str, Any]):
    """A database that has bundles of one partition."""

    def __init__(self, *bundles: dict[str, Any]) -> None:
        super().__init__(dead_letters=self)
        self.damage = Damage()
        self._bundles = bundles

    def find(self, where: Any) -> "Bundles":
        return self

    def sort(self, field: str, direction: int) -> "Bundles":
        return self

    async def __aiter__(self) -> Any:
        for each in self._bundles:
            yield each


async def test_nothing_is_redriven_past_a_bundle_of_which_nobody_can_tell_what_is_in_it() -> None:
    earlier, later = (a_bundle(junk(offset, key=b"projects/casting"), reason="HANDLER_FAILED") for offset in (3, 7))
    letter = letters_in(later, Damage())[0]
    tx: Any = SimpleNamespace(mongo=Bundles(earlier, later))
    found = await _first_in_bundles({}, letter, tx)
    assert found is not None and found["offset"] == 3
    earlier["letters"] = b"nothing packed"
    with pytest.raises(Damaged):
        await _first_in_bundles({}, letter, tx)
