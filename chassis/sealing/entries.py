"""Audit entries as MongoDB keeps them, byte for byte: that is what is sealed, so that nothing of an entry can change unseen."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from struct import Struct
from typing import Any

from bson import decode

from chassis.sealing.merkle import leaf_hash
from chassis.sealing.seal import Run
from chassis.store.mongo import READS_ANYTHING

_SIZE_AT = Struct("<i").unpack_from
log = logging.getLogger(__name__)


def split(batch: bytes) -> Iterator[bytes]:
    """The documents of a batch: BSON says its length first."""
    at, end = 0, len(batch)
    while at < end:
        (size,) = _SIZE_AT(batch, at)
        yield batch[at : at + size]
        at += size


def hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Their leaf hashes."""
    return [leaf_hash(entry) for entry in entries]


def number_of(entry: bytes) -> int:
    """An entry's number of its writer's; 0 where it has none."""
    number: Any = decode(entry, READS_ANYTHING).get("number")
    return number if isinstance(number, int) and not isinstance(number, bool) else 0


def runs_of(writer: str, entries: Sequence[bytes], after: int) -> tuple[list[Run], list[bytes]]:
    """Runs and leaf hashes of what is there of a writer, sorted by number, where somebody has taken something out or put something in.

    Of two with one number the first is taken; which of them is the writer's cannot be told, and `sanzhi audit verify` names both.
    """
    log.error("the audit log is not as it was written, after entry %d of writer %s: see `sanzhi audit verify`", after, writer)
    runs: list[Run] = []
    leaves: list[bytes] = []
    for entry in entries:
        number, last = number_of(entry), runs[-1].last if runs else after
        if number <= last:
            continue
        if runs and number == last + 1:
            runs[-1] = Run(writer, runs[-1].first, number)
        else:
            runs.append(Run(writer, number, number))
        leaves.append(leaf_hash(entry))
    return runs, leaves
