"""What things are called: for every answer, and for whoever asks."""

from collections.abc import Callable, Iterable
from typing import Any

from chassis.access.roles import ROLE_NAMES, first_officer
from plan.grams import found_by
from services.desk.answers import Known, KnownPage, Named, Names
from services.desk.commands import GetNames, SearchNames
from services.desk.domain import known as domain
from services.desk.domain.words import Party
from services.desk.store import DeskTransaction

NameOf = Callable[[str], Named]
_DEPARTMENT = "county_department"  # as registry's facts have it
_FIRST = {Party.PERSON: ("people/", "people0"), Party.ORGANIZATION: ("organizations/", "organizations0")}  # "0" follows "/"


async def names_of(wanted: Iterable[str], tx: DeskTransaction) -> NameOf:
    """What these people, organisations and offices are called, read at once; of an area, its science and technology department."""
    all_of_them = set(wanted)
    asked = sorted(name for name in all_of_them if name.startswith(("people/", "organizations/")))
    found = {each.name: each for each in await tx.known.readable({"_id": {"$in": asked}})} if asked else {}
    if areas := sorted(name.removeprefix("areas/") for name in all_of_them if name.startswith("areas/")):
        departments = await tx.known.readable({"area": {"$in": areas}, "kind": _DEPARTMENT})
        found |= {f"areas/{each.area}": each for each in departments}

    def named(name: str) -> Named:
        if name in found and found[name].display_name:
            return Named(name, found[name].display_name)
        if first := first_officer(name, tx.context.first_officers):
            return Named(name, first)
        kind, _, role = name.partition("/")
        return Named(name, ROLE_NAMES.get(role, role) if kind == "roles" else name)

    return named


def named_or_none(name: str, named: NameOf) -> Named | None:
    """As named; None for nobody."""
    return named(name) if name else None


async def get_names(command: GetNames, tx: DeskTransaction) -> Names:
    """People and organisations as the registry shows them to everybody; projects that the caller may read."""
    named = await names_of(command.names, tx)
    projects = [name for name in command.names if name.startswith("projects/")]
    cards = await tx.cards.readable({"_id": {"$in": projects}, "readers": tx.readable}) if projects else []
    found = [Named(card.name, card.shown_title) for card in cards]
    found += [known for name in command.names if not name.startswith("projects/") and (known := named(name)).display_name != name]
    return Names(found)


async def search_names(command: SearchNames, tx: DeskTransaction) -> KnownPage:
    """People and organisations by their names."""
    where: list[dict[str, Any]] = []
    if command.query:
        where.append({"grams": found_by(command.query, "2.5")})
    if command.organization:
        where.append({"organization": command.organization})
    if command.party is not None:
        first, after = _FIRST[command.party]
        where.append({"_id": {"$gte": first, "$lt": after}})
    page = await tx.known.page({"$and": where} if where else {}, command.page_size, command.page_token)
    named = await names_of((each.organization for each in page.items), tx)
    return KnownPage([_shown(each, named) for each in page.items], page.next_page_token)


def _shown(known: domain.Known, named: NameOf) -> Known:
    organization = named_or_none(known.organization, named)
    return Known(known.name, known.display_name, organization, known.kind, known.area, known.left)
