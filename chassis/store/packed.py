"""Many dead letters in the bytes of one document: what came, record by record."""

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from bson import decode, encode
from bson.errors import BSONError

# Of a letter: offset, key, value, headers, reason, detail, how long the value was, digest of it.
Content = list[Any]
_FAST = 1  # junk is alike as a rule; where it is not, more effort gains little


def packed(contents: Sequence[Content]) -> bytes:
    """So that unpacked() gives them back, byte by byte."""
    return zlib.compress(encode({"letters": contents}), _FAST)


def unpacked(letters: bytes) -> list[Content]:
    """Raises ValueError where they are nothing that packed() made."""
    try:
        found: list[Content] = decode(zlib.decompress(letters))["letters"]
    except (zlib.error, BSONError, KeyError) as error:
        raise ValueError("no packed letters") from error
    return found


def offsets_in(contents: Iterable[Content]) -> list[int]:
    """Where they came from, within their partition."""
    return [content[0] for content in contents]
