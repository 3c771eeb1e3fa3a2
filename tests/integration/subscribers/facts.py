"""Facts as a subscriber of some types gets them: numbers of its own are left out between, `previous` names the last before."""

import random
from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]
# Of every four facts of a project one is of a type that this subscriber is not granted.
GRANTED = 0.75
EMPTY: dict[str, Any] = {"empty": {}, "none": None, "list": []}


@dataclass
class _Chain:
    number: int = 0
    previous: int = 0


def log_of(count: int, seed: int, keys: int = 12, first: int = 1, granted: float = GRANTED) -> list[Event]:
    """So many events in the order of the log, of two services and several projects; granted: what share of all there are."""
    chance, chains = random.Random(seed), dict[tuple[str, str], _Chain]()
    found: list[Event] = []
    while len(found) < count:
        source = chance.choice(["/sanzhi/registry", "/sanzhi/milestones"])
        key = f"projects/县区-{chance.randrange(keys)}"
        chain = chains.setdefault((source, key), _Chain())
        chain.number += 1
        if chance.random() < granted:
            found.append(_event(source, key, chain, first + len(found)))
            chain.previous = chain.number
    return found


def _event(source: str, key: str, chain: _Chain, position: int) -> Event:
    service = source.rpartition("/")[2]
    return {
        "specversion": "1.0",
        "id": f"01936f00-0000-7000-8000-{position:012x}",
        "source": source,
        "type": f"sanzhi.{service}.thing.changed.v1",
        "subject": f"{key}/things/{chain.number}",
        "time": f"2026-03-02T{position // 3600 % 24:02d}:{position // 60 % 60:02d}:{position % 60:02d}.000Z",
        "datacontenttype": "application/json",
        "partitionkey": key,
        "sequence": chain.number,
        "previous": chain.previous,
        "data": {"name": key, "title": "“引号”、换行\n与表情😀", "amount_fen": position * 100, "share": 0.5, **EMPTY},
    }
