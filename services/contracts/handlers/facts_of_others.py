"""What contracts does on the facts of registry and supervision; they come in any order."""

from services.contracts import consumed
from services.contracts.domain import leaving
from services.contracts.domain.commission import Commission
from services.contracts.domain.contract_set import ContractSet, name_of_set
from services.contracts.domain.engagement import PENDING
from services.contracts.domain.project_card import ProjectCard
from services.contracts.domain.words import EngagementState, HiredBy
from services.contracts.handlers.effect import follow, unset_check
from services.contracts.store import ContractsTransaction


async def open_project(fact: consumed.ProjectApproved, tx: ContractsTransaction) -> None:
    """A project was approved: it may be contracted for."""
    if await tx.cards.find(fact.project) is not None:
        return
    card = ProjectCard(
        name=fact.project,
        title=fact.title,
        regime=fact.regime,
        owners=fact.owners,
        owner_kinds=fact.owner_kinds,
        undertaking_unit=fact.undertaking_unit,
        county=fact.county,
        nominated_lead=fact.nominated_lead,
        approved_on=fact.approved_on,
        chief_needed=fact.chief_needed,
        chief_hired_by=HiredBy(fact.chief_hired_by) if fact.chief_hired_by else None,
        nominated_chief=fact.nominated_chief,
        score_without_lead=fact.score_without_lead,
        lead_weight=fact.lead_weight,
        threshold=fact.threshold,
        task_book_version=fact.task_book.version,
    )
    tx.cards.create(card)
    tx.contract_sets.create(ContractSet(name_of_set(fact.project), fact.project, fact.regime))


async def change_task_book(fact: consumed.TaskBookChanged, tx: ContractsTransaction) -> None:
    """What is drawn up from now on refers to the new version (1.8)."""
    card = await tx.cards.find(fact.project)
    if card is not None:
        card.task_book_version = fact.version
        await tx.cards.save(card)


async def terminate_project(fact: consumed.ProjectOver, tx: ContractsTransaction) -> None:
    """Nothing new is contracted, and what is not in effect is given up (1.10)."""
    await _over(fact.project, "已终止", tx)


async def close_project(fact: consumed.ProjectOver, tx: ContractsTransaction) -> None:
    """The same for a project whose result was filed."""
    await _over(fact.project, "已结题", tx)


async def name_commissioners(fact: consumed.CommissionNamed, tx: ContractsTransaction) -> None:
    """Commissioners may read the contracts of their project (7.1, 2.5)."""
    commission = await tx.commissions.find(fact.project)
    if commission is None:
        commission = Commission(fact.project)
        tx.commissions.create(commission)
    commission.commissioners = [commissioner.person for commissioner in fact.commissioners]
    await tx.commissions.save(commission)


async def question_engagements(fact: consumed.FindingConfirmed, tx: ContractsTransaction) -> None:
    """What is running is not undone by itself: who engaged the person is told, and decides (7.5)."""
    if not fact.bars:
        return
    for found in await tx.engagements.list({"person": fact.subject, "state": EngagementState.ACTIVATED}):
        engagement = await tx.engagements.get(found.name)
        tx.publish(*engagement.question(fact.name, fact.item))
        await tx.engagements.save(engagement)


async def _over(project: str, why: str, tx: ContractsTransaction) -> None:
    card = await tx.cards.find(project)
    contracts = await tx.contract_sets.find(name_of_set(project))
    if card is None or contracts is None or card.over_because:
        return
    card.over_because = why
    await tx.cards.save(card)
    for entry in contracts.entries:
        if entry.state in PENDING:
            engagement = await tx.engagements.get(entry.engagement)
            tx.publish(*leaving.void(engagement, tx.actor.person, f"项目{why}"))
            unset_check(tx, engagement)
            await tx.engagements.save(engagement)
            await follow(tx, engagement)
