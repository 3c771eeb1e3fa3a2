"""A department at the feed while replicas come and go: it goes on where it was, and acknowledges what it has."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chaos.affairs import reader as module
from chaos.affairs.reader import Reader
from cli.refused import Refused


def event(number: int) -> dict[str, Any]:
    said = {"id": f"e{number}", "source": "/sanzhi/registry", "type": "a", "partitionkey": "projects/p"}
    return said | {"sequence": number, "previous": number - 1}


class Feed:
    """One replica: gives two events a page; answers in turn as it is told before that, with nothing where it is None."""

    def __init__(self, events: int) -> None:
        self.events = [event(number) for number in range(1, events + 1)]
        self.told: list[int | None] = []
        self.position = ""
        self.asked: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.lower().startswith("content-length")), 0)
        body = await reader.readexactly(length)
        status = self.told.pop(0) if self.told else 200
        if status is not None:
            method, path = head.split(" ")[:2]
            self.asked.append(f"{method} {path.partition('?')[2].split('&')[-1]} {head.partition('Bearer ')[2].split()[0]}")
            said = self._page(path) if status == 200 and method == "GET" else b""
            if status == 200 and method == "PUT":
                self.position = json.loads(body)["lastEventId"]
            writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(said)}\r\nconnection: close\r\n\r\n".encode() + said)
        writer.close()

    def _page(self, path: str) -> bytes:
        after = path.partition("lastEventId=")[2].partition("&")[0]
        start = next((number for number, each in enumerate(self.events, 1) if each["id"] == after), 0)
        return json.dumps(self.events[start : start + 2]).encode()


class Departments:
    """Grants whatever is asked for; numbers its tokens."""

    def __init__(self) -> None:
        self.granted: list[str] = []
        self.too_late = False

    async def ask(self, identity: str, types: list[str]) -> dict[str, Any]:
        assert types == ["a"]
        return {"name": f"subscriptions/{identity}"}

    async def grant(self, name: str, types: list[str]) -> None:
        if self.too_late:
            self.too_late = False
            raise Refused("FAILED_PRECONDITION", "END_PASSED", "2.5", "已过", {})
        self.granted.append(name)

    async def token(self, name: str, number: int) -> str:
        return f"t{number}"


class Register:
    """Knows one type."""

    async def call(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"types": [{"type": "a"}]}


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.0)


@pytest.fixture
async def two() -> AsyncIterator[tuple[Feed, Feed, Reader, Departments]]:
    """Replicas of one log."""
    first, second, departments = Feed(5), Feed(5), Departments()
    servers = [await asyncio.start_server(each.serve, "127.0.0.1", 0) for each in (first, second)]
    addresses = [f"127.0.0.1:{server.sockets[0].getsockname()[1]}" for server in servers]
    register: Any = Register()
    yield first, second, Reader(register, departments, addresses), departments  # type: ignore[arg-type]
    for server in servers:
        server.close()


Two = tuple[Feed, Feed, Reader, Departments]


async def test_it_reads_all_and_acknowledges_the_last(two: Two) -> None:
    first, _, reader, _ = two
    await reader.finish()
    assert [each.id for each in reader.events] == ["e1", "e2", "e3", "e4", "e5"]
    assert first.position == reader.acknowledged == "e5" and reader.unexpected == [] and reader.unanswered == 0


async def test_a_replica_that_does_not_answer_is_left_for_another_one(two: Two) -> None:
    first, second, reader, _ = two
    first.told = [200, 200, None]
    await reader.finish()
    assert [each.id for each in reader.events] == ["e1", "e2", "e3", "e4", "e5"]
    assert reader.unanswered == 1 and second.position == "e5"


async def test_an_acknowledgement_that_got_no_answer_is_said_again(two: Two) -> None:
    first, second, reader, _ = two
    first.told, second.told = [200, None], [200, 503]
    await reader.finish()
    assert [each.id for each in reader.events] == ["e1", "e2", "e3", "e4", "e5"] and second.position == "e5"


async def test_one_that_has_ended_is_followed_by_another_that_goes_on(two: Two) -> None:
    first, _, reader, departments = two
    first.told, departments.too_late = [200, 200, 403], True
    await reader.finish()
    assert departments.granted == ["subscriptions/chaos-feed-2", "subscriptions/chaos-feed-3"]
    assert [each.id for each in reader.events] == ["e1", "e2", "e3", "e4", "e5"] and reader.unexpected == []
    assert first.position == "e5" and "t3" in first.asked[-1]


async def test_an_answer_that_nobody_should_get_is_told(two: Two) -> None:
    first, _, reader, _ = two
    first.told = [500]
    await reader.finish()
    assert reader.unexpected == ["the feed answered 500: "]
