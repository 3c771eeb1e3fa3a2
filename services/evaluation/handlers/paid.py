"""What facts change in the chief's floating pay (3.7, 1.8, 1.9, 7.5)."""

from datetime import date, datetime

from services.evaluation.consumed import EngagementActivated, EngagementEnded, FindingConfirmed, TaskBook
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.pay import Tenure
from services.evaluation.store import EvaluationTransaction

CHIEF = "technical_chief"


async def plan_pay(project: str, title: str, book: TaskBook, day: date, tx: EvaluationTransaction) -> None:
    """Pool and parts by a version of the task book, under the policy of its day; with what is concluded already."""
    pay, version = await tx.pay_of(project), tx.policies.current(day)
    tx.publish(*pay.plan(title, book.pay_terms(), version.values.pay, version.version))
    card = await tx.card_of(project)
    for conclusion in card.node_conclusions:
        pay.note_node(conclusion)
    await tx.pays.save(pay)


async def note_paid_node(conclusion: NodeConclusion, project: str, tx: EvaluationTransaction) -> None:
    """A node was concluded, or is reviewed once more."""
    pay = await tx.pay_of(project)
    pay.note_node(conclusion)
    await tx.pays.save(pay)


async def conclude_pay(project: str, at: datetime, tx: EvaluationTransaction) -> None:
    """The project was evaluated."""
    pay = await tx.pay_of(project)
    pay.conclude(at)
    await tx.pays.save(pay)


async def begin_tenure(fact: EngagementActivated, tx: EvaluationTransaction) -> None:
    """A chief is engaged, by the manager or by the unit (1.3)."""
    if fact.role != CHIEF or fact.effective_at is None:
        return
    pay = await tx.pay_of(fact.project)
    by_person = any(party.startswith("people/") for party in fact.first_parties)
    engager = "project_manager" if by_person else "undertaking_unit"
    pay.begin(Tenure(fact.name, fact.person, engager, fact.effective_at))
    await tx.pays.save(pay)


async def end_tenure(fact: EngagementEnded, tx: EvaluationTransaction) -> None:
    """A chief's engagement is over (1.9)."""
    if fact.role == CHIEF and fact.ended_on is not None:
        pay = await tx.pay_of(fact.project)
        pay.end(fact.name, fact.ended_on)
        await tx.pays.save(pay)


async def suspend_pay(fact: FindingConfirmed, tx: EvaluationTransaction) -> None:
    """A chief is barred: what is not paid is decided anew after that (7.5)."""
    if not fact.bars:
        return
    for known in await tx.pays.list({"tenures.chief": fact.subject}):
        pay = await tx.pays.get(known.name)
        dropped = pay.suspend(fact.subject, f"列入负面清单（{fact.title}），受限期间不计、不发")
        if dropped:
            tx.publish(*dropped)
            await tx.pays.save(pay)
