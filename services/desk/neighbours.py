"""Whom the desk asks: nobody. What things are called it knows of their facts."""

from services.desk.store import DeskTransaction


async def title_of(name: str, tx: DeskTransaction) -> str:
    """What people, organisations and projects are called, "" where it does not know."""
    if name.startswith("projects/"):
        card = await tx.cards.read_or_none(name)
        return f"“{card.shown_title}”" if card else ""
    known = await tx.known.read_or_none(name)
    return known.display_name if known else ""
