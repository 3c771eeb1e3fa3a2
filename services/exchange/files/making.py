"""Puts a package into the folder of its subscription, from the log: the first time, or again as it was."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.exchange.catalogue import CATALOGUE, PROJECTION
from services.exchange.domain.grant import Grant
from services.exchange.domain.package import Package
from services.exchange.domain.words import Mark
from services.exchange.files.writing import Plan, Writing, digest_of, is_whole, place
from services.exchange.log import Log

PIECE, PIECE_BYTES = 200, 2 * 1024 * 1024


class Differs(Exception):
    """What is made now is not what was issued: the code, or a mark of a field, is another one than then."""


@dataclass(frozen=True)
class Made:
    """What lies there."""

    digest: str
    events: int
    columns: Mapping[str, tuple[str, ...]]


async def put(package: Package, root: Path, log: Log) -> Made:
    """Once more without harm. Raises Differs, OSError."""
    folder = root / package.subscription.removeprefix("subscriptions/")
    plan = plan_of(package)
    final = folder / plan.folder
    lies_there = package.digest != "" and await asyncio.to_thread(lambda: is_whole(final, package.digest))
    if lies_there:
        return Made(package.digest, package.events, package.columns)
    fresh = folder / f".{plan.folder}.fresh"
    writing = await asyncio.to_thread(Writing, fresh, plan)
    try:
        await _write(writing, package, log)
        manifest = await asyncio.to_thread(writing.finish)
    except BaseException:
        writing.abandon()
        raise
    made = Made(digest_of(manifest), writing.events, {kind: plan.columns[kind] for kind in writing.types})
    if package.digest and made.digest != package.digest:
        writing.abandon()
        raise Differs
    await asyncio.to_thread(place, fresh, final)
    return made


def plan_of(package: Package) -> Plan:
    """Columns: of a package that was issued as they were then."""
    columns = package.columns or {
        share.type: _columns(share.type, share.fields) for share in package.scope.types if share.type in CATALOGUE.marks
    }
    return Plan(package.subscription, package.number, package.after, package.through, package.planned_at, columns, package.predecessor)


def _columns(kind: str, granted: tuple[str, ...]) -> tuple[str, ...]:
    """What lies in lists has no column of its own: the list has."""
    paths = (*CATALOGUE.fields(kind, Mark.OPEN), *granted)
    return tuple(sorted({path.partition(".")[0] for path in paths}))


async def _write(writing: Writing, package: Package, log: Log) -> None:
    grant = Grant(package.scope, PROJECTION)
    after = package.after
    while after < package.through:
        rows = [row for row in await log.after(after, grant.types, PIECE, PIECE_BYTES) if row["_id"] <= package.through]
        if not rows:
            return
        await asyncio.to_thread(writing.add, [(row["_id"], grant.event(row)) for row in rows])
        after = rows[-1]["_id"]
