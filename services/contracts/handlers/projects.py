"""From approval to the end of a project: what contracts does on the facts of registry and supervision; they come in any order."""

from services.contracts import consumed
from services.contracts.domain.contract_set import ContractSet, name_of_set
from services.contracts.domain.states import PENDING
from services.contracts.handlers.effect import follow, unset_check
from services.contracts.store import ContractsTransaction


async def open_project(fact: consumed.ProjectApproved, tx: ContractsTransaction) -> None:
    """A project was approved: it may be contracted for."""
    card = await tx.card_of(fact.project)
    if card.approval is not None:
        return
    card.approve(fact.parties, fact.approval, fact.task_book.version)
    await tx.cards.save(card)
    tx.contract_sets.create(ContractSet(name_of_set(fact.project), fact.project, fact.regime))


async def change_task_book(fact: consumed.TaskBookChanged, tx: ContractsTransaction) -> None:
    """What is drawn up from now on refers to the new version (1.8)."""
    card = await tx.card_of(fact.project)
    card.change_task_book(fact.version)
    await tx.cards.save(card)


async def terminate_project(fact: consumed.ProjectOver, tx: ContractsTransaction) -> None:
    """Nothing new is contracted, and what is not in effect is given up (1.10)."""
    await _over(fact.project, "已终止", tx)


async def close_project(fact: consumed.ProjectOver, tx: ContractsTransaction) -> None:
    """The same for a project whose result was filed."""
    await _over(fact.project, "已结题", tx)


async def name_commissioners(fact: consumed.CommissionNamed, tx: ContractsTransaction) -> None:
    """Commissioners may read the contracts of their project (7.1, 2.5)."""
    card = await tx.card_of(fact.project)
    card.name_commissioners(commissioner.person for commissioner in fact.commissioners)
    await tx.cards.save(card)


async def _over(project: str, why: str, tx: ContractsTransaction) -> None:
    card = await tx.cards.find(project)
    contracts = await tx.contract_sets.find(name_of_set(project))
    if card is None or contracts is None or card.over_because:
        return
    card.end(why)
    await tx.cards.save(card)
    for entry in contracts.entries:
        if entry.state in PENDING:
            engagement = await tx.engagements.get(entry.engagement)
            tx.publish(*engagement.void(tx.actor.person, f"项目{why}"))
            unset_check(tx, engagement)
            await tx.engagements.save(engagement)
            await follow(tx, engagement)
