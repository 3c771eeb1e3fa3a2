"""Each kit on the feed's own HTTP server, whose log is a list here: the contract server of the other tests says what the feed says."""

import asyncio
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn

from cli.stack.ports import LOOPBACK, free_port
from services.exchange.catalogue import PROJECTION
from services.exchange.domain.events import event_bytes, short
from services.exchange.domain.grant import Grant
from services.exchange.domain.scope import Scope, Share
from services.exchange.domain.words import Way
from services.exchange.feed.app import Feed, build
from services.exchange.feed.arrivals import Arrivals
from services.exchange.feed.door import Guest
from services.exchange.feed.pages import Pages
from services.exchange.feed.problems import not_authenticated
from services.exchange.log import Full, Log
from services.exchange.settings import FeedSettings
from tests.integration.subscribers.conftest import Rows
from tests.integration.subscribers.counting import shortfall
from tests.integration.subscribers.facts import Event
from tests.integration.subscribers.feed import TOKEN
from tests.integration.subscribers.kits import Kit

GOLDENS = Path(__file__).parents[2] / "contract" / "goldens" / "contracts"
SIGNED, REFUSED, TOOK_EFFECT = (
    f"sanzhi.contracts.{what}.v1" for what in ("document.signed", "document.refused", "contract_set.took_effect")
)
FIELDS = {SIGNED: frozenset[str](), REFUSED: frozenset({"reason"})}
SCOPE = Scope(tuple(Share(kind, tuple(sorted(fields))) for kind, fields in FIELDS.items()), (Way.FEED,), date(2027, 12, 31))
LONGEST = 300


class MemoryLog(Log):
    """The log's rows as exchange makes them, in a list; of a log, so that types say when something else is asked of one."""

    def __init__(self, count: int) -> None:  # there is no MongoDB
        self.rows: list[dict[str, Any]] = []
        self.told: list[Event] = []
        self._numbers: dict[str, dict[str, int]] = {}
        self.grow(count)

    def grow(self, count: int) -> None:
        for _ in range(count):
            self._add(len(self.rows) + 1)

    def _add(self, place: int) -> None:
        kind, key = (SIGNED, REFUSED, TOOK_EFFECT)[place % 3], f"projects/p{place * 7 % 11}"
        body = json.loads((GOLDENS / f"{kind.removeprefix('sanzhi.contracts.')}.json").read_text()) | {"project": key}
        before = self._numbers.setdefault(key, {})
        number = max(before.values(), default=0) + 1
        at = datetime.fromtimestamp(1_772_000_000 + place, UTC)
        said = {"id": f"01936f00-0000-7000-8000-{place:012x}", "source": "/sanzhi/contracts", "type": kind, "subject": body["name"]}
        attributes = {**said, "time": at.isoformat(), "partitionkey": key, "sequence": number}
        opened, whole = (PROJECTION.public(kind, body, fields) for fields in (frozenset[str](), PROJECTION.on_request[kind]))
        row = {"_id": place, "event": said["id"], "source": said["source"], "type": kind, "key": key, "sequence": number, "time": at}
        self.rows.append(row | {"before": dict(before), "open": event_bytes(attributes, opened)})
        if whole != opened:
            self.rows[-1]["whole"] = event_bytes(attributes, whole)
        before[short(kind)] = number
        if kind in FIELDS:
            self.told.append({**attributes, "data": PROJECTION.public(kind, body, FIELDS[kind])})

    async def after(
        self, position: int, types: Sequence[str], limit: int, most_bytes: int, full: Full | None = None
    ) -> list[dict[str, Any]]:
        found = [row for row in self.rows[position:] if row["type"] in types][:limit]
        if full is not None and len(found) == limit:
            full(found[-1]["_id"])
        return found

    async def between(self, source: str, key: str, after: int, before: int, types: Sequence[str], limit: int) -> list[dict[str, Any]]:
        chain = [row for row in self.rows if (row["source"], row["key"]) == (source, key) and row["type"] in types]
        return [row for row in chain if after < row["sequence"] < before][:limit]

    async def position_of(self, event: str) -> int | None:
        return next((row["_id"] for row in self.rows if row["event"] == event), None)

    async def position_before(self, instant: datetime) -> int:
        return next((row["_id"] - 1 for row in self.rows if row["time"] >= instant), len(self.rows))


