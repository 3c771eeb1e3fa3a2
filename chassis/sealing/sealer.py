"""The sealer: puts the entries of the audit log that are not sealed yet under the next seal, beside the commands and off their path.

Which entries those are follows from the numbers that each writer gives (chassis/store/writer.py). The replica that holds the sealer's
bucket does it; two that believe they do cannot both store seal 12, for it is one document's name.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pymongo.errors import PyMongoError

from chassis.errors import AlreadyExists
from chassis.ids import new_id
from chassis.sealing.entries import hashes, runs_of, split
from chassis.sealing.folder import Folder
from chassis.sealing.merkle import root_of
from chassis.sealing.seal import Run, Seal, Signer, hash_of
from chassis.store.buckets import bucket_of
from chassis.store.commit import commit
from chassis.store.mongo import Conflict, Document, Mongo, aggregated
from chassis.store.outbox import outbox_row
from chassis.store.unit import AUDIT, SEALS, Unit, Written
from chassis.time.clock import wall_clock
from chassis.time.leases import Leases

PACE_SECONDS = 2.0  # a look costs the same however little there is to seal (docs/performance.md, P15)
MOST = 5000  # entries under one seal
BUCKET = bucket_of("audit")
CHANNEL = ".seals"
_UNTIL_SEEN = 0.05  # seconds until what another one stores is to be seen, or its failure
log = logging.getLogger(__name__)


class _Overtaken(Exception):
    """The next seal is somebody else's."""


@dataclass
class _End:
    """The last seal: its number, the hash of its text, how many entries it and those before it seal."""

    number: int = 0
    hash: str = ""
    entries: int = 0


