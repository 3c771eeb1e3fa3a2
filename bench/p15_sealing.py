"""P15: what the sealed audit log costs (docs/decisions/0036-a-sealed-audit-log.md): P1's creations, P4's facts, beside the same unsealed.

A service without a key of its own seals nothing; all else it does as ever.
"""

import grpc

from bench.measure import Comparison, Scale, at_least, in_turn
from bench.p1_commands import Calls, timed
from bench.p4_consume import consuming, filled
from bench.server import serving
from bench.stage import Stage


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Sealed against unsealed, in turn: neither may fall by more than three in a hundred."""
    number, commands = scale.of(10_000, 3_000), scale.of(4_000, 1_000)
    facts = Comparison("P15", "consume, sealed", "the same, unsealed", "facts/s", at_least(0.97))
    creations = Comparison("P15", "creations, sealed", "the same, unsealed", "commands/s", at_least(0.97))
    topic = await filled(stage, number)
    await in_turn(facts, consuming(stage, topic, number), consuming(stage, topic, number, sealed=False), scale)
    async with (
        serving(stage, "registry") as sealed,
        serving(stage, "registry", service_key="") as unsealed,
        grpc.aio.insecure_channel(sealed.address) as to_sealed,
        grpc.aio.insecure_channel(unsealed.address) as to_unsealed,
    ):
        ours, raw = Calls(to_sealed, stage), Calls(to_unsealed, stage)
        await in_turn(creations, timed(ours.create, commands), timed(raw.create, commands), scale)
    return [facts, creations]
