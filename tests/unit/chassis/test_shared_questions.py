"""Of many who share a question or a commit, nobody fails by what another brought along."""

import asyncio
from types import SimpleNamespace
from typing import Any

import bson
import pytest
from bson.errors import InvalidStringData
from pymongo.errors import ConnectionFailure, DocumentTooLarge

from chassis.store import group
from chassis.store.group import GroupCommit
from chassis.store.lookups import Lookups
from chassis.store.mongo import Conflict
from chassis.store.unit import Unit, Written
from tests.harness.suite import PATIENCE

NONSENSE = {
    "80 names of 400 kB": [f"projects/{number}" + "名" * 133_000 for number in range(80)],
    "one name of 15 MB": ["projects/" + "x" * 15_000_000],
    "a lone surrogate": ["people/\ud800|sanzhi.x/Create|r", "people/\udfff"],
    "longer than a shared one": ["p" * 1001, "名" * 334],
    "NUL": ["projects/a\0b", "\0"],
    "empty": [""],
    "other encodings": ["projects/\u202e\ufffe", "projects/\U0010ffff"],
    "an operator": ["$where", "a.b.$c"],
}


class _Questions:
    """A collection that takes what MongoDB would take, and knows every short name that begins with "known"."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def find(self, where: dict[str, Any]) -> "_Questions":
        size = len(bson.encode(where))
        if size > 16_777_216:
            raise DocumentTooLarge(str(size))
        names = where["_id"]["$in"] if isinstance(where["_id"], dict) else [where["_id"]]
        self.asked.append(len(names))
        self._found = [{"_id": name} for name in names if name.startswith("known")]
        return self

    async def to_list(self, length: int) -> list[dict[str, Any]]:
        found = self._found
        await asyncio.sleep(0)
        return found


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
async def test_names_that_are_none_spoil_nobodys_question(nonsense: list[str]) -> None:
    questions = _Questions()
    lookups = Lookups(lambda _: questions)
    innocent = [f"known/{number}" for number in range(100)]
    mixed = [name for pair in zip(innocent, nonsense * 100, strict=False) for name in pair]
    results = dict(zip(mixed, await asyncio.gather(*(lookups.find("c", name) for name in mixed), return_exceptions=True), strict=True))
    assert [results[name] for name in innocent] == [{"_id": name} for name in innocent]
    assert all(results[name] is None or isinstance(results[name], UnicodeEncodeError | InvalidStringData) for name in nonsense)
    assert sum(count == 1 for count in questions.asked) <= 101  # the innocent still share


async def test_a_shared_question_that_fails_is_asked_again_one_by_one() -> None:
    class Picky(_Questions):
        def find(self, where: dict[str, Any]) -> "_Questions":
            if "bad" in str(where):
                raise ValueError("bad")
            return super().find(where)

    questions = Picky()
    lookups = Lookups(lambda _: questions)
    results = await asyncio.gather(*(lookups.find("c", name) for name in ("known/a", "bad", "known/b", "none")), return_exceptions=True)
    assert [results[0], results[2], results[3]] == [{"_id": "known/a"}, {"_id": "known/b"}, None]
    assert isinstance(results[1], ValueError)


class _Database:
    """Takes commits of what has no "bad" in it."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.tried: list[int] = []

    async def commit(self, mongo: Any, unit: Unit) -> Written:
        self.tried.append(len(unit.creates))
        await asyncio.sleep(0)
        if any("bad" in name for _, name in unit.creates):
            raise self.error
        return Written()


def _unit(name: str) -> Unit:
    return Unit(creates={("c", name): {}}, updates=SimpleNamespace() if name == "broken" else {})  # type: ignore[arg-type]


async def _committed(monkeypatch: pytest.MonkeyPatch, database: _Database, names: list[str]) -> list[Any]:
    monkeypatch.setattr(group, "commit", database.commit)
    commits = GroupCommit(None)  # type: ignore[arg-type]
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*(commits.commit(_unit(name)) for name in names), return_exceptions=True)


@pytest.mark.parametrize(
    "error",
    [DocumentTooLarge("17 MB"), UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), OverflowError("8-byte ints"), Conflict()],
)
async def test_one_bad_unit_of_a_group_fails_alone(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    results = await _committed(monkeypatch, _Database(error), [f"good{number}" for number in range(50)] + ["bad"] + ["last"])
    assert [result for result in results if not isinstance(result, Written)] == [error]
    assert results[50] is error


async def test_a_unit_that_cannot_even_be_looked_at_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    results = await _committed(monkeypatch, _Database(ValueError()), ["a", "broken", "b"])
    assert [type(result) for result in results] == [Written, TypeError, Written]


@pytest.mark.parametrize("wrapped", [False, True])
async def test_a_database_that_is_away_is_tried_once_for_all(monkeypatch: pytest.MonkeyPatch, wrapped: bool) -> None:
    away: Exception = ConnectionFailure("away")
    if wrapped:
        conflict = Conflict()
        conflict.__cause__ = away
        away = conflict
    database = _Database(away)
    results = await _committed(monkeypatch, database, [f"bad{number}" for number in range(100)])
    assert results == [away] * 100
    assert len(database.tried) == 1
