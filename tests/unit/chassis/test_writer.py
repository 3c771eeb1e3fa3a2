"""The numbers of audit entries have no gaps, whatever becomes of the commits; where that is not known, another writer begins."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo.errors import ConnectionFailure

from chassis.store import group, mongo
from chassis.store.group import GroupCommit
from chassis.store.mongo import Conflict, Document
from chassis.store.unit import Unit, Written


class _Log:
    """What is stored of entries; "bad" ones raise, and those of "lost" are stored although they do."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.stored: list[tuple[str, int]] = []

    async def commit(self, mongo: Any, unit: Unit) -> Written:
        await asyncio.sleep(0)
        kinds = {entry["kind"] for entry in unit.audit}
        if "bad" not in kinds:
            self.stored += [(entry["writer"], entry["number"]) for entry in unit.audit]
        if kinds & {"bad", "lost"}:
            raise self.error
        return Written()

    async def take(self, monkeypatch: pytest.MonkeyPatch, *kinds: str) -> list[Document]:
        monkeypatch.setattr(group, "commit", self.commit)
        commits = GroupCommit(None)  # type: ignore[arg-type]
        entries: list[Document] = [{"kind": kind} for kind in kinds]
        for entry in entries[:5]:  # one after the other, then many at once
            await asyncio.gather(commits.commit(Unit(audit=[entry])), return_exceptions=True)
        await asyncio.gather(*(commits.commit(Unit(audit=[entry])) for entry in entries[5:]), return_exceptions=True)
        return entries


async def test_numbers_of_what_was_not_stored_are_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    log = _Log(Conflict())
    await log.take(monkeypatch, "a", "bad", "a", "bad", "a", *["a", "bad", "a"] * 20)
    assert len({writer for writer, _ in log.stored}) == 1
    assert [number for _, number in log.stored] == list(range(1, 44))


async def test_another_writer_begins_where_it_is_not_known_what_was_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = ConnectionFailure("the answer to the commit was lost")
    lost.add_note(mongo._NOT_KNOWN)
    log = _Log(lost)
    await log.take(monkeypatch, "a", "a", "lost", "a", "a")
    first, second = (writer for writer, number in log.stored if number == 1)
    assert log.stored == [(first, 1), (first, 2), (first, 3), (second, 1), (second, 2)]


class _Session:
    """Of a server that goes away at a certain moment."""

    in_transaction = True

    def __init__(self, error: BaseException) -> None:
        self._error = error

    async def __aenter__(self) -> "_Session":
        return self

    async def __aexit__(self, *error: object) -> None:
        return None

    def start_transaction(self, *how: object) -> None:
        return None

    async def abort_transaction(self) -> None:
        return None

    async def commit_transaction(self) -> None:
        raise self._error


@pytest.mark.parametrize("kind", [ConnectionFailure, asyncio.CancelledError])
@pytest.mark.parametrize("in_the_commit", [True, False])
async def test_only_a_lost_answer_to_the_commit_leaves_it_open(kind: type[BaseException], in_the_commit: bool) -> None:
    error = kind("away")
    database = object.__new__(mongo.Mongo)
    database._driver = "motor"

    async def session() -> _Session:
        return _Session(error)

    database.client = SimpleNamespace(start_session=session)
    with pytest.raises(kind) as raised:
        async with database.transaction():
            if not in_the_commit:
                raise error
    assert mongo.may_be_stored(raised.value) == in_the_commit
