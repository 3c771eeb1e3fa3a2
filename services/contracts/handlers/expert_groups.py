"""The technical chief who is not the lead forms the project's expert group (2.4)."""

import asyncio

from services.contracts import neighbours
from services.contracts.commands import FormExpertGroup
from services.contracts.domain.expert_group import ExpertGroup, demand_chief
from services.contracts.store import ContractsTransaction


async def form_expert_group(command: FormExpertGroup, tx: ContractsTransaction) -> ExpertGroup:
    """Form the group, or form it anew."""
    project = await tx.project(command.parent)
    tx.require(on=project.parties)
    project.card.demand_running()
    demand_chief(project.contracts, tx.actor.person)
    name = f"{project.card.name}/expertGroup"
    group = await tx.expert_groups.find(name)
    if group is None:
        group = ExpertGroup(name, project.card.name, [], tx.actor.person, tx.now)
        tx.expert_groups.create(group)
    facts = group.form(list(command.members), tx.actor.person, tx.now)
    await asyncio.gather(*(neighbours.person_named(tx, member) for member in command.members))
    tx.publish(*facts)
    await tx.expert_groups.save(group)
    return group
