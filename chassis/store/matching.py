"""Whether a document matches a MongoDB filter, for the few filters of which it is plain: for documents that are not stored yet."""

from collections.abc import Mapping
from typing import Any

from chassis.store.mongo import Document


def matches(document: Document, where: Mapping[str, Any]) -> bool | None:
    """By equality, $in, $or and $and of fields of the document itself; None where the filter has anything else."""
    return _all(_one(document, field, wanted) for field, wanted in where.items())


def _one(document: Document, field: str, wanted: Any) -> bool | None:
    if field == "$and":
        return _all(matches(document, each) for each in wanted)
    if field == "$or":
        none = _all(_not(matches(document, each)) for each in wanted)
        return _not(none)
    if field.startswith("$") or "." in field:
        return None
    if isinstance(wanted, Mapping):
        if list(wanted) != ["$in"]:
            return None
        return _not(_all(_not(_equals(document, field, each)) for each in wanted["$in"]))
    return _equals(document, field, wanted)


def _equals(document: Document, field: str, wanted: Any) -> bool | None:
    value = document.get(field)
    if not isinstance(wanted, str | int | None) or isinstance(value, float):
        return None
    if isinstance(value, list):
        return wanted in value
    return type(value) is type(wanted) and bool(value == wanted)


def _all(answers: Any) -> bool | None:
    known = list(answers)
    if False in known:
        return False
    return None if None in known else True


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
