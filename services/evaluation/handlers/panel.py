"""The one comprehensive evaluation: its panel, and what the experts find (6.2, 4.7)."""

from chassis.access.views import Shown
from services.evaluation.commands import AssessItems, ConveneEvaluationPanel, ReplacePanelMember
from services.evaluation.domain.deadline import deadline_name
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.panel import check_composition
from services.evaluation.handlers.reading import shown_to_actor
from services.evaluation.neighbours import candidate_for, circle_of
from services.evaluation.store import EvaluationTransaction


async def convene_evaluation_panel(command: ConveneEvaluationPanel, tx: EvaluationTransaction) -> Evaluation:
    """The bureau convenes the panel, each member asked after in registry and supervision first."""
    tx.require()
    evaluation = await tx.evaluations.get(command.name)
    deadline = await tx.deadlines.find(deadline_name(evaluation.project))
    overdue = deadline is not None and deadline.has_passed(tx.now)
    evaluation.admit_panel(overdue)
    check_composition(list(command.panel), tx.policy.panel)
    card = await tx.cards.get(evaluation.project)
    circle = await circle_of(card, tx)
    candidates = [await candidate_for(panelist, evaluation.project, tx) for panelist in command.panel]
    tx.publish(*evaluation.convene_panel(candidates, circle, tx.policy.panel, overdue, tx.now))
    await tx.evaluations.save(evaluation)
    return evaluation


async def replace_panel_member(command: ReplacePanelMember, tx: EvaluationTransaction) -> Evaluation:
    """The bureau puts another expert in the place of one who cannot go on."""
    tx.require()
    evaluation = await tx.evaluations.get(command.name)
    evaluation.admit_replacement(command.member)
    card = await tx.cards.get(evaluation.project)
    circle = await circle_of(card, tx)
    successor = await candidate_for(command.successor, evaluation.project, tx)
    tx.publish(*evaluation.replace_panel_member(command.member, successor, circle, tx.policy.panel, command.reason, tx.now))
    await tx.evaluations.save(evaluation)
    return evaluation


async def assess_items(command: AssessItems, tx: EvaluationTransaction) -> Shown[Evaluation]:
    """An expert of the panel records findings."""
    evaluation = await tx.evaluations.get(command.name)
    tx.require(on=await tx.standing_in(evaluation))
    tx.publish(*evaluation.assess_items(tx.actor.person, command.items, command.funds, tx.now))
    await tx.evaluations.save(evaluation)
    return shown_to_actor(evaluation, tx)
