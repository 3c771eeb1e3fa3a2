"""Who is who in a project, learnt from registry and contracts."""

from plan.parties import Engaged
from services.supervision.consumed import EngagementChanged, PersonChosen, ProjectApproved, ProjectEnded, TaskBookChanged
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.states import DEVIATION
from services.supervision.handlers.commission import commission_name
from services.supervision.store import SupervisionTransaction


async def watch_project(fact: ProjectApproved, tx: SupervisionTransaction) -> None:
    """Parties and budget are known from the approval on."""
    card = await tx.card_of(fact.project)
    kinds = {owner: fact.owner_kinds.get(owner, "") for owner in fact.owners}
    card.approve(fact.title, kinds, fact.undertaking_unit, fact.county, fact.task_book.budget.total_fen)
    card.concern(fact.nominated_lead, fact.nominated_chief)
    await tx.cards.save(card)


async def change_task_book(fact: TaskBookChanged, tx: SupervisionTransaction) -> None:
    """Money is measured against the new budget (1.8)."""
    card = await tx.card_of(fact.project)
    card.change_budget(fact.task_book.budget.total_fen)
    await tx.cards.save(card)


async def end_project(fact: ProjectEnded, tx: SupervisionTransaction) -> None:
    """The project is over: nothing new is reported by people; what is open can still be closed."""
    card = await tx.card_of(fact.project)
    card.end()
    await tx.cards.save(card)


async def note_person(fact: PersonChosen, tx: SupervisionTransaction) -> None:
    """Somebody is to be manager or chief: a finding may concern them in this project (7.4)."""
    card = await tx.card_of(fact.project)
    card.concern(fact.person)
    await tx.cards.save(card)


async def engage(fact: EngagementChanged, tx: SupervisionTransaction) -> None:
    """A manager or chief is engaged."""
    await _engage(fact, True, tx)


async def release(fact: EngagementChanged, tx: SupervisionTransaction) -> None:
    """An engagement is over (1.9)."""
    await _engage(fact, False, tx)


async def _engage(fact: EngagementChanged, active: bool, tx: SupervisionTransaction) -> None:
    card = await tx.card_of(fact.project)
    card.engage(Engaged(fact.name, fact.person, fact.role, fact.is_lead, active))
    await _release_engaged(card, tx)
    await tx.cards.save(card)
    await _follow_lead(card, tx)


async def _release_engaged(card: ProjectCard, tx: SupervisionTransaction) -> None:
    commission = await tx.commissions.find(commission_name(card))
    if commission is None:
        return
    told = commission.follow(card, tx.now)
    if told:
        tx.publish(*told)
        card.name_commissioners(commission.people)
        await tx.commissions.save(commission)


async def _follow_lead(card: ProjectCard, tx: SupervisionTransaction) -> None:
    for name in card.open_deviations:
        deviation = await tx.deviations.get(name)
        moved = deviation.follow_lead(card.lead) if DEVIATION.admits(deviation.state, "follow_lead") else []
        if moved:
            tx.publish(*moved)
            await tx.deviations.save(deviation)
