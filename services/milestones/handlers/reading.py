"""Reads of schedules, nodes, deadlines, mid-term checks, holiday notices and files (2.5)."""

from typing import Any

from chassis.access.views import Shown
from chassis.store.files.ref import DownloadFile, Pieces
from plan.deadlines import ProjectDeadline
from plan.files import FileRef, find_file
from services.milestones.answers import DeadlinePage, HolidayNoticePage, NodePage
from services.milestones.commands.reading import ListDeadlines, ListHolidayNotices, ListNodes, Named
from services.milestones.domain.holidays import HolidayNotice
from services.milestones.domain.midterm import MidtermCheck
from services.milestones.domain.node import Node
from services.milestones.domain.schedule import Schedule
from services.milestones.handlers.reading_process import files_of_process
from services.milestones.handlers.views import shown
from services.milestones.store import MilestonesTransaction

# Anybody may list deadlines, of the projects that they may read: the actors of 2.5 that assist, look on or carry a project out.
READ_ALL = frozenset({"science_bureau", "auditor", "finance_bureau", "department", "service"})
READERS = (
    *sorted(READ_ALL),
    "county",
    "owner",
    "undertaking_unit",
    "project_manager",
    "technical_chief",
    "lead",
    "commissioner",
)


async def get_schedule(command: Named, tx: MilestonesTransaction) -> Schedule:
    """The schedule of a project."""
    schedule = await tx.schedules.read(command.name)
    await tx.permit(schedule.project)
    return schedule


async def get_node(command: Named, tx: MilestonesTransaction) -> Shown[Node]:
    """A node, with votes for those who may see them."""
    node = await tx.nodes.read(command.name)
    card = await tx.permit(node.project, node=node)
    return shown(node, card, tx)


async def list_nodes(command: ListNodes, tx: MilestonesTransaction) -> NodePage:
    """The nodes of a project; those of a page by due date."""
    card = await tx.permit(command.parent)
    page = await tx.nodes.page({"project": command.parent}, command.page_size, command.page_token)
    nodes = sorted(page.items, key=lambda node: (node.due_date, node.name))
    return NodePage([shown(node, card, tx) for node in nodes], page.next_page_token)


async def get_deadline(command: Named, tx: MilestonesTransaction) -> ProjectDeadline:
    """A deadline of a project."""
    deadline = await tx.deadlines.read(command.name)
    await tx.permit(deadline.project)
    return deadline


async def list_deadlines(command: ListDeadlines, tx: MilestonesTransaction) -> DeadlinePage:
    """Deadlines of one project, or of all that the caller may read; those of a page earliest end first."""
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
    page = await tx.deadlines.page(where, command.page_size, command.page_token)
    return DeadlinePage(sorted(page.items, key=lambda deadline: (deadline.end, deadline.name)), page.next_page_token)


async def get_midterm_check(command: Named, tx: MilestonesTransaction) -> MidtermCheck:
    """The mid-term check of a project."""
    check = await tx.midterm_checks.read(command.name)
    await tx.permit(check.project)
    return check


async def get_holiday_notice(command: Named, tx: MilestonesTransaction) -> HolidayNotice:
    """A notice that the bureau has published."""
    return await tx.holiday_notices.read(command.name)


async def list_holiday_notices(command: ListHolidayNotices, tx: MilestonesTransaction) -> HolidayNoticePage:
    """The notices that the bureau has published, by year."""
    page = await tx.holiday_notices.page({}, command.page_size, command.page_token)
    return HolidayNoticePage(page.items, page.next_page_token)


async def download_file(command: DownloadFile, tx: MilestonesTransaction) -> Pieces:
    """A material, a milestone report, or a report to the city government."""
    found = find_file(await _files_of(command.name, tx), command.digest)
    return await tx.files.download(found, command.offset)


async def _files_of(name: str, tx: MilestonesTransaction) -> list[FileRef]:
    if name.endswith("/midtermCheck"):
        check = await tx.midterm_checks.read(name)
        await tx.permit(check.project)
        judgements = [*check.earlier, *([check.judged] if check.judged else [])]
        return [each.report.file for each in judgements if each.report and each.report.file]
    if (found := await files_of_process(name, tx)) is not None:
        return found
    node = await tx.nodes.read(name)
    await tx.permit(node.project, node=node)
    materials = [material.file for review in node.reviews for material in review.materials]
    return materials + [review.report.file for review in node.reviews if review.report]
