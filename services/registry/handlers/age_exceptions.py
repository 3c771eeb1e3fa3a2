"""Exceptions from the age limit of a chief (3.4)."""

from chassis.errors import RuleViolated
from plan.consents import JointAct
from services.registry.commands.projects import AnswerAgeException
from services.registry.commands.resources import GetResource
from services.registry.domain.age_exceptions import AgeException, exception_name
from services.registry.domain.applications import Application
from services.registry.domain.people import Person
from services.registry.domain.projects import Project
from services.registry.handlers.projects import answer
from services.registry.store import RegistryTransaction


async def grant_age_exception(command: AnswerAgeException, tx: RegistryTransaction) -> AgeException:
    """By every owner, with a written reason, before engagement."""
    project = await project_or_application(command.project, tx)
    tx.require(on=project, rule="3.4")
    person = await tx.people.read(command.person)
    demand_not_engaged(project, person)
    exception = await _exception(command, project, tx)
    tx.publish(*exception.grant(answer(tx, command.reason)))
    return exception


async def refuse_age_exception(command: AnswerAgeException, tx: RegistryTransaction) -> AgeException:
    """One refusal refuses it."""
    project = await project_or_application(command.project, tx)
    tx.require(on=project, rule="3.4")
    await tx.people.read(command.person)
    exception = await _exception(command, project, tx)
    tx.publish(*exception.refuse(answer(tx, command.reason, agreed=False)))
    return exception


async def get_age_exception(command: GetResource, tx: RegistryTransaction) -> AgeException:
    """For those who take part."""
    exception = await tx.age_exceptions.read(command.name)
    project = await project_or_application(exception.project, tx)
    tx.require(on=project)
    return exception


async def project_or_application(name: str, tx: RegistryTransaction) -> Project | Application:
    """The project, or before its approval the application, whose owners are known from submission on."""
    project = await tx.projects.find(name)
    return project or await tx.applications.get(name.replace("projects/", "applications/", 1))


def demand_not_engaged(project: Project | Application, person: Person) -> None:
    """Refuse CHIEF_ENGAGED: it is granted before the engagement (3.4)."""
    if isinstance(project, Project) and project.technical_chief == person.name:
        raise RuleViolated("CHIEF_ENGAGED", f"{person.display_name}已经受聘，年龄例外须在聘用前准予", rule="3.4")


async def owners_asked(project: Project | Application, tx: RegistryTransaction) -> JointAct:
    """The joint act of those who are asked today (1.1, 1.11)."""
    parties = project.parties if isinstance(project, Application) else project
    return parties.consent_of_owners((await tx.bureau()).name)


async def exception_holds(project: Project | Application, person: str, tx: RegistryTransaction) -> bool:
    """Whether the owners of today have granted an exception for the person (3.4)."""
    name = project.name if isinstance(project, Project) else project.project_name
    exception = await tx.age_exceptions.read_or_none(exception_name(name, person))
    return exception is not None and exception.holds_for(await owners_asked(project, tx))


def _demand_owners(project: Project | Application) -> None:
    if isinstance(project, Project):
        project.demand_open("3.4")
    elif not project.owners:
        raise RuleViolated("APPLICATION_NOT_SUBMITTED", "申报尚未提交，业主尚未确定", rule="2.6")


async def _exception(command: AnswerAgeException, project: Project | Application, tx: RegistryTransaction) -> AgeException:
    """The exception that is asked for, new with the first answer."""
    name = exception_name(command.project, command.person)
    exception = await tx.age_exceptions.find(name)
    if exception is not None:
        exception.ask(await owners_asked(project, tx))
        await tx.age_exceptions.save(exception)
        return exception
    _demand_owners(project)
    exception = AgeException(name, command.project, command.person, await owners_asked(project, tx))
    tx.age_exceptions.create(exception)
    return exception
