"""Rule ids in running text, told apart from versions, seconds and other numbers."""

import re
from collections.abc import Iterator

_ID = r"(?<![\w.])(?:S\.\d|[1-9]\.\d{1,2}a?)(?!\w)(?!\.\d)"
_LIST = rf"{_ID}(?:\s*(?:,|/|、|–|and)\s*{_ID})*"
_OPENING = re.compile(rf"[\s#:]*({_LIST})")
_NAMED = re.compile(rf"\brules?\s+({_LIST})|\b(?:of|by|under|per|see)\s+({_LIST})")
_PARENTHESES = re.compile(r"\(([^()]*)\)")
_PIECE = re.compile(rf"\s*(?:rules?\s+)?({_LIST})\s*")
_HOME = re.compile(rf"\bHome of (?:rules?\s+)?({_LIST})")
_RANGE = re.compile(r"(\d)\.(\d+)\s*–\s*\1\.(\d+)")


def ids_in_prose(text: str) -> Iterator[str]:
    """Ids that a comment or docstring cites: at its start, after "rule", "of", "by", "under", "per", "see", or alone in parentheses."""
    found = [opening.group(1)] if (opening := _OPENING.match(text)) else []
    found += [named.group(1) or named.group(2) for named in _NAMED.finditer(text)]
    for parentheses in _PARENTHESES.finditer(text):
        pieces = (_PIECE.fullmatch(piece) for piece in re.split(r"[,;:]", parentheses.group(1)))
        found += [piece.group(1) for piece in pieces if piece]
    for cited in found:
        yield from ids_in_list(cited)


def homes_in_prose(text: str) -> Iterator[str]:
    """Ids that a docstring says its module, class or function is the home of: "Home of 4.3 and 4.5."."""
    for named in _HOME.findall(text):
        yield from ids_in_list(named)


def ids_in_list(text: str) -> Iterator[str]:
    """Ids of a bare list, "1.6,1.7" or "3.1–3.4"; text that is no such list has none."""
    if not re.fullmatch(rf"\s*{_LIST}\s*", text):
        return
    for part, first, last in _RANGE.findall(text):
        yield from (f"{part}.{number}" for number in range(int(first) + 1, int(last)))
    yield from re.findall(_ID, text)
