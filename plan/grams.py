"""Search by any two characters in a row (8.1, 9.1; docs/decisions/0027): the pairs of neighbouring characters of a text."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from chassis.errors import InvalidArgument

LONGEST_QUERY = 60


def grams_of(texts: Iterable[str]) -> list[str]:
    """The pairs of all texts, each once, in order; a character that stands alone is kept alone."""
    return sorted({gram for text in texts for run in _runs(text) for gram in _pairs(run)})


def wanted_grams(query: str) -> list[str]:
    """The pairs that a text has to have to be found by a query; [] for one without a letter or digit."""
    return grams_of([query[:LONGEST_QUERY]])


def _runs(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each if unicodedata.category(each)[0] in "LNM" else " " for each in folded).split()


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[place : place + 2] for place in range(len(run) - 1)]


def found_by(query: str, rule: str) -> dict[str, Any]:
    """The condition on `grams` that finds it. Refuses QUERY_EMPTY for a query without a letter or digit."""
    grams = wanted_grams(query)
    if not grams:
        raise InvalidArgument("QUERY_EMPTY", "检索词须含文字或者数字", rule=rule, field="query")
    if len(grams) == 1 and len(grams[0]) == 1:
        return {"$regex": f"^{grams[0]}"}
    return {"$all": grams}
