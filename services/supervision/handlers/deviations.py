"""What people do about deviations (7.2)."""

from services.supervision.commands import AssignDeviation, CloseDeviation, OpenDeviation, ReportCorrection
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.deviation import Assignment, Deviation
from services.supervision.domain.words import DeviationCause
from services.supervision.handlers.corrections import deadline_of, set_timers
from services.supervision.handlers.files import keep
from services.supervision.neighbours import organization_of
from services.supervision.store import SupervisionTransaction


async def open_deviation(command: OpenDeviation, tx: SupervisionTransaction) -> Deviation:
    """A person has found a deviation."""
    card = await tx.approved_card(command.parent)
    tx.require(on=tx.standing_in(card), rule="7.2")
    card.demand_running("7.2")
    deviation = Deviation(
        name=card.next_reported(),
        project=card.name,
        aspect=command.aspect,
        cause=DeviationCause.REPORTED,
        source=tx.actor.person,
        subject="",
        description=command.description,
        opened_at=tx.now,
        assignee=card.lead,
        deadline=await deadline_of(None, tx),
        policy_version=tx.policy_version,
        evidence=await keep(command.evidence, tx),
    )
    tx.publish(*deviation.open())
    tx.deviations.create(deviation)
    card.note_opened(deviation.name)
    set_timers(deviation, tx)
    await tx.cards.save(card)
    return deviation


async def assign_deviation(command: AssignDeviation, tx: SupervisionTransaction) -> Deviation:
    """A commissioner says what is to be done, by whom, until when."""
    deviation, card = await _directed(command.name, tx)
    deviation.admit("assign", tx.actor.person)
    if command.assignee:
        await _demand_of_project(command.assignee, card, tx)
    deadline = await deadline_of(command.due_date, tx)
    assignee = command.assignee or card.lead
    assignment = Assignment(command.corrective_action, assignee, not command.assignee, deadline, tx.actor.person)
    tx.publish(*deviation.assign(assignment, tx.now))
    set_timers(deviation, tx)
    await tx.deviations.save(deviation)
    return deviation


async def report_correction(command: ReportCorrection, tx: SupervisionTransaction) -> Deviation:
    """The assignee has corrected it."""
    deviation = await tx.deviations.get(command.name)
    tx.require(on=tx.standing_in(await tx.cards.get(deviation.project)), rule="7.2")
    evidence = await keep(command.evidence, tx)
    tx.publish(*deviation.report_correction(tx.actor.person, command.done, evidence, tx.now))
    set_timers(deviation, tx)
    await tx.deviations.save(deviation)
    return deviation


async def close_deviation(command: CloseDeviation, tx: SupervisionTransaction) -> Deviation:
    """A commissioner finds it corrected."""
    deviation, card = await _directed(command.name, tx)
    evidence = await keep(command.evidence, tx)
    tx.publish(*deviation.close(tx.actor.person, command.conclusion, evidence, tx.now))
    set_timers(deviation, tx)
    card.note_closed(deviation.name)
    await tx.deviations.save(deviation)
    await tx.cards.save(card)
    return deviation


def require_direction(card: ProjectCard, tx: SupervisionTransaction) -> None:
    """Refuse ROLE_REQUIRED to all but a commissioner and, until one is named, the bureau (7.2)."""
    tx.require("commissioner" if card.commissioners else "science_bureau", on=tx.standing_in(card), rule="7.2")


async def _directed(name: str, tx: SupervisionTransaction) -> tuple[Deviation, ProjectCard]:
    """A deviation for who directs its correction, with the card."""
    deviation = await tx.deviations.get(name)
    card = await tx.cards.get(deviation.project)
    require_direction(card, tx)
    return deviation, card


async def _demand_of_project(person: str, card: ProjectCard, tx: SupervisionTransaction) -> None:
    if card.is_engaged(person) or person in card.commissioners:
        return
    card.demand_party(person, await organization_of(person, tx))
