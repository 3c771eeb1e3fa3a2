"""The feed as its contract says, on a real port, with the faults that a network or a bad day brings. It notes what breaks the contract."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.integration.subscribers.facts import Event

TOKEN = "t0ken"
LONGEST_MS, MOST = 30_000, 1000
# Moments of a request at which something may be done to who asks.
ASKED, HALF, ANSWERED, GAP, POSITION = "asked", "half", "answered", "gap", "position"


@dataclass
class Faults:
    """`withheld`: ids that no page has, only a gap's answer.

    Pages by number, from 1: cut in the middle, sent again, out of order within, after the one that follows it, or refused.
    """

    withheld: frozenset[str] = frozenset()
    cut: frozenset[int] = frozenset()
    twice: frozenset[int] = frozenset()
    shuffled: frozenset[int] = frozenset()
    late: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()
    no_gaps: bool = False


@dataclass
class Feed:
    """`at`: called at each moment. `caught_up`: all is acknowledged."""

    events: list[Event]
    page: int = 50
    faults: Faults = field(default_factory=Faults)
    at: Callable[[str], None] = lambda moment: None
    caught_up: threading.Event = field(default_factory=threading.Event)
    complaints: list[str] = field(default_factory=list)
    gaps: int = 0
    pages: int = 0
    acknowledged: int = 0
    url: str = ""
    _again: list[Event] = field(default_factory=list)
    _more: threading.Condition = field(default_factory=threading.Condition)

    @property
    def last(self) -> str:
        """Id of the newest event."""
        return str(self.events[-1]["id"])

    def append(self, events: list[Event]) -> None:
        """What happens while somebody waits."""
        with self._more:
            self.events = [*self.events, *events]
            self.caught_up.clear()
            self._more.notify_all()

    def position_of(self, last: str) -> int:
        """Events up to this id; -1: unknown."""
        return next((place + 1 for place, event in enumerate(self.events) if event["id"] == last), -1)

    def facts(self, after: int, limit: int, wait_ms: int) -> list[Event]:
        """The next page, faults and all."""
        end = time.monotonic() + wait_ms / 1000
        with self._more:
            while after >= len(self.events) and time.monotonic() < end:
                self._more.wait(end - time.monotonic())
            page = self._page(after, limit)
        self.pages += bool(page)
        if self._again:
            page, self._again = self._again, []
        elif self.pages in self.faults.twice:
            self._again = page
        elif self.pages in self.faults.late and (later := self._page(after + self.page, limit)):
            page, self._again = later, page
        if self.pages in self.faults.shuffled:
            page = random.Random(self.pages).sample(page, len(page))
        return page

    def _page(self, after: int, limit: int) -> list[Event]:
        there = self.events[after : after + min(limit, self.page)]
        return [event for event in there if event["id"] not in self.faults.withheld]

    def gap(self, source: str, key: str, after: int, before: int) -> list[Event]:
        """What is between two numbers of a source and key."""
        self.gaps += 1
        chain = [event for event in self.events if (event["source"], event["partitionkey"]) == (source, key)]
        return [] if self.faults.no_gaps else [event for event in chain if after < event["sequence"] < before]

    def acknowledge(self, last: str) -> bool:
        """Keeps the position; whether the id is known."""
        place = self.position_of(last)
        self.acknowledged = max(self.acknowledged, place)
        if self.acknowledged == len(self.events):
            self.caught_up.set()
        return place > 0


@contextmanager
def serving(feed: Feed) -> Iterator[Feed]:
    """On a port of its own, `feed.url`."""

    class Bound(_Handler):
        said = feed

    with ThreadingHTTPServer(("127.0.0.1", 0), Bound) as server:
        server.daemon_threads = True
        server.block_on_close = False
        feed.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield feed
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    said: Feed

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        if not self._authorized():
            return
        if split.path == "/feeds/facts":
            self._facts(query)
        elif split.path == "/feeds/facts/gap":
            self.said.at(GAP)
            found = self.said.gap(query["source"], query["key"], int(query["after"]), int(query["before"]))
            self._answer(200, found, "application/cloudevents-batch+json")
        else:
            self._problem(404, f"没有 {split.path}")

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        if not self._authorized():
            return
        self.said.at(POSITION)
        if urlsplit(self.path).path != "/feeds/facts/position" or not self.said.acknowledge(body["lastEventId"]):
            self._problem(404, f"没有 {self.path} {body}")
        else:
            self._answer(204, None, "")

    def _facts(self, query: dict[str, str]) -> None:
        self.said.at(ASKED)
        limit, wait = int(query.get("limit", MOST)), int(query.get("timeout", 0))
        if limit > MOST or wait > LONGEST_MS or ("lastEventId" in query) == ("from" in query):
            self.said.complaints.append(self.path)
        after = self.said.position_of(query["lastEventId"]) if "lastEventId" in query else 0
        if after < 0:
            self._problem(404, f"没有编号为 {query['lastEventId']} 的事实")
            return
        page = self.said.facts(after, limit, wait)
        if page and self.said.pages in self.said.faults.refused:
            self._problem(503, "系统正在维护", {"Retry-After": "1"})
            return
        self._answer(200, page, "application/cloudevents-batch+json", cut=bool(page) and self.said.pages in self.said.faults.cut)
        if page:
            self.said.at(ANSWERED)

    def _authorized(self) -> bool:
        if self.headers.get("Authorization") == f"Bearer {TOKEN}":
            return True
        self._problem(401, "令牌不正确或者已经失效")
        return False

    def _problem(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        problem = {"type": "about:blank", "title": "拒绝", "status": status, "detail": detail}
        self._answer(status, problem, "application/problem+json", headers)

    def _answer(self, status: int, content: Any, kind: str, headers: dict[str, str] | None = None, *, cut: bool = False) -> None:
        body = b"" if status == 204 else json.dumps(content, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                if value and not (status == 204 and name == "Content-Length"):
                    self.send_header(name, value)
            self.end_headers()
            half = len(body) // 2
            self.wfile.write(body[:half])
            if isinstance(content, list) and content:
                self.said.at(HALF)
            if cut:
                self.close_connection = True
            else:
                self.wfile.write(body[half:])
        except OSError:  # who asked is dead
            self.close_connection = True

    def log_message(self, format: str, *words: object) -> None:
        """Nothing: the tests read what the kits say."""
