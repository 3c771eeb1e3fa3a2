"""Personal data that a call brings or reads is struck out of whatever is written down of it: log, record of refusals.

A request's fields say so themselves, by `(sanzhi.access.v1.personal) = true`; what is opened for an answer is added where it is opened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

STRUCK = "▇"
# Shorter ones are no phone number, address or account, and striking them out would leave nothing to read.
_SHORTEST = 4
_WITHHELD: ContextVar[set[str] | None] = ContextVar("withheld", default=None)


@contextmanager
def withholding() -> Iterator[None]:
    """One call: what is withheld in here is struck out until its end."""
    token = _WITHHELD.set(set())
    try:
        yield
    finally:
        _WITHHELD.reset(token)


def withhold(*values: str) -> None:
    """Strike these out from now on; nothing outside a call."""
    held = _WITHHELD.get()
    if held is not None:
        held.update(value for value in values if len(value) >= _SHORTEST)


def struck(text: str) -> str:
    """The text without what is withheld."""
    for value in sorted(_WITHHELD.get() or (), key=len, reverse=True):
        text = text.replace(value, STRUCK)
    return text
