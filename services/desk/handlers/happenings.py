"""What happened in a project, in words and with names; the words are those of the facts' own services."""

import re
from collections.abc import Iterator
from typing import Any

from chassis.rpc.told import fact_line
from services.desk.answers import Happening, HappeningPage
from services.desk.commands import ListHappenings
from services.desk.domain import happening as domain
from services.desk.domain.card import ProjectCard
from services.desk.handlers.names import NameOf, names_of
from services.desk.handlers.wording import deadline_word
from services.desk.store import DeskTransaction

_NAME = re.compile(r"(people|organizations)/[a-z0-9-]+")


async def list_happenings(command: ListHappenings, tx: DeskTransaction) -> HappeningPage:
    """The latest first."""
    card = await tx.readable_card(command.parent)
    where = {"project": card.name} | ({"turns": True} if command.turns_only else {})
    page = await tx.happenings.page(where, command.page_size, command.page_token, "-_id")
    named = await names_of((name for each in page.items for name in (each.actor, *_names_in(each.data))), tx)
    return HappeningPage([_shown(each, card, named) for each in page.items], page.next_page_token)


def _shown(happening: domain.Happening, card: ProjectCard, named: NameOf) -> Happening:
    kind = f"sanzhi.{happening.kind}.v1"

    def called(name: str) -> str:
        return card.node_title(name) or named(name).display_name

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


def _names_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _names_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _names_in(each)
    elif isinstance(value, str) and _NAME.fullmatch(value):
        yield value
