"""From approval to the end of the term: the evaluation is planned, kept up to date and opened."""

from datetime import date

from services.evaluation.consumed import (
    NodeConcluded,
    ProjectApproved,
    ProjectTerminated,
    RemedyDecided,
    ResultConfirmed,
    ResultWithdrawn,
    TaskBookChanged,
    TermEnded,
)
from services.evaluation.domain.card import ProjectCard
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.states import EVALUATION, S
from services.evaluation.domain.targets import PromisedResult
from services.evaluation.domain.words import NodeOutcome, OpeningGround
from services.evaluation.handlers.deadlines import keep, set_deadline
from services.evaluation.handlers.paid import note_paid_node, plan_pay
from services.evaluation.handlers.rated import rate_node, rate_review
from services.evaluation.store import EvaluationTransaction


async def plan_evaluation(fact: ProjectApproved, tx: EvaluationTransaction) -> None:
    """Targets and nodes are known from the approval on (6.1); what came before it is taken up."""
    card = await tx.card_of(fact.project)
    card.approve(list(fact.owners), fact.owner_kinds, fact.undertaking_unit, fact.county, fact.nominated_lead)
    book = fact.task_book
    card.follow(book.term_end)
    evaluation = Evaluation(
        name=evaluation_name(fact.project),
        project=fact.project,
        title=fact.title,
        undertaking_unit=fact.undertaking_unit,
        task_book_version=book.version,
        targets=list(book.targets),
        nodes=book.planned_nodes(),
        budget_fen=book.budget.total_fen,
    )
    for conclusion in card.node_conclusions:
        evaluation.note_node(conclusion)
    evaluation.show_results(card.results)
    tx.evaluations.create(evaluation)
    await tx.cards.save(card)
    await rate_review(fact, tx)
    await plan_pay(fact.project, fact.title, book, fact.approved_on or tx.today, tx)
    await _open_if_over(card, tx)


async def change_task_book(fact: TaskBookChanged, tx: EvaluationTransaction) -> None:
    """Take over a new version, unless the unit or the panel has evaluated against the old one already (1.8)."""
    card = await tx.card_of(fact.project)
    evaluation = await tx.evaluations.find(evaluation_name(fact.project))
    book = fact.task_book
    if evaluation is not None and not EVALUATION.admits(evaluation.state, "open") and not EVALUATION.admits(evaluation.state, "postpone"):
        return
    prolonged = card.follow(book.term_end)
    await tx.cards.save(card)
    if evaluation is None:
        return
    await plan_pay(fact.project, evaluation.title, book, tx.today, tx)
    if prolonged and EVALUATION.admits(evaluation.state, "postpone"):
        await _postpone(evaluation, book.term_end, tx)
    if not EVALUATION.admits(evaluation.state, "replan"):
        return
    evaluation.replan(book.version, list(book.targets), book.planned_nodes(), book.budget.total_fen)
    for conclusion in card.node_conclusions:
        evaluation.note_node(conclusion)
    await tx.evaluations.save(evaluation)


async def pass_node(fact: NodeConcluded, tx: EvaluationTransaction) -> None:
    """A milestone's panel passed a node."""
    await _note_node(fact, NodeOutcome.PASSED, tx)


async def fail_node(fact: NodeConcluded, tx: EvaluationTransaction) -> None:
    """A milestone's panel failed a node; passed after rectification, the last word counts (4.8)."""
    await _note_node(fact, NodeOutcome.FAILED, tx)


async def rectify_node(fact: RemedyDecided, tx: EvaluationTransaction) -> None:
    """A failed node is rectified and reviewed once more: it is open again until then (4.8, 6.2)."""
    if fact.rectify_by is None or not fact.name.startswith(f"{fact.project}/nodes/"):
        return
    card = await tx.card_of(fact.project)
    conclusion = card.rectify(fact.node, fact.rectify_by)
    await tx.cards.save(card)
    if conclusion is not None:
        await _take_over(conclusion, fact.project, tx)


async def show_result(fact: ResultConfirmed, tx: EvaluationTransaction) -> None:
    """A confirmed result is shown at its target (8.1)."""
    card = await tx.card_of(fact.project)
    if card.note_result(PromisedResult(fact.name, fact.target, fact.kind, fact.title)):
        await _show_results(card, tx)


async def hide_result(fact: ResultWithdrawn, tx: EvaluationTransaction) -> None:
    """A result that was withdrawn is shown no more (8.1)."""
    card = await tx.card_of(fact.project)
    if card.drop_result(fact.name):
        await _show_results(card, tx)


async def _show_results(card: ProjectCard, tx: EvaluationTransaction) -> None:
    await tx.cards.save(card)
    evaluation = await tx.evaluations.find(evaluation_name(card.name))
    if evaluation is not None:
        evaluation.show_results(card.results)
        await tx.evaluations.save(evaluation)


async def end_term(fact: TermEnded, tx: EvaluationTransaction) -> None:
    """The term is over: the unit evaluates itself first (6.2)."""
    if (await tx.card_of(fact.project)).is_prolonged(fact.term_end):
        return  # The version that prolongs it came first.
    await _end(fact.project, OpeningGround.TERM_ENDED, fact.term_end, tx)


async def terminate_project(fact: ProjectTerminated, tx: EvaluationTransaction) -> None:
    """Terminated: the values to date are evaluated as for a project that ran its term (1.10)."""
    await _end(fact.project, OpeningGround.TERMINATED, fact.decided_on, tx)


def evaluation_name(project: str) -> str:
    """The name of a project's evaluation."""
    return f"{project}/evaluation"


async def _note_node(fact: NodeConcluded, outcome: NodeOutcome, tx: EvaluationTransaction) -> None:
    conclusion = NodeConclusion(fact.node, outcome, fact.concluded_at)
    card = await tx.card_of(fact.project)
    card.note_node(conclusion)
    await tx.cards.save(card)
    await _take_over(conclusion, fact.project, tx)
    await rate_node(fact, outcome is NodeOutcome.PASSED, tx)


async def _take_over(conclusion: NodeConclusion, project: str, tx: EvaluationTransaction) -> None:
    evaluation = await tx.evaluations.find(evaluation_name(project))
    if evaluation is not None and EVALUATION.admits(evaluation.state, "note_node"):
        evaluation.note_node(conclusion)
        await tx.evaluations.save(evaluation)
    await note_paid_node(conclusion, project, tx)


async def _end(project: str, ground: OpeningGround, ended_on: date, tx: EvaluationTransaction) -> None:
    card = await tx.card_of(project)
    card.end(ground, ended_on)
    await tx.cards.save(card)
    await _open_if_over(card, tx)


async def _postpone(evaluation: Evaluation, term_end: date, tx: EvaluationTransaction) -> None:
    deadline = await tx.deadlines.get(evaluation.deadline)
    tx.publish(*evaluation.postpone(term_end))
    if deadline.is_pending:
        await keep(deadline, deadline.cancel(f"实施期延长至{term_end}，期满后再行自评价", "1.8"), tx)


async def _open_if_over(card: ProjectCard, tx: EvaluationTransaction) -> None:
    evaluation = await tx.evaluations.find(evaluation_name(card.name))
    if evaluation is None or evaluation.state is not S.PLANNED or card.ground is None or card.ended_on is None:
        return
    tx.publish(*evaluation.open(card.ground, card.ended_on, tx.now))
    await tx.evaluations.save(evaluation)
    await set_deadline(evaluation, card.ended_on, tx)
