"""Tokens of pages: a place, whole and of the right list; anything else is refused."""

import base64
import string
from datetime import UTC, date, datetime
from typing import Any

import bson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from chassis.errors import InvalidArgument
from chassis.store.pages import Place, after, place_of, size_of, token_of

VALUES = some.one_of(
    some.none(),
    some.text(string.printable + "期限", max_size=40),
    some.integers(-(2**63), 2**63 - 1),
    some.floats(allow_nan=False),
    some.booleans(),
)
DAYS = some.one_of(some.none(), some.dates(date(2026, 1, 1), date(2026, 1, 9)))
ENTRIES = some.lists(some.tuples(DAYS, some.integers(0, 99)), unique_by=lambda each: each[1])


@given(VALUES, some.text(min_size=1, max_size=80).filter(lambda text: "\x00" not in text and text.isprintable()))
def test_a_token_keeps_its_place(value: Any, name: str) -> None:
    assert place_of(token_of(Place(value, name), "deadlines/end"), "deadlines/end") == Place(value, name)


def test_an_instant_keeps_its_type() -> None:
    at = datetime(2026, 1, 5, 12, 30, tzinfo=UTC)
    found = place_of(token_of(Place(at, "a"), "s"), "s")
    assert found is not None and found.value.replace(tzinfo=UTC) == at


def bad() -> list[str]:
    good = token_of(Place("2026-01-05", "projects/a"), "deadlines/end")
    whole: dict[str, Any] = {"s": "deadlines/end", "v": 1, "n": "a"}
    packed = [
        whole | {"v": {"$gt": ""}},
        whole | {"v": ["a"]},
        whole | {"n": {"$gt": ""}},
        {"s": "deadlines/end", "v": 1},
        {"v": 1, "n": "a"},
        {},
    ]
    made = [base64.urlsafe_b64encode(bson.encode(each)).decode() for each in packed]
    return [good[:-4], good[4:], "x" + good, "projects/a", "=", "é", "{}", "a" * 5000, token_of(Place(1, "a"), "nodes/due_date"), *made]


@pytest.mark.parametrize("token", bad())
def test_what_is_no_token_of_the_list_is_refused(token: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        place_of(token, "deadlines/end")
    assert refused.value.reason == "PAGE_TOKEN_INVALID"


def test_no_token_is_the_first_page() -> None:
    assert place_of("", "deadlines/end") is None
    assert after(None, "end") == {}


def test_a_page_has_a_hundred_entries_or_what_is_asked_and_admitted() -> None:
    assert [size_of(asked, 1000) for asked in (0, 1, 1000, 5000)] == [100, 1, 1000, 1000]
    with pytest.raises(InvalidArgument, match="PAGE_SIZE_INVALID"):
        size_of(-1, 1000)


@given(ENTRIES, some.data())
def test_what_stays_is_listed_once_whatever_else_moves_or_goes(entries: list[tuple[date | None, int]], data: Any) -> None:
    """A list read two at a time while every entry that was read may move to any day, or go."""
    rows = {f"{number:02}": day.isoformat() if day else None for day, number in entries}
    place, seen = None, list[str]()
    while True:
        asked = after(place, "end")
        beyond = [name for name in rows if matches(asked, name, rows[name])]
        found = sorted(beyond, key=lambda name: (rows[name] is not None, rows[name] or "", name))
        seen += found[:2]
        if len(found) <= 2:
            break
        place = place_of(token_of(Place(rows[found[1]], found[1]), "s"), "s")
        for name in found[:2]:
            what = data.draw(some.sampled_from(["stay", "earlier", "gone"]))
            if what == "gone":
                del rows[name]
            elif what == "earlier":
                rows[name] = None
    assert sorted(seen) == sorted({f"{number:02}" for _, number in entries})


def matches(asked: dict[str, Any], name: str, value: str | None) -> bool:
    """What MongoDB makes of the filters of after()."""
    row = {"_id": name, "end": value}

    def holds(field: str, wanted: Any) -> bool:
        if isinstance(wanted, dict):
            ((operator, bound),) = wanted.items()
            return row[field] != bound if operator == "$ne" else row[field] is not None and row[field] > bound
        return bool(row[field] == wanted)

    clauses = asked.get("$or", [asked])
    return any(all(holds(field, wanted) for field, wanted in clause.items()) for clause in clauses)
