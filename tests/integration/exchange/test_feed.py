"""The feed as a program of another department uses it: pages, waiting, positions, replay, gaps, and who may not (2.5)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from services.exchange.catalogue import CATALOGUE, PROJECTION
from services.exchange.domain.words import Mark
from tests.conftest import Running
from tests.harness.suite import Refused, Suite, eventually, service
from tests.integration.exchange.register import BUREAU, LEDGER, ZHAO, Reader, at, call, granted, leave, reader
from tests.integration.exchange.told import ALL, NEVER, ON_REQUEST, Neighbours

pytestmark = pytest.mark.rule("2.5")
APPROVED, RUNNING = "sanzhi.registry.project.approved.v1", "sanzhi.registry.project.running.v1"
DECIDED, SIGNED = "sanzhi.registry.termination.decided.v1", "sanzhi.contracts.document.signed.v1"
FOUR = (APPROVED, RUNNING, DECIDED, SIGNED)


@pytest.fixture
async def suite(running: Running) -> AsyncIterator[Suite]:
    async with running(service("exchange"), rehearsal_start="2026-03-02T10:00:00+08:00") as made:
        yield made
        await leave()


async def until_logged(suite: Suite, number: int) -> None:
    async def there() -> bool:
        return bool(await suite.apps["exchange"].mongo["log"].estimated_document_count() >= number)

    await eventually(there)


async def told(suite: Suite, neighbours: Neighbours, *kinds: str, project: str = "projects/p1") -> list[str]:
    """Ids, once they are in the log."""
    facts = await neighbours.tell(kinds, project)
    await until_logged(suite, len(neighbours.told))
    return [each.id for each in facts]


async def test_pages_in_order_with_what_is_granted_and_the_number_before(suite: Suite) -> None:
    neighbours = Neighbours(suite)
    await granted(suite, APPROVED, DECIDED)
    for project in ("projects/p1", "projects/p2"):
        await told(suite, neighbours, *FOUR, *FOUR, project=project)
    mine = await reader(suite)
    events = await mine.drained(limit=3)
    assert [(each["type"], each["partitionkey"]) for each in events] == [
        (kind, project) for project in ("projects/p1", "projects/p2") for kind in (APPROVED, DECIDED, APPROVED, DECIDED)
    ]
    assert [(each["sequence"], each["previous"]) for each in events] == [(1, 0), (3, 1), (4, 3), (6, 4)] * 2
    facts = {each.id: each for each in neighbours.told}
    for event in events:
        assert event["data"] == PROJECTION.public(event["type"], json.loads(facts[event["id"]].body), frozenset())
    one = (await mine.ask(limit=1)).headers
    assert (one["feed-position"], one["feed-count"], one["content-type"]) == (events[0]["id"], "1", "application/cloudevents-batch+json")


async def test_what_is_not_granted_is_nowhere_on_the_wire(suite: Suite) -> None:
    """Captured as it comes from the socket, of every type: no field on request without a grant, and none ever that is never told."""
    neighbours = Neighbours(suite)
    every = {kind: list(CATALOGUE.fields(kind, Mark.ON_REQUEST)) for kind in ALL}
    some = {kind: fields[:1] for kind, fields in every.items()}
    await granted(suite, *ALL)
    await granted(suite, *ALL, fields=some, name="subscriptions/some")
    await granted(suite, *ALL, fields=every, name="subscriptions/every")
    await told(suite, neighbours, *ALL)
    wires = {}
    for name in (LEDGER, "subscriptions/some", "subscriptions/every"):
        token = (await call(suite, "IssueFeedToken", name=name))["token"]
        wires[name] = await _captured(suite, token, "/feeds/facts") + await _captured(
            suite, token, "/feeds/facts/gap?source=/sanzhi/registry&key=projects/p1&after=0&before=9999"
        )
        assert NEVER.encode() not in wires[name] and neighbours.told[0].id.encode() in wires[name]
    asked = {name: wire.count(ON_REQUEST.encode()) for name, wire in wires.items()}
    assert asked[LEDGER] == 0 < asked["subscriptions/some"] < asked["subscriptions/every"]


async def _captured(suite: Suite, token: str, path: str) -> bytes:
    part: Any = suite.apps["exchange"].parts["feed"]
    host, _, port = part.address.rpartition(":")
    incoming, outgoing = await asyncio.open_connection(host, int(port))
    outgoing.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n".encode())
    wire = await asyncio.wait_for(incoming.read(), 60)
    outgoing.close()
    await outgoing.wait_closed()
    assert wire.startswith(b"HTTP/1.1 200 ")
    return wire


async def test_who_waits_gets_the_next_fact_at_once_wherever_it_was_committed(suite: Suite) -> None:
    neighbours = Neighbours(suite)
    await granted(suite, APPROVED)
    other = await suite.start(service("exchange"))
    try:
        mine = await reader(suite, other)
        beside = at(suite.apps["exchange"], mine.client.headers["Authorization"].removeprefix("Bearer "))
        assert await mine.get(timeout=50) == []
        began = time.monotonic()
        waiting = [asyncio.create_task(each.get(timeout=30000)) for each in (mine, beside)]
        await _until_waited_for(other, suite.apps["exchange"])
        await told(suite, neighbours, SIGNED)  # not theirs: nobody is answered
        (event,) = await told(suite, neighbours, APPROVED)
        assert [[each["id"] for each in await page] for page in waiting] == [[event]] * 2
        assert time.monotonic() - began < 29
    finally:
        await other.stop()


async def _until_waited_for(*apps: Any) -> None:
    async def all_wait() -> bool:
        return all(app.parts["feed"]._arrivals.waiting for app in apps)

    await eventually(all_wait)


async def test_a_replica_that_ends_lets_go_of_who_waits(suite: Suite) -> None:
    await granted(suite, APPROVED)
    other = await suite.start(service("exchange"))
    mine = await reader(suite, other)
    waiting = asyncio.create_task(mine.get(timeout=30000))
    await _until_waited_for(other)
    began = time.monotonic()
    await other.stop()
    assert await waiting == [] and time.monotonic() - began < 25


async def test_a_position_is_kept_goes_on_and_is_set_back_by_order_alone(suite: Suite) -> None:
    neighbours = Neighbours(suite)
    await granted(suite, APPROVED)
    events = await told(suite, neighbours, *[APPROVED] * 5)
    mine = await reader(suite)
    assert await mine.get("/feeds/facts/position") == {"position": 0, "lastEventId": "", "behind": 5, "at": None}
    await mine.put(events[2])
    assert [each["id"] for each in await mine.get()] == events[3:]
    await mine.put(events[0])  # late: changes nothing
    kept = await mine.get("/feeds/facts/position")
    assert (kept["position"], kept["lastEventId"], kept["behind"]) == (3, events[2], 2)
    assert [each["id"] for each in await mine.get(lastEventId=events[0], limit=2)] == events[1:3]
    (shown,) = (await call(suite, "ListDeliveries", BUREAU))["deliveries"]
    assert (shown["behind"], shown["position"], shown["behind_since"]) == ("2", "3", "2026-03-02T02:00:00Z")
    told_again = await call(suite, "ResetPosition", BUREAU, name=LEDGER, way="WAY_FEED", event=events[0], reason="接收库由备份恢复")
    assert told_again["position"] == "1"
    assert [each["id"] for each in await mine.get()] == events[1:]
    await call(suite, "ResetPosition", name=LEDGER, way="WAY_FEED", reason="从头再来")
    assert [each["id"] for each in await mine.get()] == events
    for since, reason in ((None, "NOT_FOUND"), ("2026-01-05T00:00:00Z", "POSITION_AMBIGUOUS")):
        with pytest.raises(Refused) as refused:
            await call(suite, "ResetPosition", name=LEDGER, way="WAY_FEED", reason="x", event="x", since=since)
        assert refused.value.reason == reason
    assert [json.loads(each["data"])["position"] for each in await suite.facts("exchange", "subscription.position_reset.v1")] == [1, 0]


async def test_from_a_time_on(suite: Suite) -> None:
    neighbours = Neighbours(suite)
    await granted(suite, APPROVED)
    events = await told(suite, neighbours, APPROVED, APPROVED)
    mine = await reader(suite)
    assert [each["id"] for each in await mine.get(from_="2026-03-02T10:00:00+08:00")] == events
    assert await mine.get(from_="2026-03-02T10:00:01+08:00") == []
    await call(suite, "ResetPosition", name=LEDGER, way="WAY_FEED", since="2026-03-02T02:00:01Z", reason="此前的不要")
    assert await mine.get() == []


async def test_a_gap_is_closed(suite: Suite) -> None:
    neighbours = Neighbours(suite)
    await granted(suite, APPROVED, DECIDED)
    await told(suite, neighbours, *FOUR, *FOUR)
    mine = await reader(suite)
    between: dict[str, Any] = {"source": "/sanzhi/registry", "key": "projects/p1"}
    page = await mine.get("/feeds/facts/gap", **between, after=1, before=6)
    assert [(each["sequence"], each["previous"]) for each in page] == [(3, 1), (4, 3)]
    assert await mine.get("/feeds/facts/gap", **between | {"key": "projects/other"}, after=0, before=100) == []
    assert (await mine.get("/feeds/facts/gap", 400, **between))["reason"] == "FIELD_INVALID"


async def test_what_one_has_is_not_sent_again_and_what_is_long_is_compressed(suite: Suite) -> None:
    neighbours = Neighbours(suite)
    await granted(suite, APPROVED)
    await told(suite, neighbours, *[APPROVED] * 5)
    mine = await reader(suite)
    first = await mine.ask(headers={"Accept-Encoding": "gzip"})
    assert (first.headers["content-encoding"], len(first.json())) == ("gzip", 5)
    assert "content-encoding" not in (await mine.ask(headers={"Accept-Encoding": "identity"})).headers
    assert (await mine.ask(status=304, headers={"If-None-Match": first.headers["etag"]})).content == b""
    await told(suite, neighbours, APPROVED)
    assert len(await mine.get(headers={"If-None-Match": first.headers["etag"]})) == 6


async def test_who_may_not(suite: Suite) -> None:
    """In words for people, with a reason for programs."""
    await granted(suite, APPROVED)
    mine = await reader(suite)
    stranger = at(suite.apps["exchange"], "szf_nobody")
    for path in ("/feeds", "/feeds/facts", "/feeds/facts/gap", "/feeds/facts/position"):
        answer = await stranger.ask(path, 401)
        assert (answer.json()["reason"], answer.headers["www-authenticate"]) == ("TOKEN_NOT_VALID", "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
    unknown = await mine.get(status=404, lastEventId="0198c1de-0000-7000-8000-000000000000")
    assert unknown["reason"] == "NOT_FOUND" and "lastEventId" in unknown["detail"]
    assert (await mine.get("/nowhere", 404))["title"] == "没有找到"
    assert (await mine.client.delete("/feeds/facts")).json()["reason"] == "HTTP_405"
    assert (await mine.put("x", 404)).json()["reason"] == "NOT_FOUND"
    assert (await mine.put(7, 400)).json()["reason"] == "FIELD_INVALID"
    assert (await mine.put("x" * 5000, 413)).json()["reason"] == "BODY_TOO_LARGE"
    await call(suite, "SuspendSubscription", BUREAU, name=LEDGER, reason="查明原因")
    assert (await mine.get(status=403))["reason"] == "SUBSCRIPTION_SUSPENDED"
    await call(suite, "ResumeSubscription", BUREAU, name=LEDGER, reason="已经查明")
    assert await mine.get() == []
    with pytest.raises(Refused) as others:
        await call(suite, "IssueFeedToken", ZHAO, name=LEDGER)
    assert others.value.reason == "NOT_THE_SUBSCRIBER"
    assert (await call(suite, "ListSubscriptions", ZHAO))["subscriptions"] == []


async def test_a_token_is_shown_once_replaced_with_an_overlap_and_gone_with_the_end(suite: Suite) -> None:
    await granted(suite, APPROVED)
    first, second = await reader(suite), await reader(suite)
    assert await first.get() == await second.get() == []
    token = first.client.headers["Authorization"].removeprefix("Bearer ")
    kept = await suite.apps["exchange"].mongo["subscriptions"].find_one({"_id": LEDGER})
    stored = [await suite.apps["exchange"].mongo[name].find({}).to_list(None) for name in ("requests", "outbox", "audit")]
    assert token not in str(kept) and token not in str(stored) and kept is not None and len(kept["tokens"]) == 2
    await suite.advance(datetime.fromisoformat("2026-03-09T10:00:00+08:00"))
    assert (await first.get(status=401))["reason"] == "TOKEN_NOT_VALID" and await second.get() == []
    await suite.advance(datetime.fromisoformat("2027-01-01T00:00:00+08:00"))
    assert (await call(suite, "GetSubscription", BUREAU, name=LEDGER))["state"] == "SUBSCRIPTION_STATE_ENDED"
    await second.get(status=401)
    (over,) = await suite.facts("exchange", "subscription.ended.v1")
    assert json.loads(over["data"])["by_itself"] is True


async def test_what_a_token_may_read_and_what_the_feed_says_of_itself(suite: Suite) -> None:
    await granted(suite, APPROVED, DECIDED, fields={DECIDED: ["reason"]})
    mine = await reader(suite)
    said = await mine.get("/feeds")
    assert (said["subscription"], said["until"]) == (LEDGER, "2026-12-31")
    assert {each["type"]: each["grantedFields"] for each in said["feeds"][0]["types"]} == {APPROVED: [], DECIDED: ["reason"]}
    stranger = at(suite.apps["exchange"], "none")
    assert (await stranger.get("/openapi.json"))["openapi"] == "3.1.0" and await stranger.get("/health") == {"status": "pass"}


async def test_too_many_requests_are_told_to_come_again(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    await granted(suite, APPROVED)
    monkeypatch.setenv("SANZHI_FEED_CALLS_A_SECOND", "0.001")
    monkeypatch.setenv("SANZHI_FEED_CALLS_AT_ONCE", "2")
    monkeypatch.setenv("SANZHI_FEED_WAITING_EACH", "1")
    other = await suite.start(service("exchange"))
    try:
        mine: Reader = await reader(suite, other)
        waiting = asyncio.create_task(mine.get(timeout=30000))
        await _until_waited_for(other)
        crowded: httpx.Response = await mine.ask(status=429, timeout=30000)
        assert crowded.json()["reason"] == "FEED_CROWDED"
        over = await mine.ask(status=429)
        assert over.json()["reason"] == "BUDGET_EXHAUSTED" and int(over.headers["retry-after"]) > 100
        waiting.cancel()
    finally:
        await other.stop()
