"""Tokens of pages (AIP-158): where a page ended, by the value that the list is sorted by and by name, so that nothing that changes in
between, nor the end of the last entry itself, makes a list lose or repeat what stays as it was.

A token holds for the list that gave it, in its order. It is no secret and grants nothing: it is a place to go on from. The filter is not
part of it, for what a caller may see changes between two pages.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bson
from bson.errors import BSONError

from chassis.errors import InvalidArgument
from chassis.store.mongo import Document

_LONGEST = 2000


@dataclass(frozen=True)
class Place:
    """The last entry of a page: the value that it was sorted by, and its name."""

    value: Any
    name: str


def size_of(asked: int, most: int) -> int:
    """How many entries a page has; 100 where nothing is asked. Refuses PAGE_SIZE_INVALID."""
    if asked < 0:
        raise InvalidArgument("PAGE_SIZE_INVALID", "page_size 不能为负数", field="page_size")
    return min(asked or 100, most)


def token_of(place: Place, scope: str) -> str:
    """The token of a place in a list; `scope`: which list, in which order."""
    return base64.urlsafe_b64encode(bson.encode({"s": scope, "v": place.value, "n": place.name})).decode().rstrip("=")


def place_of(token: str, scope: str) -> Place | None:
    """The place of a token; None where there is none. Refuses PAGE_TOKEN_INVALID: not ours, or of another list."""
    if not token:
        return None
    try:
        if len(token) > _LONGEST:
            raise ValueError("too long")
        found = bson.decode(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
        known, value, name = found["s"], found["v"], found["n"]
    except (binascii.Error, BSONError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _invalid() from error
    if known != scope or not isinstance(name, str) or (isinstance(value, Mapping | Sequence) and not isinstance(value, str)):
        raise _invalid()
    return Place(value, name)


def after(place: Place | None, sort: str) -> Document:
    """A MongoDB filter for what comes after a place, in ascending order of `sort` and name; those without a value come first."""
    if place is None:
        return {}
    if sort == "_id":
        return {"_id": {"$gt": place.name}}
    if place.value is None:  # nothing is greater than nothing
        return {"$or": [{sort: {"$ne": None}}, {sort: None, "_id": {"$gt": place.name}}]}
    return {"$or": [{sort: {"$gt": place.value}}, {sort: place.value, "_id": {"$gt": place.name}}]}


def _invalid() -> InvalidArgument:
    return InvalidArgument("PAGE_TOKEN_INVALID", "page_token 无效，或属于另一个列表；请从第一页重新列出", field="page_token")
