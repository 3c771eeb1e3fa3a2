"""What neighbours' facts change here."""

from chassis.calendar import HolidayNotice
from plan.deadlines import DeadlineState
from plan.parties import Engaged
from services.registry import consumed
from services.registry.domain.projects import EvaluationStage, Notice
from services.registry.domain.results import FiledResult, result_name
from services.registry.domain.words import ProjectState
from services.registry.store import RegistryTransaction


async def engage(fact: consumed.EngagementActivated, tx: RegistryTransaction) -> None:
    """Who leads, manages, is chief."""
    project = await tx.projects.get(fact.project)
    project.engage(Engaged(fact.name, fact.person, fact.role, fact.is_lead, active=True, effective_at=fact.effective_at))
    await tx.projects.save(project)


async def disengage(fact: consumed.EngagementEnded, tx: RegistryTransaction) -> None:
    """1.9: nobody, until a successor's is in effect."""
    project = await tx.projects.get(fact.project)
    project.release(fact.name, fact.person, fact.role, is_lead=fact.is_lead)
    await tx.projects.save(project)


async def run_project(fact: consumed.ContractSetTookEffect, tx: RegistryTransaction) -> None:
    """1.6: the project runs, once its task book is accepted too."""
    project = await tx.projects.get(fact.project)
    tx.publish(*project.set_took_effect(fact.effective_at))
    await tx.projects.save(project)


async def note_term_over(fact: consumed.EvaluationOpened, tx: RegistryTransaction) -> None:
    """6.2: the term is over, and evaluated; of a project that was terminated nothing is to be kept off."""
    if fact.ground == "term_ended":
        await _note_evaluation(fact.project, EvaluationStage.OPENED, tx)


async def note_term_prolonged(fact: consumed.EvaluationTurned, tx: RegistryTransaction) -> None:
    """1.8: the term was prolonged after its end; the project goes on."""
    await _note_evaluation(fact.project, EvaluationStage.NONE, tx)


async def note_evaluation_started(fact: consumed.EvaluationTurned, tx: RegistryTransaction) -> None:
    """6.2: experts evaluate, item by item against the task book as it is."""
    await _note_evaluation(fact.project, EvaluationStage.STARTED, tx)


async def _note_evaluation(name: str, stage: EvaluationStage, tx: RegistryTransaction) -> None:
    project = await tx.projects.get(name)
    project.note_evaluation(stage)
    await tx.projects.save(project)


async def keep_conclusion(fact: consumed.EvaluationConcluded, tx: RegistryTransaction) -> None:
    """6.5: to be shown at later reviews, once it is filed."""
    result = await _result(fact.project, tx)
    result.conclude(fact.conclusion, fact.degree, fact.undertaking_unit, fact.lead)
    await tx.filed_results.save(result)


async def close_project(fact: consumed.FilingFiled, tx: RegistryTransaction) -> None:
    """6.4: the result is filed."""
    project = await tx.projects.get(fact.project)
    tx.publish(*project.close(fact.filed_at, fact.reference))
    await tx.projects.save(project)
    result = await _result(fact.project, tx)
    result.file(project.title, fact.filed_at)
    await tx.filed_results.save(result)


async def tell_owners(fact: consumed.FindingConfirmed, tx: RegistryTransaction) -> None:
    """7.5: the owners of every project that it concerns are told; nothing is undone by itself."""
    named = [{path: fact.subject} for path in ("_id", "nominated_lead", "nominated_chief")]
    concerned = {"$or": [*named, {"engaged": {"$elemMatch": {"person": fact.subject, "active": True}}}]}
    open_states = [ProjectState.APPROVED, ProjectState.RUNNING]
    for known in await tx.projects.list(concerned | {"state": {"$in": open_states}}):
        project = await tx.projects.get(known.name)
        tx.publish(*project.tell_owners(Notice(fact.name, fact.subject, tx.now)))
        await tx.projects.save(project)


async def name_commissioners(fact: consumed.CommissionNamed, tx: RegistryTransaction) -> None:
    """7.1: commissioners read what they need (2.5)."""
    project = await tx.projects.get(fact.project)
    project.name_commissioners(each.person for each in fact.commissioners)
    await tx.projects.save(project)


async def learn_holidays(fact: consumed.HolidayNoticePublished, tx: RegistryTransaction) -> None:
    """4.3: correction periods follow it, those under way too."""
    tx.learn(HolidayNotice(fact.year, fact.days_off, fact.makeup_days, fact.reference))
    calendar = await tx.calendar()
    for known in await tx.applications.readable({"correction.state": DeadlineState.OPEN}):
        application = await tx.applications.get(known.name)
        redated = application.redate_correction(calendar, tx.now)
        if redated:
            tx.publish(*redated)
            await tx.applications.save(application)


async def _result(project: str, tx: RegistryTransaction) -> FiledResult:
    name = result_name(project)
    result = await tx.filed_results.find(name)
    if result is None:
        result = FiledResult(name, project)
        tx.filed_results.create(result)
    return result
