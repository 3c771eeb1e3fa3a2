"""Drafting, submitting and reading applications (2.3, 2.6)."""

from typing import Any

from chassis.access.views import Shown
from chassis.store.files.ref import DownloadFile, Pieces
from plan.files import find_file
from plan.hats import demand_not_oneself
from plan.parties import Regime
from services.registry.answers import ApplicationPage
from services.registry.commands.applications import CreateApplication, ListApplications, UpdateApplication
from services.registry.commands.resources import Decide, GetResource
from services.registry.domain.applications import Application
from services.registry.domain.dossiers import SharedResult, Step
from services.registry.domain.failures import Failure
from services.registry.domain.ownership import Ownership
from services.registry.domain.proposals import Proposal
from services.registry.domain.qualification import Post, check
from services.registry.domain.submissions import Submission
from services.registry.domain.words import EngagedRole, ProjectKind
from services.registry.handlers.age_exceptions import exception_holds
from services.registry.handlers.views import application_for
from services.registry.neighbours import barred
from services.registry.store import RegistryTransaction, resource_name


async def create_application(command: CreateApplication, tx: RegistryTransaction) -> Shown[Application]:
    """2.3: by the nominated lead, or the undertaking unit."""
    application = Application(resource_name("applications", command.application_id), command.guide, command.proposal)
    tx.require(on=application, rule="2.3")
    guide = await tx.guides.read(command.guide)
    tx.publish(*application.create(guide, step(tx, "created")))
    tx.applications.create(application)
    return application_for(tx, application)


async def update_application(command: UpdateApplication, tx: RegistryTransaction) -> Shown[Application]:
    """A draft, or a returned application."""
    application = await tx.applications.get(command.name)
    tx.require(on=application, rule="2.3")
    tx.publish(*application.update(command.proposal))
    await tx.applications.save(application)
    return application_for(tx, application)


async def submit_application(command: Decide, tx: RegistryTransaction) -> Shown[Application]:
    """Asks supervision whether the nominated lead is clear (7.5), and judges the rest itself."""
    application = await tx.applications.get(command.name)
    tx.require(on=application, rule="2.3")
    submission = await submission_of(application, tx)
    tx.publish(*application.submit(submission, step(tx, "submitted", command.reason)))
    await tx.applications.save(application)
    return application_for(tx, application)


async def submission_of(application: Application, tx: RegistryTransaction) -> Submission:
    """What a submission of it would be judged by today."""
    return Submission(
        guide=await tx.guides.get(application.guide),
        parties=await parties_of(application.proposal, tx),
        unmet=await _unmet(application, tx),
        barred=await barred_nominees(application, tx),
        policy=tx.policy,
    )


async def get_application(command: GetResource, tx: RegistryTransaction) -> Shown[Application]:
    """2.5: for those who take part; the formal review sees earlier results, as of now (6.5)."""
    application = await tx.applications.read(command.name)
    tx.require(on=application)
    application.offer_record(await earlier_results(application, tx))
    return application_for(tx, application)


async def list_applications(command: ListApplications, tx: RegistryTransaction) -> ApplicationPage:
    """Those that the caller may read."""
    where = {name: value for name, value in (("guide", command.guide), ("state", command.state)) if value}
    page = await tx.applications.page(where | _readable(tx), command.page_size, command.page_token)
    applications = [application_for(tx, application) for application in page.items]
    return ApplicationPage(applications, page.next_page_token)


async def download_file(command: DownloadFile, tx: RegistryTransaction) -> Pieces:
    """The implementation plan, where it is a file."""
    application = await tx.applications.read(command.name)
    tx.require(on=application)
    plan = application.implementation_plan
    files = [plan.file] if plan is not None and plan.file is not None else []
    return await tx.files.download(find_file(files, command.digest), command.offset)


