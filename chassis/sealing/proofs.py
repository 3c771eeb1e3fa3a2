"""Proofs that audit entries are under seals: for each the seal, the entry's place in its tree, and the hashes beside its way up."""

import asyncio
from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from bson import decode

from chassis.sealing.merkle import SIZE, path_of
from chassis.sealing.seal import NotASeal, Seal, name_of, unverified
from chassis.store.damage import Damaged
from chassis.store.mongo import READS_ANYTHING, Mongo
from chassis.store.unit import SEALS

_KEPT = 8  # seals with their leaves: entries of one project come in clusters


@dataclass(frozen=True)
class Proven:
    """An entry as MongoDB keeps it, and what proves it. text: of the seal."""

    entry: bytes
    seal: Seal
    text: str
    place: int
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class _Kept:
    seal: Seal
    text: str
    leaves: list[bytes]


class Proofs:
    """From the seals of one database, which the service looks through by halves: there may be one for each second of years."""

    def __init__(self, mongo: Mongo) -> None:
        self._seals: Any = mongo[SEALS]
        self._runs: dict[str, list[tuple[int, int, int]]] = defaultdict(list)  # by writer: first, last, number of the seal
        self._kept: dict[int, _Kept] = {}

    async def of(self, entry: bytes) -> Proven | None:
        """None where it is not under a seal. Refuses DOCUMENT_DAMAGED where a seal that is in the way is none."""
        try:
            return await self._of(entry)
        except (NotASeal, KeyError, TypeError, ValueError) as error:  # somebody has been at the seals
            raise Damaged(SEALS, SEALS, f"{type(error).__name__}; see `sanzhi audit verify`") from error

    async def _of(self, entry: bytes) -> Proven | None:
        told: Any = decode(entry, READS_ANYTHING)
        writer, number = told.get("writer"), told.get("number")
        if not isinstance(writer, str) or not isinstance(number, int):
            return None
        if not (found := self._known(writer, number) or await self._look_for(writer, number)):
            return None
        kept = await self._load(found)
        place = list(kept.seal.places()).index((writer, number))
        path = await asyncio.to_thread(path_of, kept.leaves, place)
        return Proven(entry, kept.seal, kept.text, place, tuple(path))

    def _known(self, writer: str, number: int) -> int:
        return next((seal for first, last, seal in self._runs[writer] if first <= number <= last), 0)

    def _between(self, writer: str, number: int, end: int) -> tuple[int, int]:
        """Seals after the first and up to the second come into question, by what is known of the writer's runs."""
        runs = self._runs[writer]
        at = bisect_left(runs, (number, number, 0))
        return (runs[at - 1][2] if at else 0), (runs[at][2] - 1 if at < len(runs) else end)

    async def _look_for(self, writer: str, number: int) -> int:
        """The number of its seal; 0 where there is none."""
        newest = await self._seals.find_one({}, {"_id": 1}, sort=[("_id", -1)])
        low, high = self._between(writer, number, int(newest["_id"]) if newest else 0)
        while low < high:
            middle = (low + high + 1) // 2
            within = {"runs.writer": writer, "_id": {"$gt": name_of(low), "$lte": name_of(middle)}}
            row = await self._seals.find_one(within, {"runs": 1}, sort=[("_id", -1)])
            runs = [(run["first"], run["last"], int(row["_id"])) for run in row["runs"] if run["writer"] == writer] if row else []
            for run in runs:
                if run not in self._runs[writer]:
                    insort(self._runs[writer], run)
            if found := self._known(writer, number):
                return found
            if runs and number < runs[0][0]:
                high = runs[0][2] - 1
            else:
                low = middle
        return 0

    async def _load(self, number: int) -> _Kept:
        if number not in self._kept:
            row = await self._seals.find_one({"_id": name_of(number)}, {"seal": 1, "leaves": 1})
            text, leaves = row["seal"], row["leaves"]
            self._kept[number] = _Kept(unverified(text), text, [leaves[at : at + SIZE] for at in range(0, len(leaves), SIZE)])
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return self._kept[number]
