"""How much a record takes: a state and a fact have to stay small, whatever somebody sends."""

from collections.abc import Sequence

from chassis.errors import InvalidArgument

MAX_TEXT = 4000
MAX_PEOPLE = 99


def demand_short(field: str, text: str) -> None:
    """Refuse TEXT_TOO_LONG."""
    if len(text) > MAX_TEXT:
        raise InvalidArgument("TEXT_TOO_LONG", f"{field} 有 {len(text)} 个字符，最多 {MAX_TEXT} 个", field=field, limit=MAX_TEXT)


def demand_few(field: str, people: Sequence[object]) -> None:
    """Refuse TOO_MANY_PEOPLE."""
    if len(people) > MAX_PEOPLE:
        raise InvalidArgument("TOO_MANY_PEOPLE", f"{field} 有 {len(people)} 人，最多 {MAX_PEOPLE} 人", field=field, limit=MAX_PEOPLE)
