"""Documents that are not what this system wrote: found when they are read, named once in the log, counted, and never acted on."""

import logging
from collections.abc import Iterable

from pydantic import ValidationError

from chassis.errors import DataLoss

MOST_KNOWN = 10_000
MOST_TOLD = 20
_LONGEST = 300  # characters of what is wrong
log = logging.getLogger(__name__)


class Damaged(DataLoss):
    """A document that cannot be what was written. why: fields, and what is wrong with each; nothing of what is in them."""

    def __init__(self, collection: str, name: str, why: str) -> None:
        message = f"{name} 的存储内容已损坏，不能使用；请联系运维人员核对数据库，从备份恢复"
        super().__init__("DOCUMENT_DAMAGED", message, resource=name, collection=collection)
        self.collection, self.name, self.why = collection, name, why[:_LONGEST]


class Damage:
    """What one replica has found damaged in its service's database, and not found sound again since."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._found)

    def note(self, damaged: Damaged) -> Damaged:
        """Keep it in mind, and log it the first time; gives it back, to be raised."""
        place = damaged.collection, damaged.name
        if self._found.get(place) != damaged.why:
            log.error("document %s of %s is damaged: %s", damaged.name, damaged.collection, damaged.why)
        if place in self._found or len(self._found) < MOST_KNOWN:
            self._found[place] = damaged.why
        return damaged

    def found(self, collection: str, name: object, why: Iterable[str]) -> Damaged:
        """As note(), for what is wrong with a document of this name."""
        return self.note(Damaged(collection, as_text(name), "; ".join(why)))

    def sound(self, collection: str, name: str) -> None:
        """It was read, and nothing is wrong with it: somebody has mended it."""
        if self._found and self._found.pop((collection, name), None) is not None:
            log.warning("document %s of %s is sound again", name, collection)

    def told(self) -> list[str]:
        """The first ones, with what is wrong with them."""
        return [f"{collection} {name}: {why}" for (collection, name), why in list(self._found.items())[:MOST_TOLD]]


def as_text(name: object) -> str:
    """A document's `_id` as text that can be sent and printed, whatever it is."""
    text = name if isinstance(name, str) else repr(name)
    return text.encode(errors="backslashreplace").decode()[:_LONGEST]


def why_of(error: Exception) -> list[str]:
    """What is wrong with a document that its class does not take: where and of which kind, without the content."""
    if not isinstance(error, ValidationError):
        return [type(error).__name__]
    told = error.errors(include_url=False, include_input=False, include_context=False)
    return [f"{'.'.join(str(part) for part in each['loc']) or 'document'}: {each['type']}" for each in told[:5]]
