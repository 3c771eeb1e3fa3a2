"""The way of a finding: raised, notified, answered, decided, ended (7.4)."""

from chassis.errors import NotFound, RuleViolated
from chassis.time.timers import Timer
from plan.counting import end_of
from plan.deadlines import Alarms, set_alarms
from plan.hats import demand_not_oneself
from plan.parties import Parties
from services.supervision.commands import AnswerFinding, ConfirmFinding, DismissFinding, LiftFinding, NotifyFinding, RaiseFinding
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.charge import Charge, demand_concerned, subject_kind_of
from services.supervision.domain.finding import Answer, Finding
from services.supervision.domain.finding import raise_finding as new_finding
from services.supervision.domain.finding_register import FindingRegister
from services.supervision.domain.words import FindingState
from services.supervision.handlers.files import keep
from services.supervision.neighbours import area_of, organization_of
from services.supervision.store import SupervisionTransaction

_ANSWER = "/answer"


async def raise_finding(command: RaiseFinding, tx: SupervisionTransaction) -> Finding:
    """Somebody entitled to holds a conduct of the catalogue against a person or project."""
    project = command.subject if command.subject.startswith("projects/") else command.project
    card = await tx.approved_card(project) if project else None
    raised_for = await _entitled(command, card, tx)
    await _demand_known(command.subject, tx)
    entry = tx.policy.find(command.item)
    if entry is None:
        raise NotFound("NOT_FOUND", f"负面清单中没有 {command.item}", rule="7.3", item=command.item)
    charge = Charge(
        subject=command.subject,
        subject_kind=subject_kind_of(command.subject, command.subject_kind, card, entry),
        project=project,
        entry=entry,
        description=command.description,
        occurred_on=command.occurred_on,
        evidence=await keep(command.evidence, tx),
        raised_by=tx.actor.person,
        raised_for=raised_for,
    )
    finding, facts = new_finding(await _next_name(tx), charge, tx.now, tx.policy_version)
    tx.findings.create(finding)
    tx.publish(*facts)
    return finding


async def notify_finding(command: NotifyFinding, tx: SupervisionTransaction) -> Finding:
    """The bureau tells the subject; the answer period runs."""
    finding = await _for_bureau(command.name, tx)
    period = tx.policies.at(finding.policy_version).answer
    tx.publish(*finding.notify(await tx.calendar(), period, tx.now))
    schedule_end_of_answer(finding, tx)
    await tx.findings.save(finding)
    return finding


async def answer_finding(command: AnswerFinding, tx: SupervisionTransaction) -> Finding:
    """The subject answers (陈述申辩)."""
    finding = await tx.findings.get(command.name)
    card = await tx.cards.find(finding.project) if finding.project else None
    tx.require("subject", on=tx.standing_in(card, finding.subject), rule="7.4")
    evidence = await keep(command.evidence, tx)
    tx.publish(*finding.answer(Answer(command.statement, evidence, tx.actor.person, tx.now)))
    schedule_end_of_answer(finding, tx)
    await tx.findings.save(finding)
    return finding


async def confirm_finding(command: ConfirmFinding, tx: SupervisionTransaction) -> Finding:
    """The bureau confirms; its end is set."""
    finding = await _for_bureau(command.name, tx)
    tx.publish(*finding.confirm(tx.actor.person, command.grounds, tx.now))
    if finding.until:
        tx.schedule(f"{finding.name}/expiry", "expire_finding", end_of(finding.until), finding.project)
    await tx.findings.save(finding)
    return finding


async def dismiss_finding(command: DismissFinding, tx: SupervisionTransaction) -> Finding:
    """The bureau finds nothing in it."""
    finding = await _for_bureau(command.name, tx)
    tx.publish(*finding.dismiss(tx.actor.person, command.grounds, tx.now))
    await tx.findings.save(finding)
    return finding


async def lift_finding(command: LiftFinding, tx: SupervisionTransaction) -> Finding:
    """The bureau ends it early."""
    finding = await _for_bureau(command.name, tx)
    tx.publish(*finding.lift(command.reason, tx.now))
    tx.cancel(f"{finding.name}/expiry")
    await tx.findings.save(finding)
    return finding


async def expire_finding(timer: Timer, tx: SupervisionTransaction) -> None:
    """Its time is over."""
    finding = await tx.findings.get(timer.name.rpartition("/")[0])
    tx.publish(*finding.expire(tx.now))
    await tx.findings.save(finding)


async def end_answer_period(timer: Timer, tx: SupervisionTransaction) -> None:
    """The subject has not answered."""
    finding = await tx.findings.get(timer.payload["deadline"].removesuffix(_ANSWER))
    if finding.state is FindingState.NOTIFIED and finding.answer_period_over(tx.now):
        tx.publish(*finding.note_unanswered(tx.now))
        await tx.findings.save(finding)


def schedule_end_of_answer(finding: Finding, tx: SupervisionTransaction) -> None:
    """Set, move or take away the end of the answer period."""
    if finding.answer_period is None:
        return
    if finding.state is FindingState.NOTIFIED:
        set_alarms(finding.answer_period, Alarms(f"{finding.name}{_ANSWER}", finding.project, end="end_answer_period"), tx, tx.now)
    else:
        tx.cancel(f"{finding.name}{_ANSWER}/end")


async def _for_bureau(name: str, tx: SupervisionTransaction) -> Finding:
    """A finding for the bureau to deal with."""
    tx.require(rule="7.4")
    finding = await tx.findings.get(name)
    demand_not_subject(finding, tx)
    return finding


def demand_not_subject(finding: Finding, tx: SupervisionTransaction) -> None:
    """Refuse ROLES_INCOMPATIBLE to its subject, who may work at the bureau (7.4)."""
    demand_not_oneself(tx.actor.person, finding.subject, "7.4")


async def _next_name(tx: SupervisionTransaction) -> str:
    register = await tx.registers.find(str(tx.today.year))
    if register is None:
        register = FindingRegister(str(tx.today.year))
        tx.registers.create(register)
    name = register.next_name()
    await tx.registers.save(register)
    return name


async def _demand_known(subject: str, tx: SupervisionTransaction) -> None:
    if subject.startswith("people/"):
        await organization_of(subject, tx)


def require_raiser(card: ProjectCard, tx: SupervisionTransaction) -> None:
    """Refuse ROLE_REQUIRED to all but the bureau, and county, owners and commissioners of the project (7.4)."""
    tx.require(on=tx.standing_in(card), rule="7.4")


async def _entitled(command: RaiseFinding, card: ProjectCard | None, tx: SupervisionTransaction) -> str:
    """The organisation on whose behalf the caller raises it, "" for a commissioner."""
    if "science_bureau" in tx.actor.roles:
        tx.require(rule="7.4")
        return tx.actor.organization
    if card is None:
        await _demand_own_area(command.subject, tx)
        return tx.actor.organization
    require_raiser(card, tx)
    demand_concerned(command.subject, card)
    return tx.actor.organization if tx.roles_in(tx.standing_in(card)) & {"county", "owner"} else ""


async def _demand_own_area(person: str, tx: SupervisionTransaction) -> None:
    """Without a project, a county department speaks of people of its own area; others of no one (7.4)."""
    if "county" not in tx.actor.roles:
        raise RuleViolated("PROJECT_REQUIRED", "请指明所涉项目：业主、项目专员只能就本项目提出", rule="7.4")
    area = await area_of(await organization_of(person, tx), tx)
    tx.require("county", on=Parties("", county=area), rule="7.4")
