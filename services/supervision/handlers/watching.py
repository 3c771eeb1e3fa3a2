"""Deviations that open by themselves from facts; one fact never opens two (7.2)."""

from services.supervision.consumed import DeadlineMet, DeadlineOverdue, InspectionFound, NodeFailed
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.deviation import Deviation, Observation
from services.supervision.domain.symptoms import Symptom, failed, found, overdue, overdue_key
from services.supervision.domain.words import DeviationState
from services.supervision.handlers.corrections import deadline_of, set_timers
from services.supervision.store import SupervisionTransaction


async def note_overdue(fact: DeadlineOverdue, tx: SupervisionTransaction) -> None:
    """A deadline was missed (4.5), whatever else of the project is known yet."""
    card = await tx.card_of(fact.project)
    await open_or_observe(card, overdue(source_of(tx), fact.name, fact.kind, fact.last_day, fact.overdue_at), tx)
    await tx.cards.save(card)


async def note_met(fact: DeadlineMet, tx: SupervisionTransaction) -> None:
    """What was missed has come after all, late or, by a notice of days off, in time: seen by who closes the deviation, open until then."""
    card = await tx.card_of(fact.project)
    opened = f"{card.name}/deviations/{overdue_key(fact.name)}"
    for name in [name for name in card.open_deviations if name.startswith(opened)]:
        deviation = await tx.deviations.get(name)
        if deviation.subject == fact.name and not deviation.knows(source_of(tx)):
            tx.publish(*deviation.observe(Observation(source_of(tx), "逾期事项现已完成", fact.met_at, remedied=True)))
            await tx.deviations.save(deviation)


async def note_failure(fact: NodeFailed, tx: SupervisionTransaction) -> None:
    """A milestone was not passed (4.8)."""
    card = await tx.card_of(fact.project)
    votes = (fact.votes_for, fact.votes_against)
    await open_or_observe(card, failed(source_of(tx), fact.name, fact.concluded_at, votes), tx)
    await tx.cards.save(card)


async def note_inspection(fact: InspectionFound, tx: SupervisionTransaction) -> None:
    """An inspection of the lead: each issue that deviates is a deviation (5.1)."""
    card = await tx.card_of(fact.project)
    for position, issue in enumerate(fact.issues, 1):
        if issue.deviates:
            told = (issue.aspect, issue.description)
            await open_or_observe(card, found(source_of(tx), fact.name, position, told, fact.found_at), tx)
    await tx.cards.save(card)


def source_of(tx: SupervisionTransaction) -> str:
    """The id of the fact that is consumed."""
    if tx.cause is None:
        raise LookupError("no fact is consumed here")
    return tx.cause.id


async def open_or_observe(card: ProjectCard, symptom: Symptom, tx: SupervisionTransaction) -> str:
    """Open a deviation, or note it on the one that is not closed; gives its name. The caller saves the card."""
    name, number = f"{card.name}/deviations/{symptom.key}", 1
    while (known := await tx.deviations.find(name)) is not None:
        if known.knows(symptom.source):
            return name
        if known.state is not DeviationState.CLOSED:
            tx.publish(*known.observe(Observation(symptom.source, symptom.description, symptom.observed_at)))
            await tx.deviations.save(known)
            return name
        number += 1
        name = f"{card.name}/deviations/{symptom.key}-{number}"
    await _open(name, card, symptom, tx)
    return name


async def _open(name: str, card: ProjectCard, symptom: Symptom, tx: SupervisionTransaction) -> None:
    deviation = Deviation(
        name=name,
        project=card.name,
        aspect=symptom.aspect,
        cause=symptom.cause,
        source=symptom.source,
        subject=symptom.subject,
        description=symptom.description,
        opened_at=tx.now,
        assignee=card.lead,
        deadline=await deadline_of(None, tx),
        policy_version=tx.policy_version,
    )
    tx.publish(*deviation.open())
    tx.deviations.create(deviation)
    card.note_opened(name)
    set_timers(deviation, tx)
