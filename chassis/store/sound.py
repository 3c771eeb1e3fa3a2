"""Whether a document is one that this system wrote, asked wherever one is read. What is wrong is said by field, without the content."""

from typing import Any, TypeVar

from chassis.calendar import HolidayNotice
from chassis.mapping import from_plain
from chassis.store.damage import Damaged, as_text, why_of
from chassis.store.mongo import Document
from chassis.store.unit import YEARS
from chassis.store.unreadable import unreadable_in

T = TypeVar("T")


def aggregate_in(cls: type[T], collection: str, document: Document) -> T:
    """The aggregate that a document holds. Raises Damaged."""
    name = document.get("_id")
    if not isinstance(name, str):
        raise Damaged(collection, as_text(name), "_id: is no text")
    if place := unreadable_in(document):
        raise Damaged(collection, as_text(name), f"{place}: is no UTF-8")
    try:
        aggregate = from_plain(cls, document)
    except Exception as error:  # whatever it is, the document is at fault: its class takes all that it writes
        raise Damaged(collection, as_text(name), "; ".join(why_of(error))) from error
    wrong = _wrong_with_the_frame(aggregate, document)
    if wrong:
        raise Damaged(collection, as_text(name), wrong)
    return aggregate


def _wrong_with_the_frame(aggregate: Any, document: Document) -> str:
    """What the store itself relies on."""
    if aggregate.name != document["_id"]:
        return "name: is not the _id"
    if not is_number(document.get("version"), least=1):
        return "version: is no number of a version"
    return "" if is_number(document.get("_guard", 0), least=0) else "_guard: is no number"


def notice_in(document: Document) -> HolidayNotice:
    """The holiday notice that a document holds. Raises Damaged."""
    try:
        notice = from_plain(HolidayNotice, document)
    except Exception as error:
        raise Damaged(YEARS, as_text(document.get("_id")), "; ".join(why_of(error))) from error
    if notice.year != document.get("_id"):
        raise Damaged(YEARS, as_text(document.get("_id")), "year: is not the _id")
    return notice


def is_number(value: object, least: int = 0) -> bool:
    """Whether it is a whole number; True, False and 3.0 are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
