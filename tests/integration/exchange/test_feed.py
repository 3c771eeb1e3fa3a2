"""The feed as a program of another department uses it: pages, waiting, positions, replay, gaps, and who may not (2.5)."""

import asyncio
import json
import time
from typing import Any

import pytest

from services.exchange.catalogue import CATALOGUE, PROJECTION
from services.exchange.domain.words import Mark
from services.exchange.feed import pages
from tests.harness.suite import Refused, Suite, service
from tests.integration.exchange.register import (
    APPROVED,
    BUREAU,
    DECIDED,
    FOUR,
    LEDGER,
    SIGNED,
    at,
    call,
    granted,
    reader,
    told,
    until_waited_for,
)
from tests.integration.exchange.told import ALL, NEVER, ON_REQUEST, Neighbours

pytestmark = pytest.mark.rule("2.5")


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
        await until_waited_for(other, suite.apps["exchange"])
        await told(suite, neighbours, SIGNED)  # not theirs: nobody is answered
        (event,) = await told(suite, neighbours, APPROVED)
        assert [[each["id"] for each in await page] for page in waiting] == [[event]] * 2
        assert time.monotonic() - began < 29
    finally:
        await other.stop()


async def test_a_replica_that_ends_lets_go_of_who_waits(suite: Suite) -> None:
    await granted(suite, APPROVED)
    other = await suite.start(service("exchange"))
    mine = await reader(suite, other)
    waiting = asyncio.create_task(mine.get(timeout=30000))
    await until_waited_for(other)
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


async def test_a_page_is_no_larger_than_one_may_be_and_the_next_goes_on(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event that goes over the limit is the last one of its page: one alone is never too large."""
    neighbours = Neighbours(suite)
    await granted(suite, APPROVED)
    events = await told(suite, neighbours, *[APPROVED] * 3)
    mine = await reader(suite)
    monkeypatch.setattr(pages, "MOST_BYTES", 1)
    assert [each["id"] for each in await mine.get()] == events[:1]
    assert [each["id"] for each in await mine.drained()] == events
