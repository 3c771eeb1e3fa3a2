"""What happened in a project, in words and with names; the words are those of the facts' own services."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from chassis.rpc.told import fact_line
from services.desk.answers import Happening, HappeningPage
from services.desk.commands import ListHappenings
from services.desk.domain import happening as domain
from services.desk.domain.card import ProjectCard
from services.desk.domain.period import Period
from services.desk.handlers.names import NameOf, names_of
from services.desk.handlers.wording import deadline_word
from services.desk.store import DeskTransaction

_NAME = re.compile(r"(people|organizations)/[a-z0-9-]+")
_DEADLINE = re.compile(r"projects/[a-z0-9-]+/deadlines/[a-z0-9-]+")


async def list_happenings(command: ListHappenings, tx: DeskTransaction) -> HappeningPage:
    """The latest first."""
    card = await tx.readable_card(command.parent)
    where = {"project": card.name} | ({"turns": True} if command.turns_only else {})
    page = await tx.happenings.page(where, command.page_size, command.page_token, "-_id")
    named = await names_of((name for each in page.items for name in (each.actor, *_texts_in(each.data, _NAME))), tx)
    asked = sorted({name for each in page.items for name in _texts_in(each.data, _DEADLINE)})
    deadlines = await tx.periods.readable({"_id": {"$in": asked}, "project": card.name}) if asked else []
    of_card = called_in(card, deadlines)
    return HappeningPage([_shown(each, of_card, named) for each in page.items], page.next_page_token)


def called_in(card: ProjectCard, deadlines: Iterable[Period]) -> Callable[[str], str]:
    """What things of a project are called: itself, nodes of its task book, deadlines by what they ask for; "" for all else."""
    known = {each.name: (f"“{each.node_title}”" if each.node_title else "") + deadline_word(each.kind) for each in deadlines}
    known[card.name] = f"“{card.shown_title}”"
    return lambda name: known.get(name) or card.node_title(name)


def _shown(happening: domain.Happening, of_card: Callable[[str], str], named: NameOf) -> Happening:
    kind = f"sanzhi.{happening.kind}.v1"

    def called(name: str) -> str:
        return of_card(name) or named(name).display_name

    return Happening(
        name=happening.name,
        happened_at=happening.at,
        type=kind,
        subject=happening.subject,
        actor=named(happening.actor),
        text=fact_line(kind, happening.data, called, deadline_word),
        rules=happening.rules,
        turns=happening.turns,
    )


def _texts_in(value: Any, pattern: re.Pattern[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts_in(each, pattern)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each, pattern)
    elif isinstance(value, str) and pattern.fullmatch(value):
        yield value
