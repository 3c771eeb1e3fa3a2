"""People read names and titles, programs read ids: what a caller is told names things as a service knows them.

Messages are written with resource names, as domains know nothing else; the record keeps them so, and metadata has the ids too.
"""

import asyncio
import logging
import re
import sys
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from google.protobuf.message_factory import GetMessageClass

from chassis.access.roles import first_officer
from chassis.errors import Refusal
from chassis.store.transaction import Transaction
from chassis.words import act_of

log = logging.getLogger(__name__)
# What a thing is called, "" where the service cannot tell.
TitleOf = Callable[[str, Any], Awaitable[str]]
MOST = 10  # names a message
LONGEST_WAIT = 0.5  # seconds: a refusal is not held up by a neighbour
_FRESH = 60.0  # seconds
_KNOWN = 2000
_THING = re.compile(r"(?<![\w/.-])[a-z][A-Za-z]*/[A-Za-z0-9][A-Za-z0-9-]*", re.ASCII)
# Kinds of which every service says names and titles, as long as whoever knows them answers in time.
NAMED = frozenset({"people", "organizations", "projects"})
# Whole resource names, ids that were made, and digests; types of files look like names.
_ID_SHOWN = re.compile(
    r"(?<![\w/.-])(?!(?:application|image|text|video|audio)/)[a-z][A-Za-z]*(?:/[A-Za-z0-9][\w-]*)+"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{64}\b|\b[0-9A-HJKMNP-TV-Z]{26}\b",
    re.ASCII,
)
# Whoever made the name these are about chose it, or it is nothing's, or nobody can read what it is called.
_BY_ID = frozenset({"NOT_FOUND", "ALREADY_EXISTS", "DOCUMENT_DAMAGED"})


def titles_of(stub: type) -> TitleOf:
    """What the things of a neighbour are called, asked by the reads that its proto says name them (sanzhi.form.v1.Act, `names`)."""
    file: Any = sys.modules[stub.__module__.removesuffix("_grpc")].DESCRIPTOR
    service = file.services_by_name[stub.__name__.removesuffix("Stub")]
    reads = {names: method for method in service.methods if (names := act_of(method).names)}

    async def title_of(name: str, tx: Any) -> str:
        method = reads.get(name.partition("/")[0])
        if method is None:
            return ""
        answer = await getattr(tx.client(stub), method.name)(GetMessageClass(method.input_type)(name=name))
        if "display_name" in method.output_type.fields_by_name:
            return str(answer.display_name)
        return f"“{answer.title}”"

    return title_of


def ids_in(message: str, named: Collection[str] = ()) -> list[str]:
    """What nobody can read in a message: resource names, ids that were made. `named`: kinds for which a title is still put in."""
    found = _ID_SHOWN.findall(message)
    return [each for each in found if each.count("/") != 1 or each.partition("/")[0] not in named]


class Naming:
    """Puts what things are called into messages."""

    def __init__(self, title_of: TitleOf | None) -> None:
        self._title_of = title_of
        self._known: dict[str, tuple[str, float]] = {}

    async def told(self, refusal: Refusal, message: str, tx: Transaction) -> str:
        """The message of a refusal, with names and titles for the ids in it; an id stays where nothing better is known in time."""
        if refusal.reason == "PERSON_UNKNOWN":
            return message
        return await self.named(message, tx, str(refusal.metadata.get("resource", "")) if refusal.reason in _BY_ID else "")

    async def named(self, message: str, tx: Transaction, itself: str = "") -> str:
        """The message with names and titles; `itself`: the resource that keeps its id, with what it belongs to."""
        if self._title_of is None:
            return message
        names = [name for name in dict.fromkeys(_THING.findall(message)) if not itself.startswith(name)][:MOST]
        titles = dict(zip(names, await asyncio.gather(*(self._title(name, tx) for name in names)), strict=True))
        titles = {name: title or first_officer(name, tx.context.first_officers) for name, title in titles.items()}
        named = _THING.sub(lambda found: titles.get(found[0]) or found[0], message)
        return named.replace("““", "“").replace("””", "”")  # a title has its own quotes

    async def _title(self, name: str, tx: Transaction) -> str:
        title, since = self._known.get(name, ("", 0.0))
        if title and time.monotonic() - since < _FRESH:
            return title
        assert self._title_of is not None
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                title = await self._title_of(name, tx)
        except (Refusal, TimeoutError):
            return ""
        except Exception:  # whatever it is: the refusal matters more than how it reads
            log.exception("%s was not named", name)
            return ""
        if len(self._known) >= _KNOWN:
            self._known.clear()
        self._known[name] = (title, time.monotonic())
        return title
