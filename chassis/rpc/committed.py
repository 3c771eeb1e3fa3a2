"""Where the facts that a call committed stand: trailing metadata of its answer.

One value of the key `sanzhi-fact` a fact, in the order of the commit, as JSON in ASCII: {"topic": …, "key": …, "sequence": …, "type": …}.
Whoever reads the topic has seen what the call did once it has come as far. Places on internal topics are told to those alone who may read
there (chassis.access.record). A repeat of a request gets those of its first answer.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

FACT = "sanzhi-fact"
# gRPC's clients take 8 KiB of trailing metadata.
_MOST_BYTES = 6000


@dataclass(frozen=True)
class Committed:
    """The place of a fact: `sequence` counts within topic and key, without gaps. type: who does not read it need not wait."""

    topic: str
    key: str
    sequence: int
    type: str = field(default="", compare=False)


def trailers_of_facts(rows: Sequence[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The trailing metadata for outbox rows. Of too many, the last of each topic and key: who has seen it has seen the others."""
    places = [Committed(row["topic"], row["key"], row["sequence"], row.get("attributes", {}).get("type", "")) for row in rows]
    values = _values(places)
    if sum(map(len, values)) > _MOST_BYTES:
        values = _values({(place.topic, place.key): place for place in places}.values())
    room = _MOST_BYTES
    return tuple((FACT, value) for value in values if (room := room - len(value)) >= 0)


def committed_in(metadata: Iterable[tuple[str, str | bytes]] | None) -> list[Committed]:
    """The facts that trailing metadata name."""
    return [Committed(**json.loads(value)) for key, value in metadata or () if key == FACT]


def _values(places: Iterable[Committed]) -> list[str]:
    return [json.dumps(vars(place)) for place in places]
