"""Text that is no UTF-8: MongoDB takes it, and its drivers fail the whole batch that it is in, unless they are told otherwise.

Read here as lone surrogates, which no text of ours has, and which no request brings in. Documents are searched for them only once some
were read at all: what never happens costs nothing.
"""

import codecs
from collections.abc import Iterator
from typing import Any

HANDLER = "sanzhi.unreadable"
_escaped = codecs.lookup_error("surrogateescape")
_read = False


def _note(error: UnicodeError) -> tuple[str | bytes, int]:
    global _read
    _read = True
    return _escaped(error)


codecs.register_error(HANDLER, _note)


def unreadable_in(document: Any) -> str:
    """The first field that has such text in it or in its name; empty where there is none."""
    return next(_places(document, ""), "") if _read else ""


def is_readable(text: str) -> bool:
    """Whether it can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _places(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, str):
        if not is_readable(value):
            yield path
    elif isinstance(value, dict):
        for name, each in value.items():
            place = f"{path}.{name}" if path else str(name)
            yield from [path or "document"] if not is_readable(str(name)) else _places(each, place)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _places(each, f"{path}.{number}")
