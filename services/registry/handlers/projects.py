"""Projects, and their termination (1.10)."""

from typing import Any

from plan.consents import Consent
from services.registry.answers import ProjectPage
from services.registry.commands.projects import DecideTermination, ListProjects
from services.registry.commands.resources import Decide, DecideWithReason, GetResource
from services.registry.domain.projects import Project
from services.registry.handlers.views import ProjectWithBook, project_with
from services.registry.store import RegistryTransaction


async def get_project(command: GetResource, tx: RegistryTransaction) -> ProjectWithBook:
    """Open to every caller: what a project is and who has a part in it is no secret."""
    return await _shown(await tx.projects.read(command.name), tx)


async def list_projects(command: ListProjects, tx: RegistryTransaction) -> ProjectPage:
    """Open to every caller."""
    where: dict[str, Any] = {"state": command.state} if command.state else {}
    if command.organization:
        where["$or"] = [{"owners": command.organization}, {"undertaking_unit": command.organization}]
    page = await tx.projects.page(where, command.page_size, command.page_token)
    return ProjectPage(await tx.each(page.items, lambda project: _shown(project, tx)), page.next_page_token)


async def decide_termination(command: DecideTermination, tx: RegistryTransaction) -> ProjectWithBook:
    """1.10: by an owner."""
    project = await tx.projects.get(command.name)
    tx.require(on=project, rule="1.10")
    tx.publish(*project.decide_termination(answer(tx, command.reason)))
    return await _saved(project, tx)


async def consent_to_termination(command: Decide, tx: RegistryTransaction) -> ProjectWithBook:
    """1.1: a joint act waits for all owners."""
    project = await tx.projects.get(command.name)
    tx.require(on=project, rule="1.10")
    tx.publish(*project.consent_to_termination(answer(tx, command.reason)))
    return await _saved(project, tx)


async def refuse_termination(command: DecideWithReason, tx: RegistryTransaction) -> ProjectWithBook:
    """1.1: one refusal refuses it."""
    project = await tx.projects.get(command.name)
    tx.require(on=project, rule="1.10")
    tx.publish(*project.refuse_termination(answer(tx, command.reason, agreed=False), by_bureau=is_bureau(tx)))
    return await _saved(project, tx)


async def approve_termination(command: Decide, tx: RegistryTransaction) -> ProjectWithBook:
    """1.10: by the bureau."""
    project = await tx.projects.get(command.name)
    tx.publish(*project.approve_termination(answer(tx, command.reason)))
    return await _saved(project, tx)


def answer(tx: RegistryTransaction, reason: str = "", agreed: bool = True) -> Consent:
    """The caller's answer for the organisation, now."""
    return Consent(tx.actor.organization, tx.actor.person, tx.now, agreed, reason, tx.seen)


def is_bureau(tx: RegistryTransaction) -> bool:
    """Whether the caller speaks for the science bureau."""
    return "science_bureau" in tx.actor.roles


async def _saved(project: Project, tx: RegistryTransaction) -> ProjectWithBook:
    await tx.projects.save(project)
    return await _shown(project, tx)


async def _shown(project: Project, tx: RegistryTransaction) -> ProjectWithBook:
    return project_with(project, await tx.task_books.read(f"{project.name}/taskBook"))
