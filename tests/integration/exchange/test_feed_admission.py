"""Who is let in at the feed, with which token, how often; what is refused, in words for people, with a reason for programs (2.5)."""

import asyncio
import json
from datetime import datetime
from typing import Any

import httpx
import pytest

from bench.log_rows import log_row
from services.exchange.feed import ahead
from tests.harness.suite import Refused, Suite, service
from tests.integration.exchange.register import APPROVED, BUREAU, DECIDED, LEDGER, ZHAO, Reader, at, call, granted, reader, until_waited_for

pytestmark = pytest.mark.rule("2.5")


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
    assert (await mine.get(status=400, from_="0001-01-01T00:00:00+14:00"))["reason"] == "FIELD_INVALID"
    unpaired = await mine.client.put("/feeds/facts/position", content=b'{"lastEventId": "\\ud800"}')
    assert (unpaired.status_code, unpaired.json()["reason"]) == (400, "FIELD_INVALID")
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


async def test_what_was_read_ahead_is_given_to_nobody_who_may_not_have_it_now(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "WORTH", 2)
    await granted(suite, APPROVED)
    exchange = suite.apps["exchange"]
    await exchange.mongo["log"].insert_many([log_row(number, APPROVED, 3) for number in range(1, 8)])
    first, second = await reader(suite), await reader(suite)

    def read_ahead() -> bool:
        feed: Any = exchange.parts["feed"]
        return bool(feed._pages._ahead._begun)

    page = await first.get(from_="1900-01-01T00:00:00Z", limit=2)
    after = page[-1]["id"]
    assert read_ahead()
    await call(suite, "SuspendSubscription", BUREAU, name=LEDGER, reason="查明原因")
    assert (await first.get(status=403, lastEventId=after, limit=2))["reason"] == "SUBSCRIPTION_SUSPENDED"
    await call(suite, "ResumeSubscription", BUREAU, name=LEDGER, reason="已经查明")
    await second.get(from_="1900-01-01T00:00:00Z", limit=2)
    assert read_ahead()
    await suite.advance(datetime.fromisoformat("2026-03-09T10:00:00+08:00"))
    assert (await first.get(status=401, lastEventId=after, limit=2))["reason"] == "TOKEN_NOT_VALID"
    drained = await second.drained(limit=2)
    assert [event["id"] for event in drained] == [log_row(number, APPROVED, 3)["event"] for number in range(1, 8)]
    assert [event["previous"] for event in drained] == [0, 0, 0, 1, 1, 1, 2]


async def test_too_many_requests_are_told_to_come_again(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    await granted(suite, APPROVED)
    monkeypatch.setenv("SANZHI_FEED_CALLS_A_SECOND", "0.001")
    monkeypatch.setenv("SANZHI_FEED_CALLS_AT_ONCE", "2")
    monkeypatch.setenv("SANZHI_FEED_WAITING_EACH", "1")
    other = await suite.start(service("exchange"))
    try:
        mine: Reader = await reader(suite, other)
        waiting = asyncio.create_task(mine.get(timeout=30000))
        await until_waited_for(other)
        crowded: httpx.Response = await mine.ask(status=429, timeout=30000)
        assert crowded.json()["reason"] == "FEED_CROWDED"
        over = await mine.ask(status=429)
        assert over.json()["reason"] == "BUDGET_EXHAUSTED" and int(over.headers["retry-after"]) > 100
        waiting.cancel()
    finally:
        await other.stop()
