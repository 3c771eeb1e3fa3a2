"""Every aggregate of every service has the version that its record tells of: what was committed is there, and is there once."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chaos.reconcile.databases import Documents
from chaos.reconcile.finding import Found
from chassis.store.schema import OF_THE_CHASSIS

# Positions that readers of the feed move beside: an entry for each page would cost as much as the page.
_BY_READERS = "positions"


@dataclass
class _Told:
    """How often a name was written: by commands and timers, each in a transaction of its own, and by facts, several in one."""

    alone: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)


def versions(stores: Mapping[str, Documents]) -> Found:
    """By audit entries, each of which names what it wrote."""
    found, checked, written = Found(), 0, 0
    for service, store in stores.items():
        told = _told(store)
        by_readers = {row["_id"] for row in store[_BY_READERS].find({}, {"_id": 1})}
        for name, there in _aggregates(store).items():
            checked, written = checked + 1, written + sum(there)
            seen = Found()
            _compare(f"{service}: {name}", there, told.alone[name], told.facts[name], seen)
            found.lost += seen.lost
            found.doubled += [] if name in by_readers else seen.doubled
    found.figures = {"状态：对象": checked, "状态：版本合计": written}
    return found


def _compare(said: str, there: list[int], alone: int, facts: int, found: Found) -> None:
    # Where two collections use a name, the record does not tell of which it speaks.
    if sum(there) > len(there) * (alone + facts):
        found.doubled.append(f"{said}: version {there}, written {alone} times and by {facts} facts")
    elif sum(there) < alone + bool(facts and not alone):
        found.lost.append(f"{said}: version {there}, written {alone} times and by {facts} facts")


def _told(store: Documents) -> _Told:
    told = _Told()
    for entry in store["audit"].find({"outcome": "OK"}, {"action": 1, "resources": 1}):
        by_fact = entry["action"].startswith("sanzhi.") and "/" not in entry["action"]
        (told.facts if by_fact else told.alone).update(entry["resources"])
    return told


def _aggregates(store: Documents) -> dict[str, list[int]]:
    """Versions by name. What the chassis does not keep are aggregates."""
    found: dict[str, list[int]] = defaultdict(list)
    for collection in store.list_collection_names():
        if collection in OF_THE_CHASSIS:
            continue
        document: dict[str, Any]
        for document in store[collection].find({"version": {"$type": "number"}}, {"version": 1}):
            found[str(document["_id"])].append(document["version"])
    return found