class OpenDoor:
    """Lets one token in."""

    async def admit(self, request: Any) -> Guest:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            raise not_authenticated()
        subscription: Any = SimpleNamespace(name="subscriptions/ledger", version=1, etag="e")
        return Guest(subscription, Grant(SCOPE, PROJECTION), datetime.now(UTC))


class Acknowledged:
    """How far the subscriber said that it is."""

    def __init__(self) -> None:
        self.position = 0
        self.moved = threading.Condition()

    async def note(self, subscription: Any, position: int) -> None:
        """Nothing is kept."""

    async def acknowledge(self, subscription: Any, position: int) -> None:
        with self.moved:
            self.position = max(self.position, position)
            self.moved.notify_all()

    def wait_for(self, position: int) -> bool:
        with self.moved:
            return self.moved.wait_for(lambda: self.position >= position, LONGEST)


@contextmanager
def serving(log: MemoryLog, acknowledged: Acknowledged) -> Iterator[str]:
    """The feed's own application, in a thread; its address."""
    parts: Any = (OpenDoor(), None, acknowledged, log)
    port, settings = free_port(), FeedSettings()

    async def serve() -> None:
        pages = Pages(log, Arrivals(log), settings)
        server.config.app = build(Feed(parts[0], pages, *parts[2:]))
        await server.serve()

    server = uvicorn.Server(uvicorn.Config("", host=LOOPBACK, port=port, log_config=None, lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def acknowledged() -> Acknowledged:
    return Acknowledged()


def last_granted(log: MemoryLog) -> int:
    return max(row["_id"] for row in log.rows if row["type"] in FIELDS)


def test_all_pages_come_once_with_the_granted_fields_alone(kit: Kit, acknowledged: Acknowledged, rows: Rows, tmp_path: Path) -> None:
    """Killed after its first page; a page has a thousand."""
    log = MemoryLog(3300)
    with serving(log, acknowledged) as url:
        around = kit.surroundings(url, TOKEN, rows.path)
        with kit.running(around, tmp_path / "log"):
            assert acknowledged.wait_for(1), (tmp_path / "log").read_text()
        assert 0 < rows.count() <= len(log.told)
        with kit.running(around, tmp_path / "log"):
            assert acknowledged.wait_for(last_granted(log)), (tmp_path / "log").read_text()
    assert shortfall(rows, log.told) == {}


def test_a_gap_is_closed(kit: Kit, acknowledged: Acknowledged, rows: Rows) -> None:
    """The newest facts are gone from the database, and the position was kept: the next fact of each project tells."""
    log = MemoryLog(300)
    with serving(log, acknowledged) as url:
        around = kit.surroundings(url, TOKEN, rows.path)
        assert kit.once(around).returncode == 0
        rows.write("DELETE FROM facts WHERE seq_no > 10")
        rows.write("DELETE FROM ledger")
        rows.write("INSERT INTO ledger SELECT fact_key, COUNT(*), '', '' FROM facts GROUP BY fact_key")
        log.grow(60)
        ended = kit.once(around)
    assert ended.returncode == 0, ended.stderr
    assert {name: what for name, what in shortfall(rows, log.told).items() if name != "changed"} == {}


def test_what_the_feed_says_no_with_is_told(kit: Kit, acknowledged: Acknowledged, rows: Rows) -> None:
    with serving(MemoryLog(30), acknowledged) as url:
        assert kit.once(kit.surroundings(url, TOKEN, rows.path)).returncode == 0
        rows.write("UPDATE feed_position SET last_event_id = 'nobody'")
        unknown, stranger = kit.once(kit.surroundings(url, TOKEN, rows.path)), kit.once(kit.surroundings(url, "wrong", rows.path))
    assert (unknown.returncode, stranger.returncode) == (1, 1)
    assert "没有编号为 nobody 的事件" in unknown.stderr
    assert "令牌缺失、有误或者已经失效" in stranger.stderr
