"""Merkle trees as Certificate Transparency has them: RFC 9162, section 2.1, with SHA-256. Hashes are 32 bytes each."""

from collections.abc import Sequence
from hashlib import sha256

SIZE = 32


def leaf_hash(entry: bytes) -> bytes:
    """Of an entry (2.1.1): never that of a node, whatever the entry is."""
    return sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in order (2.1.1)."""
    if not leaves:
        return sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def _level_above(level: list[bytes]) -> list[bytes]:
    """A last one without a partner goes up as it is: the same as splitting at the largest power of two."""
    each = iter(level)
    above = [_node(left, right) for left, right in zip(each, each, strict=False)]
    return above + level[-1:] if len(level) % 2 else above


def path_of(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """The proof that the leaf at a place is in the tree: its neighbours, from below (2.1.3.1)."""
    level, path = list(leaves), []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            path.append(level[beside])
        level, place = _level_above(level), place // 2
    return path


def root_from(leaf: bytes, place: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to; None where it is no proof for a place in a tree of so many leaves (2.1.3.2)."""
    if not 0 <= place < count:
        return None
    left, found, last = list(path), leaf, count - 1
    while last:
        if place % 2 or place < last:
            if not left:
                return None
            beside = left.pop(0)
            found = _node(beside, found) if place % 2 else _node(found, beside)
        place, last = place // 2, last // 2
    return None if left else found
