"""Deadlines warn and pass by themselves; people read them, and ask for more time (4.4, 4.5)."""

from typing import Any

from chassis.time.timers import Timer
from services.milestones.answers import DeadlinePage
from services.milestones.commands import ListDeadlines, Named, RefuseExtension, RequestExtension
from services.milestones.domain.card import BUREAU, ProjectCard
from services.milestones.domain.deadlines import Deadline
from services.milestones.domain.extensions import Extension
from services.milestones.domain.granting import consent_to_extension as consent
from services.milestones.domain.granting import refuse_extension as refuse
from services.milestones.domain.granting import request_extension as request
from services.milestones.domain.terms import DeadlineState
from services.milestones.handlers import timing
from services.milestones.handlers.roles import READ_ALL, READERS
from services.milestones.store import MilestonesTransaction


async def warn_deadline(timer: Timer, tx: MilestonesTransaction) -> None:
    """So many days are left (4.5). A warning that comes late says how many are left now."""
    deadline = await tx.deadlines.get(timer.payload["deadline"])
    if deadline.state is not DeadlineState.OPEN or deadline.has_passed(tx.now):
        return  # Its end is due as well, and says more.
    before = deadline.last_day
    said = await _learn(deadline, tx)
    if deadline.last_day == before:
        said += deadline.warn((deadline.last_day - tx.today).days)
    await timing.keep(deadline, said, tx)


async def mark_overdue(timer: Timer, tx: MilestonesTransaction) -> None:
    """Its end has come, and what was due is not in (4.5)."""
    deadline = await tx.deadlines.get(timer.payload["deadline"])
    if deadline.state is not DeadlineState.OPEN or not deadline.has_passed(tx.now):
        return
    await timing.keep(deadline, deadline.mark_overdue(tx.now), tx)


async def _learn(deadline: Deadline, tx: MilestonesTransaction) -> list[Any]:
    # A calendar that a new release of the software brought is learnt at the next warning (4.3).
    return deadline.compute_anew(await tx.calendar(), tx.now) if deadline.provisional else []


async def get_deadline(command: Named, tx: MilestonesTransaction) -> Deadline:
    """A deadline of a project."""
    deadline = await tx.deadlines.read(command.name)
    await tx.permit(deadline.project)
    return deadline


async def list_deadlines(command: ListDeadlines, tx: MilestonesTransaction) -> DeadlinePage:
    """Deadlines of one project, or of all that the caller may read, earliest end first."""
    where: dict[str, Any] = {}
    if command.parent:
        await tx.permit(command.parent, *READERS)
        where["project"] = command.parent
    elif not tx.actor.roles & READ_ALL:
        where["project"] = {"$in": await tx.projects_of_actor()}
    if command.state is not None:
        where["state"] = command.state
    if command.responsible:
        where["responsible"] = command.responsible
    page = await tx.deadlines.page(where, command.page_size, command.page_token, sort="end")
    return DeadlinePage(page.items, page.next_page_token)


async def request_extension(command: RequestExtension, tx: MilestonesTransaction) -> Deadline:
    """Whoever has to deliver asks for more time, before the end (4.4)."""
    deadline = await tx.deadlines.get(command.name)
    card = await tx.permit(deadline.project, deadline.responsible_role)
    extension = Extension(command.last_day, command.reason, tx.actor.person, tx.now, card.extension_consents)
    await timing.keep(deadline, request(deadline, extension), tx)
    return deadline


async def consent_to_extension(command: Named, tx: MilestonesTransaction) -> Deadline:
    """An owner consents, and under 1.11 the bureau; with the last consent the deadline moves (4.4, 1.1)."""
    deadline = await tx.deadlines.get(command.name)
    card = await tx.permit(deadline.project)
    said = consent(deadline, _spoken_for(card, tx), await tx.calendar(), tx.now)
    await timing.keep(deadline, said, tx)
    return deadline


async def refuse_extension(command: RefuseExtension, tx: MilestonesTransaction) -> Deadline:
    """One refusal refuses it (1.1)."""
    deadline = await tx.deadlines.get(command.name)
    card = await tx.permit(deadline.project)
    await timing.keep(deadline, refuse(deadline, _spoken_for(card, tx), command.reason, tx.now), tx)
    return deadline


def _spoken_for(card: ProjectCard, tx: MilestonesTransaction) -> frozenset[str]:
    """Whom the caller's consent stands for: the own organisation, and the bureau."""
    bureau = {BUREAU} if BUREAU in tx.actor.roles else set()
    return frozenset({tx.actor.organization} & set(card.owners)) | bureau
