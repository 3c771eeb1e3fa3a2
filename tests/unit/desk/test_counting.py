"""Figures of very many projects are counted for some while at once; those of few for each who asks."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from services.desk.handlers.counting import FEW, TIMES, Counts

NOW = datetime(2026, 9, 8, tzinfo=UTC)


class Counting:
    """Takes a second of its own clock, and tells how often it was asked."""

    def __init__(self, projects: int) -> None:
        self.clock, self.times, self.projects = 0.0, 0, projects
        self.counts = Counts(lambda: self.clock)
        self.broken: Exception | None = None

    async def count(self) -> list[dict[str, Any]]:
        self.times += 1
        await asyncio.sleep(0)
        self.clock += 1
        if self.broken:
            raise self.broken
        return [{"projects": self.projects, "turn": self.times}]

    async def ask(self, key: str = "bureau") -> int:
        turn: int = (await self.counts.of(key, NOW, self.count)).rows[0]["turn"]
        return turn


async def test_few_projects_are_counted_each_time() -> None:
    counting = Counting(FEW)
    assert [await counting.ask() for _ in range(3)] == [1, 2, 3]


async def test_a_count_of_many_is_kept_for_twenty_times_as_long_as_it_took() -> None:
    counting = Counting(FEW + 1)
    await counting.ask()
    counting.clock += TIMES - 1
    assert await counting.ask() == 1
    assert await counting.ask("county") == 2, "another's count is another one"


async def test_whoever_asks_after_that_has_the_old_one_while_it_is_counted_anew() -> None:
    counting = Counting(FEW + 1)
    await counting.ask()
    counting.clock += TIMES + 1
    assert await counting.ask() == 1
    await asyncio.sleep(0.01)
    assert (await counting.ask(), counting.times) == (2, 2)


async def test_nobody_is_shown_a_count_that_is_very_old() -> None:
    counting = Counting(FEW + 1)
    await counting.ask()
    counting.clock += 2 * TIMES + 1
    assert await counting.ask() == 2


async def test_those_who_ask_at_once_share_a_count() -> None:
    counting = Counting(FEW)
    assert await asyncio.gather(*(counting.ask() for _ in range(5))) == [1] * 5


async def test_a_count_that_fails_is_said_and_the_next_one_counts_again() -> None:
    counting = Counting(FEW + 1)
    counting.broken = RuntimeError("no database")
    with pytest.raises(RuntimeError, match="no database"):
        await counting.ask()
    counting.broken = None
    assert await counting.ask() == 2
