"""P15: what the sealed audit log costs (docs/decisions/0036-a-sealed-audit-log.md): P1's creations, P4's facts, beside the same unsealed.

A service without a key of its own seals nothing; all else it does as ever.
"""

from statistics import median

import grpc

from bench.machine import cpu_seconds
from bench.measure import Comparison, Run, Scale, at_least, in_turn
from bench.p1_commands import Calls, timed
from bench.p4_consume import consuming, filled
from bench.server import serving
from bench.stage import Stage

TIMES = 4  # three in a hundred are looked for, and pairs differ by ten


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Sealed against unsealed, in turn: neither may fall by more than three in a hundred."""
    number, commands = scale.of(10_000, 3_000), scale.of(4_000, 1_000)
    facts = Comparison("P15", "consume, sealed", "the same, unsealed", "facts/s", at_least(0.97))
    creations = Comparison("P15", "creations, sealed", "the same, unsealed", "commands/s", at_least(0.97))
    topic = await filled(stage, number)
    consumed, plainly = consuming(stage, topic, number), consuming(stage, topic, number, sealed=False)
    await in_turn(facts, consumed, plainly, scale, times=TIMES)
    async with (
        serving(stage, "registry") as sealed,
        serving(stage, "registry", service_key="") as unsealed,
        grpc.aio.insecure_channel(sealed.address) as to_sealed,
        grpc.aio.insecure_channel(unsealed.address) as to_unsealed,
    ):
        ours, raw = Calls(to_sealed, stage), Calls(to_unsealed, stage)
        created, unsealed_ones = timed(ours.create, commands), timed(raw.create, commands)
        await in_turn(creations, created, unsealed_ones, scale, times=TIMES)
        creations.notes = {
            "sealed: server and mongod µs": await _processor_time(stage, sealed.pid, created, commands),
            "unsealed: server and mongod µs": await _processor_time(stage, unsealed.pid, unsealed_ones, commands),
        }
    return [facts, creations]


async def _processor_time(stage: Stage, server: int, run: Run, commands: int) -> float:
    """Microseconds a command, of the service and its database; the median of three further runs."""
    mongod = stage.parts.mongo.child
    processes = [server, *([mongod.pid] if mongod else [])]
    found = []
    for _ in range(3):
        before = sum(map(cpu_seconds, processes))
        await run()
        found.append(1e6 * (sum(map(cpu_seconds, processes)) - before) / commands)
    return round(median(found))
