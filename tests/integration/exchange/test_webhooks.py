"""Facts are pushed to a real receiver: signed, in order within a project, none lost, none doubled but under the same id."""

from base64 import b64decode
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.exchange.webhooks import course, worker
from services.exchange.webhooks.register import Orders
from tests.harness.suite import Refused, eventually
from tests.integration.exchange.conftest import AT, AUDITOR, CLERK, LEDGER, OFFICIAL, Stage, Staged, again
from tests.integration.exchange.receiver import Post, Receiver, receiver, status

ENDPOINT = f"{LEDGER}/endpoint"
A, B, C = "projects/a", "projects/b", "projects/c"


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receivers are on this machine, and waits are short."""
    for name, value in {"HOSTS": "127.0.0.1", "NETWORKS": "127.0.0.0/8", "PLAIN_HOSTS": "127.0.0.1"}.items():
        monkeypatch.setenv(f"SANZHI_WEBHOOK_{name}", value)
    monkeypatch.setattr(course, "FIRST_WAIT", 0.1)
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.1)


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    async with receiver() as made:
        yield made


async def registered(stage: Stage, there: Receiver) -> dict[str, Any]:
    await stage.granted("WEBHOOK")
    return await stage.call("RegisterEndpoint", name=LEDGER, url=f"http://127.0.0.1:{there.port}/facts")


def verified(post: Post, keys: list[dict[str, Any]]) -> list[bool]:
    """Of each signature, in order: whether the key of the same place from the end verifies it."""
    signed = f"{post.headers['webhook-id']}.{post.headers['webhook-timestamp']}.".encode() + post.body
    found = []
    for signature, key in zip(post.headers["webhook-signature"].split(" "), reversed(keys), strict=True):
        public = Ed25519PublicKey.from_public_bytes(b64decode(key["public"].removeprefix("whpk_")))
        try:
            public.verify(b64decode(signature.removeprefix("v1a,")), signed)
            found.append(True)
        except InvalidSignature:
            found.append(False)
    return found


def taken(there: Receiver, key: str) -> list[int]:
    return [event["sequence"] for event in there.taken if event["partitionkey"] == key]


async def test_projects_are_in_order_and_one_that_fails_waits_alone(staged: Staged, there: Receiver) -> None:
    there.answer = lambda post: status(500 if post.event["partitionkey"] == B else 200)
    async with staged() as stage:
        made = await registered(stage, there)
        for _ in range(10):
            for key in (A, B, C):
                await stage.facts(key)
        await eventually(lambda: _true(taken(there, A) == taken(there, C) == list(range(1, 11))))
        assert taken(there, B) == []
        assert all(verified(post, made["keys"]) == [True] for post in there.posts)
        assert all(post.headers["webhook-id"] == post.event["id"] for post in there.posts)

        async def one_waits() -> bool:
            delivery = await stage.delivery("WEBHOOK")
            return (delivery["stopped"], delivery["behind"], delivery["fault"]) == (1, "10", "HTTP 500")

        await eventually(one_waits)
        there.answer = lambda post: status(200)
        await eventually(lambda: _true(taken(there, B) == list(range(1, 11))))
        await eventually(lambda: _behind(stage, "0"))
        assert max(Counter(event["id"] for event in there.taken).values()) == 1
        assert [event["previous"] for event in there.taken if event["partitionkey"] == A] == list(range(10))


async def test_a_restart_loses_nothing_and_a_redelivery_repeats_under_the_same_ids(staged: Staged, there: Receiver) -> None:
    async with staged() as stage:
        await registered(stage, there)
        await stage.facts(A, 5)
        await eventually(lambda: _true(taken(there, A) == [1, 2, 3, 4, 5]))
        await eventually(lambda: _behind(stage, "0"))
        await again(stage)
        await stage.facts(A, 3)
        await eventually(lambda: _true(taken(there, A) == list(range(1, 9))))
        before = [event["id"] for event in there.taken]
        await stage.call("ResetPosition", name=LEDGER, way="WAY_WEBHOOK", event=before[4], reason="接收库由备份恢复")
        await eventually(lambda: _true([event["id"] for event in there.taken] == [*before, *before[5:]]))


async def test_pause_suspension_and_resumption_go_on_from_where_it_was(staged: Staged, there: Receiver) -> None:
    async with staged() as stage:
        await registered(stage, there)
        await stage.facts(A, 2)
        await eventually(lambda: _true(taken(there, A) == [1, 2]))
        await stage.call("PauseEndpoint", name=ENDPOINT, reason="检修")
        await eventually(lambda: _true(not _pushes(stage)))
        await stage.facts(A, 2)
        await stage.call("SuspendSubscription", OFFICIAL, name=LEDGER, reason="查明原因")
        await stage.call("ResumeEndpoint", name=ENDPOINT)
        await stage.facts(A)
        assert taken(there, A) == [1, 2]
        await stage.call("ResumeSubscription", OFFICIAL, name=LEDGER, reason="已经查明")
        await eventually(lambda: _true(taken(there, A) == [1, 2, 3, 4, 5]))


async def test_while_keys_overlap_both_sign_and_then_the_new_one_alone(staged: Staged, there: Receiver) -> None:
    async with staged() as stage:
        first = await registered(stage, there)
        turned = await stage.call("RotateEndpointKey", name=ENDPOINT)
        assert [key["number"] for key in turned["keys"]] == [1, 2] and turned["keys"][0]["public"] == first["keys"][0]["public"]
        assert (await stage.call("GetEndpoint", name=ENDPOINT))["keys"] == turned["keys"]
        await eventually(lambda: _true(_keys(stage) == [2, 1]))
        await stage.facts(A)
        await eventually(lambda: _true(there.posts))
        assert verified(there.posts[0], turned["keys"]) == [True, True]
        await stage.suite.advance(AT + timedelta(days=8))
        await eventually(lambda: _true(_keys(stage) == [2]))
        await stage.facts(A)
        await eventually(lambda: _true(len(there.posts) == 2))
        assert verified(there.posts[1], turned["keys"][1:]) == [True]


async def test_what_has_not_changed_is_not_read_again(staged: Staged, there: Receiver) -> None:
    async with staged() as stage:
        await registered(stage, there)
        orders = Orders(stage.app.executor)
        (first,), (again,) = await orders.as_they_are(), await orders.as_they_are()
        assert again.grant is first.grant
        await stage.call("ResetPosition", name=LEDGER, way="WAY_WEBHOOK", reason="接收库由备份恢复")
        (reset,) = await orders.as_they_are()
        assert reset.replay == first.replay + 1 and reset.grant is not first.grant


async def test_where_facts_go_is_the_departments_affair_and_to_listed_hosts_alone(staged: Staged, there: Receiver) -> None:
    async with staged() as stage:
        await registered(stage, there)
        for url, reason in (
            ("https://example.com/", "ENDPOINT_HOST_NOT_LISTED"),
            ("ftp://127.0.0.1/", "ENDPOINT_URL_INVALID"),
        ):
            with pytest.raises(Refused) as refused:
                await stage.call("RegisterEndpoint", name=LEDGER, url=url)
            assert refused.value.reason == reason
        for method, body in (
            ("RegisterEndpoint", {"name": LEDGER, "url": "https://127.0.0.1/"}),
            ("PauseEndpoint", {"name": ENDPOINT, "reason": "x"}),
        ):
            with pytest.raises(Refused) as refused:
                await stage.call(method, AUDITOR, **body)
            assert refused.value.reason == "NOT_THE_SUBSCRIBER"
        await stage.call("RegisterEndpoint", CLERK, name=LEDGER, url=f"http://127.0.0.1:{there.port}/other")
        await stage.facts(A)
        await eventually(lambda: _true([post.path for post in there.posts] == ["/other"]))


async def test_who_was_away_for_thirty_days_comes_back_and_catches_up(staged: Staged, there: Receiver) -> None:
    there.answer = lambda post: status(503)
    async with staged() as stage:
        await registered(stage, there)
        for day in range(30):
            await stage.suite.advance(AT + timedelta(days=day))
            await stage.facts(f"projects/{day % 7}", 3)
        delivery = await stage.delivery("WEBHOOK")
        assert delivery["behind"] == "90" and delivery["behind_since"].startswith("2026-03-02")
        there.answer = lambda post: status(200)
        await stage.call("ResumeEndpoint", name=ENDPOINT)
        await eventually(lambda: _true(len(there.taken) == 90))
        await eventually(lambda: _behind(stage, "0"))
        for number in range(7):
            mine = taken(there, f"projects/{number}")
            assert mine == list(range(1, len(mine) + 1))


async def _true(found: Any) -> Any:
    return found


async def _behind(stage: Stage, number: str) -> bool:
    return bool((await stage.delivery("WEBHOOK"))["behind"] == number)


def _pushes(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.app.parts["webhooks"]._pushes  # type: ignore[attr-defined]
    return found


def _keys(stage: Stage) -> list[int]:
    return [key.number for push, _ in _pushes(stage).values() for key in push.order.keys]
