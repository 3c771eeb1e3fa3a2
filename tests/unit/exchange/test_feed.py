"""The feed at its edges: what is asked, what is answered, who waits, and that it is what it says of itself."""

import asyncio
import gzip
import json
from typing import Any

import httpx
import jsonschema
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.errors import Exhausted, InvalidArgument, NotFound, PermissionDenied, Refusal, RuleViolated, Unavailable
from chassis.store.unit import Written
from services.exchange.domain.events import event_bytes, with_previous
from services.exchange.feed import arrivals as arrivals_module
from services.exchange.feed.answers import BATCH, answer
from services.exchange.feed.app import Feed, build
from services.exchange.feed.arrivals import Arrivals
from services.exchange.feed.asked import GapAsked, PageAsked, gap_asked, page_asked
from services.exchange.feed.door import Door
from services.exchange.feed.openapi import DOCUMENT
from services.exchange.feed.problems import Problem, problem_of, response_of
from services.exchange.settings import FeedSettings
from tests.unit.said import refused


def test_a_page_is_asked_for() -> None:
    assert page_asked({}) == PageAsked("", None, 0.0, 1000)
    assert page_asked({"lastEventId": "e1", "timeout": "30000", "limit": "1"}) == PageAsked("e1", None, 30.0, 1)
    since = page_asked({"from": "2026-01-05T00:00:00 08:00"}).since
    assert since is not None and since.isoformat() == "2026-01-05T00:00:00+08:00"


def test_a_gap_is_asked_for() -> None:
    assert gap_asked({"source": "/sanzhi/registry", "key": "projects/x", "after": "3", "before": "7"}) == GapAsked(
        "/sanzhi/registry", "projects/x", 3, 7
    )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"lasteventid": "e1"}, "lasteventid"),
        ({"lastEventId": "e1", "from": "2026-01-05T00:00:00Z"}, "from"),
        ({"lastEventId": "e" * 1001}, "lastEventId"),
        ({"from": "2026-01-05"}, "from"),
        ({"from": "2026-01-05T00:00:00"}, "from"),
        ({"from": "gestern"}, "from"),
        ({"from": "0001-01-01T00:00:00+14:00"}, "from"),
        ({"from": "9999-12-31T23:59:59-10:00"}, "from"),
        ({"timeout": "30001"}, "timeout"),
        ({"timeout": "-1"}, "timeout"),
        ({"timeout": "1.5"}, "timeout"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "１０"}, "limit"),
    ],
)
def test_what_a_page_cannot_be_asked_by(said: dict[str, str], field: str) -> None:
    assert refused(lambda: page_asked(said)) == (InvalidArgument, "FIELD_INVALID", "2.5", {"field": field})


@pytest.mark.parametrize("lacking", ["source", "key", "after", "before"])
def test_a_gap_has_two_ends_of_one_source_and_key(lacking: str) -> None:
    said = {"source": "/sanzhi/registry", "key": "projects/x", "after": "3", "before": "7"}
    del said[lacking]
    assert refused(lambda: gap_asked(said)) == (InvalidArgument, "FIELD_INVALID", "2.5", {"field": lacking})


@pytest.mark.parametrize(
    ("refusal", "status", "after"),
    [
        (InvalidArgument("FIELD_INVALID", "有误"), 400, None),
        (PermissionDenied("NOT_THE_SUBSCRIBER", "他人"), 403, None),
        (RuleViolated("SUBSCRIPTION_SUSPENDED", "暂停"), 403, None),
        (NotFound("NOT_FOUND", "没有"), 404, None),
        (Exhausted("BUDGET_EXHAUSTED", "过于频繁", retry_after=2.4), 429, "2"),
        (Exhausted("BUDGET_EXHAUSTED", "过于频繁", retry_after=0.1), 429, "1"),
        (Unavailable("DATABASE_UNAVAILABLE", "不可用"), 503, "1"),
    ],
)
def test_a_refusal_is_a_problem_in_words(refusal: Refusal, status: int, after: str | None) -> None:
    response = response_of(problem_of(refusal))
    said = json.loads(bytes(response.body))
    jsonschema.validate(said, DOCUMENT["components"]["schemas"]["Problem"])
    assert (response.status_code, said["status"], said["detail"], said["reason"]) == (status, status, refusal.message, refusal.reason)
    assert response.headers.get("retry-after") == after and response.headers["content-type"] == "application/problem+json"


