"""All databases are as of one instant, though their services go on; old backups go, and one that is not whole is not begun with."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from cli.backup import stream
from cli.backup.whole import put, take
from cli.services import SERVICES
from cli.stack.problem import StackProblem
from tests.harness.parts import TestParts

Client = stream.Client
Sources = dict[str, tuple[Client, str]]


@pytest.fixture
def client(parts: TestParts) -> Iterator[Client]:
    with MongoClient[dict[str, Any]](parts.mongo.uri, tz_aware=True) as made:
        yield made


def databases(client: Client) -> Sources:
    return {service: (client, f"t{uuid.uuid4().hex[:8]}_{service}") for service in SERVICES[:2]}


def write(sources: Sources, name: str) -> None:
    """In all of them at once, as a fact is at one service and at the next."""
    (client, _), *_ = sources.values()
    with client.start_session() as session, session.start_transaction():
        for _, database in sources.values():
            client[database]["nodes"].insert_one({"_id": name}, session=session)


def names(sources: Sources) -> list[list[str]]:
    return [[each["_id"] for each in client[database]["nodes"].find().sort("_id", 1)] for client, database in sources.values()]


def test_what_came_while_the_first_was_read_is_in_none(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources, dump = databases(client), stream.dump
    write(sources, "before")

    def dump_and_write(*arguments: Any) -> int:
        count = dump(*arguments)
        write(sources, f"after {arguments[1]}")
        return count

    monkeypatch.setattr(stream, "dump", dump_and_write)
    place = take(sources, tmp_path, keep=1)
    assert [len(found) for found in names(sources)] == [3, 3]
    back = databases(client)
    assert put(back, place) == 2
    assert names(back) == [["before"], ["before"]]


def test_the_last_ones_are_kept_and_nothing_else_is_touched(client: Client, tmp_path: Path) -> None:
    for name in ("20200101T000000Z", "20200102T000000Z", "20200103T000000Z.part", "minutes"):
        (tmp_path / name).mkdir()
    sources = databases(client)
    write(sources, "one")
    place = take(sources, tmp_path, keep=2)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["20200102T000000Z", place.name, "minutes"]
    assert {file.stat().st_mode & 0o777 for file in place.iterdir()} == {0o600}


@pytest.mark.parametrize("damage", ["cut", "altered", "gone", "not empty"])
def test_nothing_is_written_of_a_backup_that_cannot_be_put_back_whole(damage: str, client: Client, tmp_path: Path) -> None:
    sources, back = databases(client), databases(client)
    write(sources, "one")
    place = take(sources, tmp_path, keep=1)
    last = place / f"{SERVICES[1]}.backup"
    if damage == "cut":
        last.write_bytes(last.read_bytes()[:-20])
    elif damage == "altered":
        content = last.read_bytes()
        last.write_bytes(content[:11] + b"\xff" * 8 + content[19:])  # no kind of block begins so
    elif damage == "gone":
        last.unlink()
    else:
        client[back[SERVICES[1]][1]]["nodes"].insert_one({"_id": "there"})
    with pytest.raises(StackProblem):
        put(back, place)
    assert names(back)[0] == []
