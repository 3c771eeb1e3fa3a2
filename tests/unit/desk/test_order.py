"""What the desk keeps is the same in whichever order topics come, and if all comes once more: so it can be rebuilt."""

import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.unit.desk.memory import Desk, read

FACTS = [line for line in read(Path(__file__).with_name("recorded.jsonl.gz")) if "act" not in line]


def shuffled(seed: int) -> list[dict[str, Any]]:
    """Topic and key keep their order, as Kafka keeps it; nothing else does."""
    chance, waiting = random.Random(seed), defaultdict[tuple[str, str], list[dict[str, Any]]](list)
    for fact in FACTS:
        waiting[fact["topic"], fact["data"].get("project") or fact["data"]["name"]].append(fact)
    queues = [queue[::-1] for queue in waiting.values()]
    mixed = []
    while queues:
        queue = chance.choice(queues)
        mixed.append(queue.pop())
        if not queue:
            queues.remove(queue)
    return mixed


async def kept_of(facts: list[dict[str, Any]]) -> dict[str, Any]:
    desk = Desk()
    for fact in facts:
        await desk.take(fact)
    return desk.plain()


@pytest.fixture(scope="module")
async def grown() -> dict[str, Any]:
    return await kept_of(FACTS)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_order_of_topics_does_not_matter(grown: dict[str, Any], seed: int) -> None:
    assert await kept_of(shuffled(seed)) == grown


async def test_facts_that_come_again_change_nothing(grown: dict[str, Any]) -> None:
    assert await kept_of([*FACTS, *FACTS]) == grown


async def test_every_deadline_has_a_last_day(grown: dict[str, Any]) -> None:
    assert [name for name, period in grown["periods"].items() if not period["last_day"]] == []
    assert all(day.last_day for card in grown["cards"].values() for day in card["next_days"])
