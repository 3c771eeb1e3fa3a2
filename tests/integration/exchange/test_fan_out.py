"""Two hundred endpoints of which twenty are dead: the others get all that is theirs, in order, and the dead are asked seldom."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import pytest

from bench.endpoints import endpoint_rows
from services.exchange.webhooks import course, worker
from services.exchange.webhooks.signing import Signing
from tests.harness.suite import eventually
from tests.integration.exchange.conftest import AT, LEDGER, Stage, Staged
from tests.integration.exchange.receiver import Post, Receiver, receiver

ENDPOINTS, DEAD, FACTS, PROJECTS = 200, 20, 6, 3


@pytest.fixture
async def receivers(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Receiver, Receiver]]:
    """One for all who are well, by path; one that takes connections and never answers."""
    for name, value in {"HOSTS": "127.0.0.1", "NETWORKS": "127.0.0.0/8", "PLAIN_HOSTS": "127.0.0.1"}.items():
        monkeypatch.setenv(f"SANZHI_WEBHOOK_{name}", value)
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.2)
    async with AsyncExitStack() as stack:
        well, dead = await stack.enter_async_context(receiver()), await stack.enter_async_context(receiver())
        dead.answer = lambda post: None
        yield well, dead


async def registered(stage: Stage, ports: Sequence[int]) -> None:
    """Endpoints at these ports, each by a path of its own."""
    ledger = await stage.app.mongo["subscriptions"].find_one({"_id": LEDGER})
    signing = Signing(stage.app.settings.service_key)
    rows = [endpoint_rows(ledger, number, f"http://127.0.0.1:{port}/{number}", signing, AT) for number, port in enumerate(ports)]
    await stage.app.mongo["subscriptions"].insert_many([subscription for subscription, _ in rows])
    await stage.app.mongo["endpoints"].insert_many([endpoint for _, endpoint in rows])


def came_first(to: Receiver) -> list[Post]:
    """Each fact once for each endpoint: what is answered too late, as on a busy machine, is sent again."""
    found: dict[tuple[str, str], Post] = {}
    for post in to.posts:
        found.setdefault((post.path, post.headers["webhook-id"]), post)
    return list(found.values())


@pytest.mark.timeout(400)
async def test_the_dead_do_not_keep_the_others_waiting(staged: Staged, receivers: tuple[Receiver, Receiver]) -> None:
    well, dead = receivers
    async with staged() as stage:
        await stage.granted("WEBHOOK")
        for number in range(FACTS):
            await stage.facts(f"projects/{number % PROJECTS}")
        await registered(stage, [(dead if number < DEAD else well).port for number in range(ENDPOINTS)])

        wanted = (ENDPOINTS - DEAD) * FACTS

        async def all_there() -> bool:
            return len(well.posts) >= wanted and len(came_first(well)) == wanted

        await eventually(all_there, lambda: f"{len(came_first(well))} came, {len(dead.posts)} were tried at the dead")
        came: dict[str, dict[str, list[int]]] = {}
        for post in came_first(well):
            event = post.event
            came.setdefault(post.path, {}).setdefault(event["partitionkey"], []).append(event["sequence"])
        assert len(came) == ENDPOINTS - DEAD
        in_order = list(range(1, FACTS // PROJECTS + 1))
        assert all(projects == {f"projects/{number}": in_order for number in range(PROJECTS)} for projects in came.values())
        most = DEAD * (course.DEAD_AFTER + 4 + PROJECTS)
        assert len(dead.posts) <= most, "a dead receiver is asked one fact a time, ever more seldom"
