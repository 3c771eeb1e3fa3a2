"""P10: P2's way from the commit to the handler with three replicas of both services, against one of each.

Two facts of three are committed by a replica that does not hold their key: another has to learn of them.
"""

import asyncio
from contextlib import AsyncExitStack
from statistics import median

from bench.measure import Comparison, Scale, at_most
from bench.p2_latency import ours, round_of
from bench.stage import Stage

REPLICAS = 3
# Until the replicas have shared out the buckets, two renewals of the leases, and Kafka the partitions.
SETTLED_SECONDS = 10.0


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Medians of the milliseconds."""
    found = Comparison("P10", "commit → handler, p50, three replicas of both", "one replica of both", "ms", at_most(1.5))
    facts = scale.of(60, 30)
    async with AsyncExitStack() as stack:
        three = await stack.enter_async_context(ours(stage, REPLICAS))
        one = await stack.enter_async_context(ours(stage))
        await asyncio.sleep(SETTLED_SECONDS)
        for turn in range(scale.repetitions + 1):
            several, single = median(await round_of(three, facts)), median(await round_of(one, facts))
            if turn:  # the first one warms up
                found.ours.append(several)
                found.raw.append(single)
    return [found]
