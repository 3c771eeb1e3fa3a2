"""Since when a department is behind at Kafka, which says how many facts are not had and no time: else nobody would be told of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.exchange.domain.delivery import Delivery, delivery_name
from services.exchange.domain.words import Way
from services.exchange.log import LOG
from services.exchange.progress import LAGS, Progress, Progresses
from tests.unit.exchange.collections import Collections

LEDGER = "subscriptions/ledger"
DAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
MINE, OTHER = "sanzhi.sharing.result.published.v1", "sanzhi.registry.project.approved.v1"


class Rows:
    """A collection in memory, as far as it is asked here."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def find(self, where: Mapping[str, Any], shown: Any) -> "Rows":
        return Rows([row for row in self._rows if row["type"] in where["type"]["$in"]])

    async def find_one(self, where: Mapping[str, Any]) -> dict[str, Any] | None:
        return next((row for row in self._rows if row["_id"] == where["_id"]), None)

    def sort(self, name: str, way: int) -> "Rows":
        return Rows(sorted(self._rows, key=lambda row: row[name], reverse=way < 0))

    def skip(self, number: int) -> "Rows":
        assert number >= 0, "as MongoDB refuses it"
        return Rows(self._rows[number:])

    def limit(self, number: int) -> "Rows":
        return Rows(self._rows[:number])

    async def to_list(self, number: int) -> list[dict[str, Any]]:
        return self._rows[:number]


async def at_kafka(behind: int | None, facts: int = 5) -> Progress:
    """A fact of its types a day, and one that it is not given between."""
    log = [{"_id": 2 * day + 1, "type": MINE, "time": DAY + timedelta(days=day)} for day in range(facts)]
    log += [{"_id": 2 * day + 2, "type": OTHER, "time": DAY + timedelta(days=day, hours=1)} for day in range(facts)]
    name = delivery_name(LEDGER, Way.KAFKA)
    mongo: Any = Collections({LOG: Rows(log), LAGS: Rows([{"_id": name, "behind": behind}])})
    return await Progresses(mongo).of(Delivery(name, LEDGER, "organizations/statistics", Way.KAFKA), (MINE,))


@pytest.mark.rule("2.5")
@pytest.mark.parametrize(("behind", "days"), [(1, 4), (3, 2), (5, 0), (99, 0)])
async def test_who_reads_at_kafka_is_behind_since_the_first_fact_that_is_not_had(behind: int, days: int) -> None:
    assert await at_kafka(behind) == Progress(0, behind, DAY + timedelta(days=days))


@pytest.mark.rule("2.5")
async def test_who_has_everything_is_behind_since_never() -> None:
    assert await at_kafka(0) == await at_kafka(0, facts=0) == Progress(0, 0, None)
    assert (await at_kafka(2, facts=0)).behind_since is None, "what is on the topic is not in the log any more"
