"""Who is who in a project, learnt from contracts and supervision; none of it decides anything by itself."""

from plan.parties import Engaged
from services.evaluation.consumed import CommissionNamed, EngagementActivated, EngagementEnded, ExpertGroupFormed
from services.evaluation.handlers.paid import begin_tenure, end_tenure
from services.evaluation.store import EvaluationTransaction


async def engage(fact: EngagementActivated, tx: EvaluationTransaction) -> None:
    """A manager or chief is engaged."""
    card = await tx.card_of(fact.project)
    card.engage(Engaged(fact.name, fact.person, fact.role, fact.is_lead, active=True))
    await tx.cards.save(card)
    await begin_tenure(fact, tx)


async def release(fact: EngagementEnded, tx: EvaluationTransaction) -> None:
    """An engagement is over; the person stays known as somebody who was engaged (4.7)."""
    card = await tx.card_of(fact.project)
    card.release(fact.name, fact.person, fact.role, is_lead=fact.is_lead)
    await tx.cards.save(card)
    await end_tenure(fact, tx)


async def form_expert_group(fact: ExpertGroupFormed, tx: EvaluationTransaction) -> None:
    """The chief has formed the project's expert group, or formed it anew (2.4)."""
    card = await tx.card_of(fact.project)
    card.form_expert_group(fact.members)
    await tx.cards.save(card)


async def name_commissioners(fact: CommissionNamed, tx: EvaluationTransaction) -> None:
    """The commissioners are named, or named anew (7.1)."""
    card = await tx.card_of(fact.project)
    card.name_commissioners(each.person for each in fact.commissioners)
    await tx.cards.save(card)
