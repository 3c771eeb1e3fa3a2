"""What a project is and how far it is, learnt from registry and contracts."""

from plan.parties import Engaged
from services.support.consumed import EngagementChanged, ProjectApproved, ProjectWentOn
from services.support.domain.words import ProjectStage
from services.support.store import SupportTransaction


async def watch_project(fact: ProjectApproved, tx: SupportTransaction) -> None:
    """Parties, kind and field are known from the approval on; its own fields are those that its word for it means (9.3)."""
    card = await tx.card_of(fact.project)
    kinds = {owner: fact.owner_kinds.get(owner, "") for owner in fact.owners}
    card.approve(fact.title, kinds, fact.undertaking_unit, fact.county)
    card.describe(fact.kind, fact.category, tx.policy.tree.named(fact.field))
    await tx.cards.save(card)


async def run_project(fact: ProjectWentOn, tx: SupportTransaction) -> None:
    """The project is running."""
    await _reach(fact, ProjectStage.RUNNING, tx)


async def close_project(fact: ProjectWentOn, tx: SupportTransaction) -> None:
    """The project is closed."""
    await _reach(fact, ProjectStage.CLOSED, tx)


async def terminate_project(fact: ProjectWentOn, tx: SupportTransaction) -> None:
    """The project was terminated."""
    await _reach(fact, ProjectStage.TERMINATED, tx)


async def engage(fact: EngagementChanged, tx: SupportTransaction) -> None:
    """A manager or chief is engaged."""
    await _engage(fact, True, tx)


async def release(fact: EngagementChanged, tx: SupportTransaction) -> None:
    """An engagement is over (1.9)."""
    await _engage(fact, False, tx)


async def _reach(fact: ProjectWentOn, stage: ProjectStage, tx: SupportTransaction) -> None:
    card = await tx.card_of(fact.project)
    card.reach(stage)
    await tx.cards.save(card)


async def _engage(fact: EngagementChanged, active: bool, tx: SupportTransaction) -> None:
    card = await tx.card_of(fact.project)
    card.engage(Engaged(fact.name, fact.person, fact.role, fact.is_lead, active))
    await tx.cards.save(card)