def _readable(tx: RegistryTransaction) -> dict[str, Any]:
    actor = tx.actor
    if not actor.roles.isdisjoint({"science_bureau", "auditor", "service"}):
        return {}
    seat = {"$elemMatch": {"person": actor.person, "left": False}}
    ways: list[dict[str, Any]] = [{"proposal.nominated_lead": actor.person}, {"review.members": seat}]
    if actor.organization:
        ways += [{"proposal.undertaking_unit": actor.organization}, {"owners": actor.organization}]
    if actor.county:
        ways.append({"county": actor.county})
    return {"$or": ways}


async def earlier_results(application: Application, tx: RegistryTransaction) -> list[SharedResult]:
    """6.5: filed results of the same unit or lead."""
    unit, lead = application.proposal.undertaking_unit, application.proposal.nominated_lead
    results = await tx.filed_results.list({"$or": [{"undertaking_unit": unit}, {"lead": lead}]}, sort=[("filed_at", -1)])
    return [shared for result in results for shared in [result.shared_with(unit, lead)] if shared is not None]


def step(tx: RegistryTransaction, act: str, reason: str = "") -> Step:
    """A step of the caller, now."""
    return Step(act=act, at=tx.now, actor=tx.actor.person, organization=tx.actor.organization, reason=reason)


async def parties_of(proposal: Proposal, tx: RegistryTransaction) -> Ownership | None:
    """The organisations of a proposal; none where the proposal names no unit yet. Refuses NOT_FOUND."""
    if not proposal.undertaking_unit:
        return None
    unit = await tx.organizations.get(proposal.undertaking_unit)
    initiator = proposal.posting_enterprise
    if proposal.kind == ProjectKind.ENTERPRISE_INITIATED:  # 1.1: the unit itself, if nobody else initiates it
        initiator = initiator or proposal.undertaking_unit
    poster = await tx.organizations.get(initiator) if initiator else None
    return Ownership(bureau=await tx.bureau(), unit=unit, poster=poster)


async def barred_nominees(application: Application, tx: RegistryTransaction) -> list[Failure]:
    """7.5: who is barred cannot be nominated."""
    proposal = application.proposal
    nominees = {proposal.nominated_lead: "LEAD_BARRED"}
    nominees.setdefault(proposal.nominated_chief, "CHIEF_BARRED")
    failures: list[Failure] = []
    for name, reason in nominees.items():
        if name:
            failures += await barred(await tx.people.get(name), application.project_name, reason, tx)
    return failures


async def to_decide(name: str, tx: RegistryTransaction) -> Application:
    """An application for the bureau to deal with."""
    application = await tx.applications.get(name)
    demand_not_nominated(application, tx)
    return application


def demand_not_nominated(application: Application, tx: RegistryTransaction) -> None:
    """Refuse ROLES_INCOMPATIBLE to who is to lead the project, or to be its chief, and works at an office (2.5)."""
    for nominated in (application.proposal.nominated_lead, application.proposal.nominated_chief):
        demand_not_oneself(tx.actor.person, nominated, "2.5")


async def _unmet(application: Application, tx: RegistryTransaction) -> list[Failure]:
    """Conditions of 3.x that lead and chief do not meet, measured as if the approval were today."""
    proposal = application.proposal
    chief_leads = proposal.regime == Regime.CHIEF_RESPONSIBLE  # 1.4
    posts = [(proposal.nominated_lead, EngagedRole.TECHNICAL_CHIEF if chief_leads else EngagedRole.PROJECT_MANAGER, True)]
    if not chief_leads:
        posts.append((proposal.nominated_chief, EngagedRole.TECHNICAL_CHIEF, False))
    failures: list[Failure] = []
    for name, role, leads in posts:
        if name and proposal.regime is not None:
            failures += await _unmet_by(name, application, (role, leads), tx)
    return failures


async def _unmet_by(name: str, application: Application, post: tuple[EngagedRole, bool], tx: RegistryTransaction) -> list[Failure]:
    person = await tx.people.get(name)
    role, leads = post
    asked = Post(
        role=role,
        is_lead=leads,
        field=application.proposal.field,
        approval_year=tx.today.year,
        age_exception=await exception_holds(application, person.name, tx),
    )
    return check(person, asked, tx.today, tx.policy)
