"""Whether a fact comes from whom it claims to be: type, source and topic agree, and its number within its key goes on.

Who may write to a neighbour's topic, or to any, could else give out facts of whomever they like. What disagrees is no fact of ours:
a dead letter SOURCE_FORGED, whichever service the type is of.
"""

from collections.abc import Iterable
from typing import Any

from chassis.envelope import Envelope, repeated
from chassis.messaging.bundles import FORGED
from chassis.messaging.letters import DeadLetter
from chassis.store.mongo import Mongo, aggregated
from chassis.store.unit import INBOX

MOST_KEYS = 20_000  # whose last number is remembered
MANY_DIGITS = 10  # a phone number has as many
MOST_AHEAD = 1_000_000  # a number that no service reaches from one fact to the next one that is read


def forged(detail: str) -> DeadLetter:
    """The letter for what is not from whom it claims to be."""
    return DeadLetter(FORGED, detail)


def demand_agreement(type: str, source: str, topic: str, prefix: str, internal: bool | None) -> None:
    """That type, source and topic name one service. internal: where the type belongs; None where that is not known.

    Raises DeadLetter.
    """
    channel = topic.removeprefix(f"{prefix}.")
    service, dot, beside = channel.partition(".")
    agrees = source == f"/sanzhi/{service}" and type.startswith(f"sanzhi.{service}.") and beside in ("", "internal")
    if not agrees or channel == topic or (internal is not None and internal != bool(dot)):
        raise forged(f"type {repeated('ce_type', type)} of source {repeated('ce_source', source)} on topic {topic}"[:500])


def demand_number(envelope: Envelope) -> None:
    """That it has one within its key. Raises DeadLetter."""
    if envelope.sequence < 1:
        raise forged(f"{numbered(envelope)} within its key")


def numbered(envelope: Envelope) -> str:
    """Its number, where it is one that may be repeated whoever sent it."""
    digits = str(envelope.sequence)
    return f"number {digits}" if len(digits) < MANY_DIGITS else f"a number of {len(digits)} characters"


class Heard:
    """The last number that took effect of each key of a topic (`<topic>|<key>`); what is not remembered is read of the inbox."""

    def __init__(self, mongo: Mongo) -> None:
        self._inbox: Any = mongo[INBOX]
        self._last: dict[str, int] = {}

    async def learn(self, places: Iterable[str]) -> None:
        """Make sure that these are known. Raises PyMongoError."""
        unknown = [place for place in dict.fromkeys(places) if place not in self._last]
        if not unknown:
            return
        if len(self._last) > MOST_KEYS:
            self._last.clear()
        stages: list[dict[str, Any]] = [
            {"$match": {"of": {"$in": unknown}, "sequence": {"$type": ["int", "long"]}}},
            {"$sort": {"of": 1, "sequence": -1}},
            {"$group": {"_id": "$of", "last": {"$first": "$sequence"}}},
        ]
        found = {row["_id"]: row["last"] async for row in aggregated(self._inbox, stages)}
        for place in unknown:
            # Another run of the same key may have gone on while this was read.
            self._last[place] = max(found.get(place, 0), self._last.get(place, 0))

    def last(self, place: str) -> int:
        """The last number; 0 before the first."""
        return self._last.get(place, 0)

    def note(self, place: str, sequence: int) -> None:
        """This one took effect."""
        self._last[place] = max(sequence, self._last.get(place, 0))

    def forget(self) -> None:
        """Partitions are handed out anew: others may go on from here."""
        self._last.clear()
