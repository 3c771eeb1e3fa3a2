"""Reads of schedules, nodes and their files (2.5)."""

from typing import Any

from chassis.access.views import Shown
from chassis.errors import NotFound
from services.milestones.answers import NodePage
from services.milestones.commands import GetFile, ListNodes, Named
from services.milestones.domain.files import StoredFile
from services.milestones.domain.node import Node
from services.milestones.domain.schedule import Schedule
from services.milestones.handlers.views import shown
from services.milestones.store import MilestonesTransaction


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
    """The nodes of a project, by due date."""
    card = await tx.permit(command.parent)
    page = await tx.nodes.page({"project": command.parent}, command.page_size, command.page_token, sort="due_date")
    return NodePage([shown(node, card, tx) for node in page.items], page.next_page_token)


async def get_file(command: GetFile, tx: MilestonesTransaction) -> dict[str, Any]:
    """A material, a milestone report, or a report to the city government."""
    files = await _files_of(command.name, tx)
    found = next((file for file in files if file.digest == command.digest), None)
    if found is None:
        raise NotFound("NOT_FOUND", f"{command.name} 没有文件 {command.digest}", resource=command.digest)
    return {"file": found, "content": await tx.files.get(found.digest)}


async def _files_of(name: str, tx: MilestonesTransaction) -> list[StoredFile]:
    if name.endswith("/midtermCheck"):
        check = await tx.midterm_checks.read(name)
        await tx.permit(check.project)
        judgements = [*check.earlier, *([check.judged] if check.judged else [])]
        return [each.report.file for each in judgements if each.report and each.report.file]
    node = await tx.nodes.read(name)
    await tx.permit(node.project, node=node)
    materials = [material.file for review in node.reviews for material in review.materials]
    return materials + [review.report.file for review in node.reviews if review.report]
