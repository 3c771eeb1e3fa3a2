"""The one comprehensive evaluation: its panel, and what the experts find (6.2, 4.7)."""

from chassis.access.views import Shown
from services.evaluation.commands import AssessItems, ConveneEvaluationPanel, ReplacePanelMember
from services.evaluation.domain.assessments import Findings
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.panel import EvaluationSeat, PanelReplacement, check_panel
from services.evaluation.handlers.reading import shown_to_actor
from services.evaluation.neighbours import candidate_for, circle_of
from services.evaluation.store import EvaluationTransaction


async def convene_evaluation_panel(command: ConveneEvaluationPanel, tx: EvaluationTransaction) -> Shown[Evaluation]:
    """The bureau convenes the panel, each member asked after in registry and supervision first."""
    tx.require()
    evaluation = await tx.evaluations.get(command.name)
    deadline = await tx.deadlines.find(evaluation.deadline)
    overdue = deadline is not None and deadline.has_passed(tx.now)
    evaluation.admit_panel(overdue)
    check_panel(command.panel, tx.policy.panel)
    card = await tx.cards.get(evaluation.project)  # Held: who is tied to the project decides.
    candidates = [await candidate_for(panelist.person, evaluation.project, tx) for panelist in command.panel]
    (await circle_of(card, tx)).check(candidates)
    seats = [EvaluationSeat.of(panelist, candidate) for panelist, candidate in zip(command.panel, candidates, strict=True)]
    tx.publish(*evaluation.convene_panel(seats, tx.policy.panel, overdue, tx.actor.person, tx.now))
    await tx.evaluations.save(evaluation)
    return shown_to_actor(evaluation, tx)


async def replace_panel_member(command: ReplacePanelMember, tx: EvaluationTransaction) -> Shown[Evaluation]:
    """The bureau puts another expert in the place of one who does not deliver, or may not sit any more."""
    tx.require()
    evaluation = await tx.evaluations.get(command.name)
    evaluation.admit_replacement(command.member)
    card = await tx.cards.get(evaluation.project)
    circle = await circle_of(card, tx)
    successor = await candidate_for(command.successor.person, evaluation.project, tx)
    circle.check([successor])
    leaver = await candidate_for(command.member, evaluation.project, tx)
    seat = EvaluationSeat.of(command.successor, successor)
    replacement = PanelReplacement(command.member, seat.person, command.reason, tx.now)
    unfit = bool(circle.unfit(leaver))
    tx.publish(*evaluation.replace_panel_member(seat, tx.policy.panel, replacement, unfit=unfit))
    await tx.evaluations.save(evaluation)
    return shown_to_actor(evaluation, tx)


async def assess_items(command: AssessItems, tx: EvaluationTransaction) -> Shown[Evaluation]:
    """An expert of the panel records findings; who lost independence or was barred meanwhile does not (4.7, 7.5)."""
    evaluation = await tx.evaluations.get(command.name)
    tx.require(on=await tx.standing_in(evaluation))
    evaluation.admit_assessment(tx.actor.person)
    await demand_fit(evaluation, frozenset({tx.actor.person}), tx)
    tx.publish(*evaluation.assess_items(tx.actor.person, Findings(command.items, command.funds), tx.now, tx.seen))
    await tx.evaluations.save(evaluation)
    return shown_to_actor(evaluation, tx)


async def demand_fit(evaluation: Evaluation, people: frozenset[str], tx: EvaluationTransaction) -> None:
    """Refuse what is done by, or concluded on findings of, somebody who may not sit on the panel today (4.7, 7.5)."""
    circle = await circle_of(await tx.cards.get(evaluation.project), tx)
    circle.check([await candidate_for(person, evaluation.project, tx) for person in sorted(people)])
