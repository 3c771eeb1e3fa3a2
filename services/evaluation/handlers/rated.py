"""What neighbours' facts, and the own conclusion, enter in a lead's rating (3.6)."""

from datetime import date
from fractions import Fraction

from chassis.calendar import china_date
from services.evaluation.consumed import (
    ApplicationDeclined,
    DeadlineMet,
    DeadlineOverdue,
    FindingConfirmed,
    FindingLifted,
    LeadRescored,
    NodeConcluded,
    ProjectApproved,
)
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.rating import Cause, rating_name
from services.evaluation.domain.rating.cause import of_evaluation, of_finding, of_node, of_report
from services.evaluation.domain.words import RatingCause
from services.evaluation.handlers.paid import suspend_pay
from services.evaluation.store import EvaluationTransaction

# How milestones calls the deadline of a report on progress (5.1).
REPORT = "progress_report"


async def enter(cause: Cause, tx: EvaluationTransaction) -> None:
    """Enter a cause once, by the policy of its own day."""
    version = tx.policies.current(cause.on)
    rating = await tx.rating_of(cause.person)
    entered = rating.enter(cause, version.values.rating, version.version)
    if entered:
        tx.publish(*entered)
        await tx.ratings.save(rating)


async def rate_review(fact: ProjectApproved, tx: EvaluationTransaction) -> None:
    """The experts have scored the nominated lead of what became a project (3.5)."""
    if fact.exact_lead_score and fact.approved_on is not None:
        score = Fraction(fact.exact_lead_score)
        cause = f"{fact.project.replace('projects/', 'applications/', 1)}/review"
        about = f"《{fact.title}》"
        await enter(Cause(cause, fact.nominated_lead, RatingCause.REVIEW_SCORED, fact.project, fact.approved_on, about, score), tx)


async def rate_declined(fact: ApplicationDeclined, tx: EvaluationTransaction) -> None:
    """They have scored the nominated lead of what did not."""
    score, about = Fraction(fact.exact_lead_score), f"《{fact.title}》（未立项）"
    cause = Cause(f"{fact.name}/review", fact.nominated_lead, RatingCause.REVIEW_SCORED, fact.project, fact.declined_on, about, score)
    await enter(cause, tx)


async def rate_rescored(fact: LeadRescored, tx: EvaluationTransaction) -> None:
    """Somebody else was scored to lead an approved project (1.2a); scored once more, the last word counts."""
    about = f"《{await _title(fact.project, tx)}》（另选责任人）"
    score = Fraction(fact.exact_score)
    await enter(Cause(fact.name, fact.person, RatingCause.REVIEW_SCORED, fact.project, fact.scored_on, about, score), tx)


async def rate_node(fact: NodeConcluded, passed: bool, tx: EvaluationTransaction) -> None:
    """A milestone's panel has concluded under the lead of that moment; each round is a cause of its own, in each project."""
    if not fact.lead:
        return
    about = await _node_in_words(fact, tx)
    day, kind = china_date(fact.concluded_at), of_node(passed=passed, late=fact.late)
    # Task books number their nodes alike: the id alone would be another project's node as well.
    cause = f"{fact.project}/nodes/{fact.node}/reviews/{fact.round}"
    await enter(Cause(cause, fact.lead, kind, fact.project, day, about), tx)


async def rate_missed_report(fact: DeadlineOverdue, tx: EvaluationTransaction) -> None:
    """A report on progress was not in on its last day (5.1)."""
    if fact.kind == REPORT:
        await _enter_report(fact, fact.last_day, late=True, tx=tx)


async def rate_report(fact: DeadlineMet, tx: EvaluationTransaction) -> None:
    """A report on progress is in, on that day: of one that was missed that is known already, since its last day."""
    if fact.kind == REPORT:
        await _enter_report(fact, fact.last_day if fact.late else china_date(fact.met_at), late=fact.late, tx=tx)


async def rate_finding(fact: FindingConfirmed, tx: EvaluationTransaction) -> None:
    """A person was found in what the catalogue has; what is found against a project is nobody's entry. Who is barred is not paid (7.5)."""
    if fact.subject.startswith("people/"):
        cause = Cause(fact.name, fact.subject, of_finding(fact.severity), fact.project, china_date(fact.confirmed_at), fact.title)
        await enter(cause, tx)
        await suspend_pay(fact, tx)


async def withdraw_finding(fact: FindingLifted, tx: EvaluationTransaction) -> None:
    """A lifted finding has no more effect, here neither (7.4)."""
    rating = await tx.ratings.find(rating_name(fact.subject))
    withdrawn = rating.withdraw(fact.name, china_date(fact.lifted_at)) if rating else []
    if rating and withdrawn:
        tx.publish(*withdrawn)
        await tx.ratings.save(rating)


async def rate_evaluation(evaluation: Evaluation, lead: str, tx: EvaluationTransaction) -> None:
    """The project was evaluated under its lead, or who was last (1.9)."""
    verdict = evaluation.verdict
    if lead and verdict is not None:
        kind, day = of_evaluation(verdict.conclusion), china_date(verdict.concluded_at)
        await enter(Cause(evaluation.name, lead, kind, evaluation.project, day, f"《{evaluation.title}》实现程度 {verdict.degree}"), tx)


async def _enter_report(fact: DeadlineOverdue | DeadlineMet, on: date, *, late: bool, tx: EvaluationTransaction) -> None:
    if fact.responsible.startswith("people/"):
        about = f"《{await _title(fact.project, tx)}》{fact.last_day}止的报告"
        await enter(Cause(fact.name, fact.responsible, of_report(late=late), fact.project, on, about), tx)


async def _node_in_words(fact: NodeConcluded, tx: EvaluationTransaction) -> str:
    evaluation = await tx.evaluations.read_or_none(f"{fact.project}/evaluation")
    titles = {node.id: node.title for node in evaluation.nodes} if evaluation else {}
    return f"《{evaluation.title if evaluation else fact.project}》节点“{titles.get(fact.node, fact.node)}”第{fact.round}次考核"


async def _title(project: str, tx: EvaluationTransaction) -> str:
    evaluation = await tx.evaluations.read_or_none(f"{project}/evaluation")
    return evaluation.title if evaluation else project