def request(**headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": named})


async def answered(body: bytes = b"[1]" * 1000, tag: str = "t", **headers: str) -> Response:
    return await answer(request(**headers), body, BATCH, {"Feed-Count": "1"}, tag)


async def test_an_answer_is_compressed_for_whoever_takes_that() -> None:
    squeezed = await answered(accept_encoding="br, gzip;q=0.5")
    assert squeezed.headers["content-encoding"] == "gzip" and gzip.decompress(bytes(squeezed.body)) == b"[1]" * 1000
    for accepted in ("", "identity", "gzip;q=0"):
        assert "content-encoding" not in (await answered(accept_encoding=accepted)).headers
    assert "content-encoding" not in (await answered(b"[]", accept_encoding="gzip")).headers


@pytest.mark.parametrize(("known", "status"), [('"t"', 304), ('"t-gzip"', 304), ('W/"t", "x"', 304), ('"other"', 200), ("", 200)])
async def test_what_the_caller_has_is_not_sent_again(known: str, status: int) -> None:
    response = await answered(if_none_match=known)
    assert (response.status_code, response.headers["etag"]) == (status, '"t"')
    assert bool(response.body) is (status == 200)


class Rows:
    """A log that grows. fails: so many questions to it before it answers."""

    def __init__(self) -> None:
        self.types: list[str] = []
        self.fails = 0

    async def types_after(self, position: int, limit: int) -> list[tuple[int, str]]:
        if self.fails:
            self.fails -= 1
            raise KeyError("type")
        return list(enumerate(self.types, 1))[position : position + limit]

    async def last(self) -> int:
        return len(self.types)


def handed_on(*types: str) -> Written:
    return Written([{"handed_on": True, "attributes": {"type": kind}} for kind in types])


async def test_who_waits_is_woken_by_a_fact_of_its_types_alone() -> None:
    waiting: Any = Arrivals(Rows())  # type: ignore[arg-type]
    mine, other = waiting.expect(["a", "b"]), waiting.expect(["c"])
    waiting.tell(Written([{"attributes": {"type": "a"}}]))
    assert not mine.done()
    waiting.tell(handed_on("x", "b"))
    assert mine.done() and not other.done() and waiting.waiting == 2
    waiting.forget(mine)
    waiting.forget(other)
    assert waiting.waiting == 0


async def test_what_another_replica_commits_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals_module, "LOOK_SECONDS", 0.001)
    rows = Rows()
    waiting = Arrivals(rows)  # type: ignore[arg-type]
    looking = asyncio.create_task(waiting.run())
    mine, other = waiting.expect(["a"]), waiting.expect(["c"])
    rows.types += ["b", "a"]
    await asyncio.wait_for(mine, 10)
    assert not other.done()
    rows.types += ["x"] * 5000  # more than are looked through: everybody looks for themselves
    await asyncio.wait_for(other, 10)
    looking.cancel()


async def test_one_look_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals_module, "LOOK_SECONDS", 0.001)
    rows = Rows()
    rows.fails = 2
    waiting = Arrivals(rows)  # type: ignore[arg-type]
    looking = asyncio.create_task(waiting.run())
    mine = waiting.expect(["a"])
    rows.types += ["a"]
    await asyncio.wait_for(mine, 10)
    assert not looking.done() and rows.fails == 0
    looking.cancel()


async def test_nobody_waits_for_a_replica_that_ends() -> None:
    waiting = Arrivals(Rows())  # type: ignore[arg-type]
    mine = waiting.expect(["a"])
    waiting.close()
    assert mine.done() and waiting.expect(["a"]).done()


class Willing:
    """Lets everybody in, and takes what they say."""

    subscription = None

    async def admit(self, request: Request) -> Any:
        return self

    async def position_of(self, event: str) -> int:
        return 1

    async def acknowledge(self, *_: object) -> None: ...


@pytest.mark.parametrize("body", [b'{"lastEventId": "\\ud800"}', b'{"lastEventId": ""}', b'{"lastEventId": 5}', b"[" * 4000, b"\xff"])
async def test_what_nobody_can_have_read_is_not_acknowledged(body: bytes) -> None:
    willing: Any = Willing()
    app = build(Feed(willing, willing, willing, willing))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://feed") as client:
        answer = await client.put("/feeds/facts/position", content=body)
    assert (answer.status_code, answer.json()["reason"]) == (400, "FIELD_INVALID")


async def test_a_stranger_has_the_budget_of_a_network_and_not_of_each_of_its_addresses() -> None:
    door = Door(None, FeedSettings(strangers_a_second=1))  # type: ignore[arg-type]

    async def answered(address: str) -> str:
        try:
            await door.admit(Request({"type": "http", "path": "/feeds", "headers": [], "client": (address, 1)}))
        except (Problem, Exhausted) as error:
            return error.reason
        return "let in"

    told = [await answered(f"2001:db8::{number:x}") for number in range(10)]
    assert told == ["TOKEN_NOT_VALID"] * 5 + ["BUDGET_EXHAUSTED"] * 5
    assert await answered("2001:db8:1::1") == await answered("10.0.0.1") == "TOKEN_NOT_VALID"


def test_it_has_the_addresses_that_it_tells_of() -> None:
    app = build(Feed(None, None, None, None))  # type: ignore[arg-type]
    routes = [route for route in app.routes if isinstance(route, Route)]
    served = {(route.path, method.lower()) for route in routes for method in (route.methods or ()) if method != "HEAD"}
    assert served == {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}


def test_an_event_is_of_the_form_that_it_tells_of() -> None:
    attributes = {
        "id": "e1",
        "source": "/sanzhi/registry",
        "type": "sanzhi.registry.project.approved.v1",
        "subject": "projects/x",
        "time": "2026-01-05T00:00:00.000Z",
        "partitionkey": "projects/x",
        "sequence": 1,
    }
    event = json.loads(with_previous(event_bytes(attributes, {"title": "x"}), 0))
    schema = DOCUMENT["components"]["schemas"]["Event"]
    jsonschema.validate(event, schema)
    assert set(event) <= set(schema["properties"])
    del event["previous"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(event, schema)
