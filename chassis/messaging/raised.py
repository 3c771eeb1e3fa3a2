"""An unexpected error as it may be written down: what it is and where it was raised, without a word of its own.

What it says may quote the fact that it stumbled over, and log, audit log and topics keep that for ever (docs/decisions/0044).
"""

import errno
from collections.abc import Iterator
from pathlib import Path
from traceback import StackSummary, walk_tb

_ROOT = Path(__file__).parents[2]
_INSTALLED = "site-packages"
_OF_HANDLERS = ("services/", "plan/")
_MOST_CAUSES = 8


def where(error: BaseException) -> str:
    """What it is, and the last line of a handler's code on the way to it: "ValueError, services/desk/handlers/news.py:41"."""
    frames = [place for place, _ in _frames(error)]
    places = [place for place in frames if place.startswith(_OF_HANDLERS)] or frames
    return ", ".join([_kind(error), *places[-1:]])


def trail(error: BaseException) -> str:
    """The tracebacks of it and of what led to it, the last call last: places and kinds, no values."""
    told, seen = list[str](), set[int]()
    at: BaseException | None = error
    while at is not None and id(at) not in seen and len(told) < _MOST_CAUSES:
        seen.add(id(at))
        told.append("\n".join([*(f"  {place} in {function}" for place, function in _frames(at)), _kind(at)]))
        at = _led_to(at)
    return "\nled to\n".join(reversed(told))


def _led_to(error: BaseException) -> BaseException | None:
    """What led to an error; of several at once the first."""
    if isinstance(error, BaseExceptionGroup):
        return error.exceptions[0]
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> str:
    """Its type, and of the machine's errors which: "OSError ENOSPC"."""
    which = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    return f"{type(error).__name__} {which}".strip()


def _frames(error: BaseException) -> Iterator[tuple[str, str]]:
    """File:line and function, call by call; a file by its place among the packages, whether they are installed or a checkout."""
    for frame in StackSummary.extract(walk_tb(error.__traceback__), lookup_lines=False):
        file = Path(frame.filename)
        if _INSTALLED in file.parts:
            file = Path(*file.parts[file.parts.index(_INSTALLED) + 1 :])
        elif file.is_relative_to(_ROOT):
            file = file.relative_to(_ROOT)
        yield f"{file}:{frame.lineno}", frame.name
