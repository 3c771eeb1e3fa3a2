"""Who is who in a project changes; a lead who goes stops the review clocks, a successor starts them anew (1.9)."""

from datetime import datetime

from chassis.calendar import china_date
from plan.parties import Engaged
from services.milestones.consumed import CommissionNamed, EngagementActivated, EngagementEnded, ExpertGroupFormed
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.node import Node
from services.milestones.domain.states import NODE
from services.milestones.domain.words import DeadlineKind, NodeState
from services.milestones.handlers import deadlines, rounds
from services.milestones.store import MilestonesTransaction


async def engage(fact: EngagementActivated, tx: MilestonesTransaction) -> None:
    """An engagement took effect; a new lead's review clocks start at that instant (1.9)."""
    card = await tx.card_of(fact.project)
    before, chief = card.lead, card.chief
    card.engage(Engaged(fact.name, fact.person, fact.role, fact.is_lead, active=True, effective_at=fact.effective_at))
    await tx.cards.save(card)
    if fact.is_lead and card.lead != before:
        for node in await _under_way(card, tx):
            await _hand_over(node, card, fact.effective_at, tx)
    await rounds.pass_on(rounds.REPORTS, card, before, fact.effective_at, tx)
    await rounds.pass_on(rounds.DISPATCHES, card, chief, fact.effective_at, tx)
    if fact.is_lead:
        await rounds.agree_interval(card.name, fact.report_every_months, fact.effective_at, tx)


async def release(fact: EngagementEnded, tx: MilestonesTransaction) -> None:
    """An engagement ended; without a lead the review clocks stop, and the owner receives materials (1.9)."""
    card = await tx.card_of(fact.project)
    before, chief = card.lead, card.chief
    card.release(fact.name, fact.person, fact.role, is_lead=fact.is_lead)
    await tx.cards.save(card)
    if fact.is_lead and not card.lead:
        for node in await _under_way(card, tx):
            await deadlines.cancel(node, "责任人任期结束，考核期限自继任者到任时重新起算", "1.9", tx, DeadlineKind.REVIEW)
            await tx.nodes.save(node)
    await rounds.pass_on(rounds.REPORTS, card, before, tx.now, tx)
    await rounds.pass_on(rounds.DISPATCHES, card, chief, tx.now, tx)


async def name_commissioners(fact: CommissionNamed, tx: MilestonesTransaction) -> None:
    """The commissioners as they are now (7.1); they sit on no milestone panel (4.7)."""
    card = await tx.card_of(fact.project)
    card.name_commissioners(each.person for each in fact.commissioners)
    await tx.cards.save(card)


async def form_expert_group(fact: ExpertGroupFormed, tx: MilestonesTransaction) -> None:
    """The project's own expert group (2.4); its members sit on no milestone panel (4.7)."""
    card = await tx.card_of(fact.project)
    card.form_expert_group(fact.members)
    await tx.cards.save(card)


async def _under_way(card: ProjectCard, tx: MilestonesTransaction) -> list[Node]:
    schedule = await tx.schedules.find(f"{card.name}/schedule")
    nodes = await tx.nodes_of(schedule) if schedule is not None else []
    return [node for node in nodes if NODE.admits(node.state, "change_lead")]


async def _hand_over(node: Node, card: ProjectCard, effective_at: datetime, tx: MilestonesTransaction) -> None:
    occasion = "责任人更换，考核期限自继任者到任时重新起算"
    tx.publish(*node.change_lead(occasion))
    if node.state is NodeState.UNDER_REVIEW:
        await deadlines.cancel(node, occasion, "1.9", tx, DeadlineKind.REVIEW)
        node.start_clock(effective_at)
        ground = deadlines.Ground(china_date(effective_at), "1.9,4.2", occasion)
        await deadlines.set_review_deadline(node, card, ground, tx)
    await tx.nodes.save(node)
