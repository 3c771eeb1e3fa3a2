"""The simulation's reckoning: each command that was acknowledged has one fact, and each fact one effect."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.stage import Stage
from chassis.store.mongo import Mongo
from chassis.store.unit import AUDIT, DEAD_LETTERS, INBOX, OUTBOX

_TOLD = 20  # of what is wrong


@dataclass(frozen=True)
class Kept:
    """What the databases hold. `facts`: of the outbox, by id the name that it is about; `inbox` and `effects`: ids of facts, an effect for
    each entry in the audit log; `shown`: names in the consuming service's lists; `dead`: letters that were set aside.
    """

    facts: Mapping[str, str]
    inbox: Collection[str]
    effects: Sequence[str]
    shown: Collection[str]
    dead: int = 0


def reckoned(acknowledged: Sequence[str], kept: Kept) -> dict[str, Any]:
    """Counts, and what is lost or doubled, in words."""
    inbox, shown, effects, told = set(kept.inbox), set(kept.shown), Counter(kept.effects), Counter(kept.facts.values())
    lost = [f"{name}: acknowledged, and no fact of it" for name in acknowledged if not told[name]]
    lost += [f"{name}: acknowledged, and not in the lists" for name in acknowledged if name not in shown]
    lost += [f"{fact} of {name}: not taken in" for fact, name in kept.facts.items() if fact not in inbox or not effects[fact]]
    doubled = [f"{name}: {times} facts of one command" for name, times in told.items() if times > 1]
    doubled += [f"{fact}: {times} effects" for fact, times in effects.items() if times > 1]
    strange = [f"{fact}: taken in, and never committed" for fact in sorted(inbox - kept.facts.keys())]
    counts = {"acknowledged": len(acknowledged), "committed": len(kept.facts), "taken in": len(inbox), "effects": len(kept.effects)}
    counts |= {"lost": len(lost), "doubled": len(doubled), "strange": len(strange), "dead letters": kept.dead}
    return {"counts": counts, "wrong": (lost + doubled + strange)[:_TOLD]}


async def kept(stage: Stage, prefix: str, producer: str, consumer: str) -> Kept:
    """Of both services' databases, as they are now."""
    made, taken = (Mongo(stage.parts.mongo.uri, f"{prefix}_{service}") for service in (producer, consumer))
    try:
        rows = made[OUTBOX].find({"topic": f"{prefix}.{producer}"}, {"attributes.subject": 1})
        facts = {row["_id"]: row["attributes"]["subject"] async for row in rows}
        inbox = [row["_id"].rpartition("|")[2] async for row in taken[INBOX].find({}, {"_id": 1})]
        done = taken[AUDIT].find({"outcome": "OK", "action": {"$regex": rf"^sanzhi\.{producer}\."}}, {"causation_id": 1})
        effects = [entry["causation_id"] async for entry in done]
        shown = [each["_id"] async for each in taken["known"].find({}, {"_id": 1})]
        return Kept(facts, inbox, effects, shown, await taken[DEAD_LETTERS].count_documents({}))
    finally:
        await made.close()
        await taken.close()
