"""A project, its deviation and its finding, as the tests of supervision start from them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from chassis.calendar import Calendar
from chassis.policy import Policies
from plan.counting import Basis, Counting, Span
from plan.deadlines import Deadline, running
from plan.files import FileRef
from plan.parties import Engaged
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.charge import Charge
from services.supervision.domain.clearance import Clearance, check_clearance
from services.supervision.domain.commission import Commissioner
from services.supervision.domain.deviation import Assignment, Deviation
from services.supervision.domain.finding import Answer, Finding, raise_finding
from services.supervision.domain.policy import CatalogueEntry, SupervisionPolicy
from services.supervision.domain.words import (
    CommissionerKind,
    DeviationAspect,
    DeviationCause,
    NamingSide,
    Severity,
    SubjectKind,
)

PROJECT = "projects/pipe-casting"
BUREAU, POSTER, UNIT = "organizations/bureau", "organizations/poster", "organizations/foundry"
LEAD, WATCHER, OFFICIAL = "people/lead", "people/watcher", "people/official"
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CALENDAR = Calendar()
TEN_WORKING_DAYS = Span(10, Counting.WORKING)
PROOF = FileRef("sha256:" + "a" * 64, "说明.pdf", 12)
FURTHER = FileRef("sha256:" + "b" * 64, "照片.jpg", 34)
ITEM = CatalogueEntry(
    code="misused-funds",
    title="违规使用项目经费",
    conduct="挪用项目经费",
    subject_kinds=(SubjectKind.PROJECT, SubjectKind.PROJECT_MANAGER, SubjectKind.TECHNICAL_CHIEF),
    severity=Severity.GRAVE,
    measures=("暂停拨款",),
    bars=True,
    months=36,
)


def policy() -> SupervisionPolicy:
    return Policies.load("supervision", SupervisionPolicy).versions[0].values


def card(**changed: Any) -> ProjectCard:
    made = ProjectCard(PROJECT)
    made.approve("球墨铸铁管智能浇铸", {BUREAU: "science_bureau", POSTER: "enterprise"}, UNIT, "yuci", 500_000_000)
    made.engage(Engaged(f"{PROJECT}/engagements/manager", LEAD, "project_manager", is_lead=True, active=True))
    return replace(made, **changed)


def commissioner(person: str = WATCHER, **changed: Any) -> Commissioner:
    made = Commissioner(person, BUREAU, CommissionerKind.DESIGNATED, BUREAU, NamingSide.SCIENCE_BUREAU, NOW)
    return replace(made, **changed)


def clear(person: str = WATCHER) -> Clearance:
    return check_clearance(person, [], NOW)


def until(last_day: date, now: datetime = NOW) -> Deadline:
    """A date that somebody set."""
    return Deadline(**running(Basis.fixed(now.date(), last_day), CALENDAR, now, (7, 1)))


def by_policy(calendar: Calendar = CALENDAR, now: datetime = NOW) -> Deadline:
    """Twenty working days."""
    return Deadline(**running(Span(20, Counting.WORKING).after(now.date()), calendar, now, (7, 1)))


def deviation(**changed: Any) -> Deviation:
    made = Deviation(
        name=f"{PROJECT}/deviations/n1-materials-overdue",
        project=PROJECT,
        aspect=DeviationAspect.SCHEDULE,
        cause=DeviationCause.DEADLINE_OVERDUE,
        source="0197-fact",
        subject=f"{PROJECT}/deadlines/n1-materials",
        description="逾期未提交里程碑材料",
        opened_at=NOW,
        assignee=LEAD,
        deadline=by_policy(),
        policy_version="2026.1",
    )
    return replace(made, **changed)


def assignment(**changed: Any) -> Assignment:
    return replace(Assignment("补交材料并说明原因", LEAD, True, until(date(2026, 3, 20)), WATCHER), **changed)


def charge(**changed: Any) -> Charge:
    made = Charge(
        subject=LEAD,
        subject_kind=SubjectKind.PROJECT_MANAGER,
        project=PROJECT,
        entry=ITEM,
        description="将设备费用于与项目无关的支出",
        occurred_on=date(2026, 2, 10),
        evidence=(PROOF,),
        raised_by=WATCHER,
        raised_for="",
    )
    return replace(made, **changed)


def raised(**changed: Any) -> Finding:
    return raise_finding("findings/2026-0001", charge(**changed), NOW, "2026.1")[0]


def notified(**changed: Any) -> Finding:
    made = raised(**changed)
    made.notify(CALENDAR, TEN_WORKING_DAYS, NOW)
    return made


def answer(at: datetime = NOW) -> Answer:
    return Answer("该支出已经业主同意，附会议纪要", (FURTHER,), LEAD, at)


def answered(**changed: Any) -> Finding:
    made = notified(**changed)
    made.answer(answer())
    return made


def confirmed(**changed: Any) -> Finding:
    made = answered(**changed)
    made.confirm(OFFICIAL, "申辩理由不成立", NOW)
    return made
