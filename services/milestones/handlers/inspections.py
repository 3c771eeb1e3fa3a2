"""The lead inspects, regularly or not (5.1)."""

from services.milestones.commands.process import RecordInspection
from services.milestones.domain.inspection import Inspection
from services.milestones.handlers.uploads import kept
from services.milestones.store import MilestonesTransaction


async def record_inspection(command: RecordInspection, tx: MilestonesTransaction) -> Inspection:
    """Put an inspection on record; what deviates opens deviations in supervision."""
    await tx.permit(command.parent)
    card = await tx.cards.get(command.parent)  # Held: it numbers inspections.
    effective_on = (await tx.schedules.get(f"{command.parent}/schedule")).effective_on
    inspection = Inspection(
        name=card.next_inspection(),
        project=card.name,
        inspected_on=command.inspected_on or tx.today,
        regular=command.regular,
        inspectors=command.inspectors,
        place=command.place,
        found=command.found,
        issues=command.issues,
        files=tuple([await kept(each, tx) for each in command.files]),
        recorded_by=tx.actor.person,
        recorded_at=tx.now,
    )
    tx.publish(*inspection.record(effective_on))
    tx.inspections.create(inspection)
    await tx.cards.save(card)
    return inspection
