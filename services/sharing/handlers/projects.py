"""Who is who in a project and what it promises, learnt from registry and contracts."""

from plan.parties import Engaged
from services.sharing.consumed import EngagementChanged, ProjectApproved, TaskBook, TaskBookChanged
from services.sharing.domain.card import Promise
from services.sharing.store import SharingTransaction


async def watch_project(fact: ProjectApproved, tx: SharingTransaction) -> None:
    """Parties, field and targets are known from the approval on."""
    card = await tx.card_of(fact.project)
    kinds = {owner: fact.owner_kinds.get(owner, "") for owner in fact.owners}
    card.approve(fact.title, fact.field, kinds, fact.undertaking_unit, fact.county)
    if not card.promises:  # a changed task book may have come before it
        card.promise(_promises(fact.task_book))
    await tx.cards.save(card)


async def change_task_book(fact: TaskBookChanged, tx: SharingTransaction) -> None:
    """Results are tied to the targets of the new task book (1.8)."""
    card = await tx.card_of(fact.project)
    card.promise(_promises(fact.task_book))
    await tx.cards.save(card)


async def engage(fact: EngagementChanged, tx: SharingTransaction) -> None:
    """A manager or chief is engaged."""
    await _engage(fact, True, tx)


async def release(fact: EngagementChanged, tx: SharingTransaction) -> None:
    """An engagement is over (1.9)."""
    await _engage(fact, False, tx)


async def _engage(fact: EngagementChanged, active: bool, tx: SharingTransaction) -> None:
    card = await tx.card_of(fact.project)
    card.engage(Engaged(fact.name, fact.person, fact.role, fact.is_lead, active))
    await tx.cards.save(card)


def _promises(book: TaskBook) -> list[Promise]:
    return [Promise(target.id, target.metric) for target in book.targets]
