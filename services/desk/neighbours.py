"""Whom the desk asks: registry, who somebody is now, where no caller is that person. What things are called it knows of their facts."""

from chassis.access.standing import Standing
from chassis.rpc.people import standing_from
from services.desk.store import DeskTransaction


async def title_of(name: str, tx: DeskTransaction) -> str:
    """What people, organisations and projects are called, "" where it does not know."""
    if name.startswith("projects/"):
        card = await tx.cards.read_or_none(name)
        return f"“{card.shown_title}”" if card else ""
    known = await tx.known.read_or_none(name)
    return known.display_name if known else ""


async def standing_of(person: str, tx: DeskTransaction) -> Standing:
    """Somebody as on record now. Raises Unavailable."""
    return await standing_from(tx.context.stub, person)
