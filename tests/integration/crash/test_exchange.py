"""Exchange is killed in the middle of what comes in, again and again: every fact is in the log once, in order, and on its open topic."""

import asyncio
from collections import defaultdict

from chassis.envelope import attributes_in
from chassis.messaging.topics import ensure_topics
from services.exchange.consumed import SERVICES
from tests.harness.suite import AT_ONCE, eventually
from tests.integration.crash.conftest import Crashing
from tests.integration.exchange.test_log import PROJECTS, demand_whole, logged
from tests.integration.exchange.told import ALL, Neighbours, on_kafka

TIMES = 3


async def test_nothing_is_lost_or_doubled(crashing: Crashing) -> None:
    async with crashing(rehearsal_start="2026-03-02T10:00:00+08:00") as processes:
        suite = processes.suite
        for name in (*SERVICES, "exchange"):
            await ensure_topics(suite.settings, name)
        neighbours, mongo = Neighbours(suite), processes.mongo("exchange")
        try:
            await processes.start("exchange", "after_handling_before_offset")
            processes.arm("exchange")
            await neighbours.tell(ALL, PROJECTS[0])
            await processes.until_dead("exchange")
            for project in PROJECTS[1 : 1 + TIMES]:
                child = await processes.start("exchange")
                before = await mongo["log"].estimated_document_count()
                await neighbours.tell(ALL, project, again=neighbours.told[:: len(ALL) // 10])

                async def goes_on(before: int = before) -> bool:
                    return bool(await mongo["log"].estimated_document_count() > before)

                await eventually(goes_on, longest_pause=AT_ONCE)
                await asyncio.to_thread(child.kill)
            await processes.start("exchange")
            demand_whole(await logged(mongo, len(neighbours.told)), neighbours.told)
            await processes.quiet(exchange=list(SERVICES))
        finally:
            await mongo.close()
        await _demand_all_told(neighbours)


async def _demand_all_told(neighbours: Neighbours) -> None:
    """On the open topics; a record may come twice, as the same one."""
    prefix = neighbours.suite.settings.topic_prefix
    records = await on_kafka(neighbours.suite, [f"{prefix}.{name}.open" for name in SERVICES])
    seen = set[str]()
    numbers: dict[tuple[str, bytes], list[int]] = defaultdict(list)
    for record in sorted(records, key=lambda each: (each.topic, each.partition, each.offset)):
        attributes = attributes_in(record.headers)
        if attributes["id"] not in seen:
            seen.add(attributes["id"])
            numbers[record.topic, record.key].append(int(attributes["sequence"]))
    assert seen == {each.id for each in neighbours.told}
    assert all(each == list(range(1, len(each) + 1)) for each in numbers.values())
