"""More time for a deadline: asked for, consented to, refused (4.4, 1.1, 1.11)."""

from plan.consents import Consent
from plan.deadlines import Extension, ProjectDeadline
from plan.parties import SCIENCE_BUREAU
from services.milestones.commands.deadlines import ConsentToExtension, RefuseExtension, RequestExtension
from services.milestones.handlers.deadlines import keep
from services.milestones.store import MilestonesTransaction


async def request_extension(command: RequestExtension, tx: MilestonesTransaction) -> ProjectDeadline:
    """Whoever has to deliver asks for more time, before the end (4.4)."""
    deadline = await tx.deadlines.get(command.name)
    card = await tx.permit(deadline.project, deadline.responsible_role)
    extension = Extension(command.last_day, command.reason, tx.actor.person, tx.now, card.consent_of_owners())
    await keep(deadline, deadline.request_extension(extension), tx)
    return deadline


async def consent_to_extension(command: ConsentToExtension, tx: MilestonesTransaction) -> ProjectDeadline:
    """An owner consents, and under 1.11 the bureau; with the last consent the deadline moves (4.4, 1.1)."""
    deadline = await tx.deadlines.get(command.name)
    await tx.permit(deadline.project)
    changes = deadline.consent_to_extension(spoken_for(tx), answer(tx), await tx.calendar())
    await keep(deadline, changes, tx)
    return deadline


async def refuse_extension(command: RefuseExtension, tx: MilestonesTransaction) -> ProjectDeadline:
    """One refusal refuses it (1.1)."""
    deadline = await tx.deadlines.get(command.name)
    await tx.permit(deadline.project)
    await keep(deadline, deadline.refuse_extension(spoken_for(tx), answer(tx, command.reason)), tx)
    return deadline


def spoken_for(tx: MilestonesTransaction) -> frozenset[str]:
    """Whom the caller's answer stands for: the own organisation, and the bureau."""
    return frozenset({tx.actor.organization}) | (tx.actor.roles & {SCIENCE_BUREAU})


def answer(tx: MilestonesTransaction, refusal: str | None = None) -> Consent:
    """The caller's answer, now; refusal: why not, None for consent."""
    return Consent(tx.actor.organization, tx.actor.person, tx.now, agreed=refusal is None, reason=refusal or "", seen=tx.seen)