class Sealer:
    """Of one replica. `on_seal` is called with what each seal leaves for the relay."""

    def __init__(self, mongo: Mongo, topic_prefix: str, service: str, signer: Signer, folder: Folder | None = None) -> None:
        self._mongo = mongo
        self._topic = f"{topic_prefix}.{service}{CHANNEL}"
        self._service = service
        self._signer = signer
        self._folder = folder
        self._entries: Any = mongo.as_of_now(AUDIT)
        self._seals: Any = mongo[SEALS]
        self._end = _End()
        self._sealed: dict[str, int] = {}
        self.on_seal: list[Callable[[Written], None]] = []

    async def run(self, leases: Leases) -> None:
        """Seal what is not sealed yet, for ever, as long as the lease is held."""
        while True:
            await asyncio.sleep(PACE_SECONDS)
            try:
                if BUCKET in leases.held():
                    await self.seal()
            except PyMongoError as error:
                log.warning("the audit log is not sealed: %r", error)
            except Exception:  # a loop that ended would go unseen: the service would serve on, and its record prove nothing
                log.exception("the audit log is not sealed")

    async def seal(self, *, waits: bool = False) -> int:
        """Seal what is committed by now; how many entries that was. Raises PyMongoError.

        What is committed meanwhile is left for the next time: where commands come one after the other there is always some of it, and a
        seal for each handful costs the service several hundredths of its time. waits: for the seal that somebody else has begun, another
        replica or this one before it was told to stop, whose commit goes on by itself.
        """
        await self._find_end()
        sealed = 0
        while True:
            try:
                count = await self._seal_next()
            except _Overtaken:
                if not waits:
                    break
                await asyncio.sleep(_UNTIL_SEEN)
                await self._find_end()
                continue
            sealed += count
            if count < MOST:
                break
        await self._copy()
        return sealed

    async def _copy(self) -> None:
        if self._folder is None:
            return
        try:
            await self._folder.catch_up(self._seals)
        except OSError as error:  # the chain goes on; what is missing there is appended once it can be
            log.error("seals are not copied into the folder outside: %s", error)

    async def _find_end(self) -> None:
        """Somebody else may have sealed meanwhile: then what is known of the writers is old."""
        last = await self._seals.find_one({}, sort=[("_id", -1)])
        number = 0 if last is None else int(last["_id"])
        if number != self._end.number:
            self._sealed.clear()
            self._end = _End() if last is None else _End(number, hash_of(last["seal"]), last["entries"])

    async def _seal_next(self) -> int:
        """How many entries it sealed; none where all is sealed. Raises _Overtaken, PyMongoError."""
        runs: list[Run] = []
        leaves: list[bytes] = []
        for writer, last in await self._ends():
            if len(leaves) < MOST:
                its_runs, its_leaves = await self._not_sealed(writer, last, MOST - len(leaves))
                runs += its_runs
                leaves += its_leaves
        if not runs:
            return 0
        root = await asyncio.to_thread(root_of, leaves)
        end = self._end
        at = wall_clock()
        said = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        seal = Seal(self._service, end.number + 1, end.hash, end.entries, tuple(runs), root.hex(), said)
        text = self._signer.sign(seal)
        kept = {"_id": seal.name, "seal": text, "at": at, "entries": end.entries + seal.count, "leaves": b"".join(leaves)}
        await self._store(seal, kept)
        return seal.count

    async def _ends(self) -> list[tuple[str, Any]]:
        """The writers with entries that are not sealed, and the last number of each: a jump in the index for each writer."""
        jumps: list[dict[str, Any]] = [
            {"$sort": {"writer": 1, "number": -1}},
            {"$group": {"_id": "$writer", "last": {"$first": "$number"}}},
        ]
        ends = [(each["_id"], each["last"]) async for each in aggregated(self._entries, jumps, hint="writer")]
        found = []
        for writer, last in sorted((writer, last) for writer, last in ends if isinstance(writer, str)):
            sealed = await self._sealed_of(writer)
            if not isinstance(last, int) or last > sealed:
                found.append((writer, last))
        return found

    async def _sealed_of(self, writer: str) -> int:
        """The last number of a writer that is sealed."""
        if writer not in self._sealed:
            last = await self._seals.find_one({"runs.writer": writer}, {"runs": 1}, sort=[("_id", -1)])
            self._sealed[writer] = 0 if last is None else max(run["last"] for run in last["runs"] if run["writer"] == writer)
        return self._sealed[writer]

    async def _not_sealed(self, writer: str, last: Any, most: int) -> tuple[list[Run], list[bytes]]:
        """What a writer wrote after what is sealed of it, at most so much. A gap can only be of what somebody took out: it shows."""
        sealed = self._sealed[writer]
        until = min(last, sealed + most) if isinstance(last, int) else sealed + most
        wanted = {"writer": writer, "number": {"$gt": sealed, "$lte": until}}
        cursor = self._entries.find_raw_batches(wanted, sort=[("writer", 1), ("number", 1)], hint="writer")
        found = [each async for batch in cursor for each in split(batch)]
        if len(found) == until - sealed:  # as it is unless somebody has been at it
            return [Run(writer, sealed + 1, until)], await asyncio.to_thread(hashes, found)
        return runs_of(writer, found, sealed)

    async def _store(self, seal: Seal, kept: Document) -> None:
        """Raises _Overtaken where it is somebody else's."""
        kept["runs"] = [vars(run) for run in seal.runs]
        unit = Unit(creates={(SEALS, seal.name): kept}, outbox=[self._told(seal, kept["seal"])])
        try:
            written = await commit(self._mongo, unit)
        except (AlreadyExists, Conflict) as error:
            log.info("seal %d is another replica's", seal.number)
            raise _Overtaken from error
        self._end = _End(seal.number, hash_of(kept["seal"]), kept["entries"])
        for run in seal.runs:
            self._sealed[run.writer] = run.last
        for wake in self.on_seal:
            wake(written)

    def _told(self, seal: Seal, text: str) -> Document:
        identity = new_id()
        attributes = {
            "id": identity,
            "source": f"/sanzhi/{self._service}",
            "type": f"sanzhi.{self._service}.audit.sealed.v1",
            "subject": f"seals/{seal.number}",
            "time": wall_clock(),
            "actor": f"services/{self._service}",
            "correlationid": identity,
            "causationid": identity,
            "policyversion": "",
            "traceparent": "",
            "seenversion": "",
        }
        body = b'{"number":%d,"seal":"%s"}' % (seal.number, text.encode())
        return outbox_row(self._topic, "seals", body, attributes)
