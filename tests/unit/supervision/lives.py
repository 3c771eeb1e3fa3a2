"""Lives of supervision's aggregates: `python -m tests.unit.supervision.lives` writes them down."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from chassis.calendar import Calendar, HolidayNotice
from plan.parties import Engaged
from services.milestones.domain.words import DeadlineKind
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.charge import demand_concerned, subject_kind_of
from services.supervision.domain.clearance import check_clearance
from services.supervision.domain.commission import Commission, Release
from services.supervision.domain.deviation import Observation
from services.supervision.domain.finding_register import FindingRegister
from services.supervision.domain.symptoms import failed, found, of_progress, overdue
from services.supervision.domain.words import CommissionerKind, DeviationAspect, NamingSide, SubjectKind
from tests.unit.lived import Life, shown, tried
from tests.unit.supervision.examples import (
    BUREAU,
    CALENDAR,
    FURTHER,
    ITEM,
    LEAD,
    NOW,
    OFFICIAL,
    POSTER,
    PROJECT,
    PROOF,
    TEN_WORKING_DAYS,
    UNIT,
    WATCHER,
    answer,
    assignment,
    by_policy,
    card,
    charge,
    clear,
    commissioner,
    confirmed,
    deviation,
    policy,
    raised,
    until,
)
from tests.unit.supervision.test_symptoms import LIMITS, analysis

LIVES = Path(__file__).with_name("lives.txt")
LATER, MUCH_LATER = NOW + timedelta(days=5), NOW + timedelta(days=40)
FAR = datetime.fromisoformat("2037-09-25T09:00:00+08:00")
LEARNT = Calendar([HolidayNotice(2037, tuple(date(2037, 10, day) for day in range(1, 9)), (), "国办发明电〔2036〕7号")])


def _corrected_late() -> Life:
    life = Life("A deviation that the lead corrects late, and again", deviation(evidence=(PROOF,)))
    life.open()
    life.close(WATCHER, "没有问题", (PROOF,), LATER)
    life.observe(Observation("0198-fact", "材料已补交", LATER, remedied=True))
    life.follow_lead("people/successor")
    life.follow_lead("")
    life.assign(assignment(assignee=""), LATER)
    life.assign(assignment(deadline=until(date(2026, 3, 1))), LATER)
    life.assign(assignment(deadline=until(date(2099, 7, 1))), LATER)
    life.assign(assignment(), LATER)
    life.warn(7)
    life.report_correction("people/stranger", "已补交", (PROOF,), MUCH_LATER)
    life.report_correction(LEAD, "已补交", (), MUCH_LATER)
    life.mark_overdue(LATER)
    life.mark_overdue(MUCH_LATER)
    life.report_correction(LEAD, "已补交", (PROOF,), MUCH_LATER)
    life.report_correction(LEAD, "再报", (PROOF,), MUCH_LATER)
    life.assign(assignment(corrective_action="补充审计说明", deadline=until(date(2026, 5, 1)), by_default=False), MUCH_LATER)
    life.close(WATCHER, "算了", (), MUCH_LATER)
    life.close(LEAD, "已改", (PROOF,), MUCH_LATER)
    life.close(WATCHER, "核实无误", (FURTHER,), MUCH_LATER)
    life.observe(Observation("0199-fact", "材料已补交", MUCH_LATER))
    return life


def _redated() -> Life:
    life = Life("A deviation whose date is counted again", deviation(deadline=by_policy(now=FAR)))
    life.redate(LEARNT, FAR, "通知已公布")
    life.redate(LEARNT, FAR, "通知已公布")
    life.report_correction(LEAD, "已补交", (PROOF,), FAR)
    life.close(WATCHER, "核实无误", (), FAR)
    return life


def _confirmed() -> Life:
    life = Life("A finding that is answered, confirmed and lifted", raised(raised_for=BUREAU))
    life.answer(answer())
    life.notify(CALENDAR, TEN_WORKING_DAYS, NOW)
    life.confirm(OFFICIAL, "属实", LATER)
    life.note_unanswered(LATER)
    life.answer(answer(MUCH_LATER))
    life.answer(answer(LATER))
    life.confirm(OFFICIAL, "申辩理由不成立", LATER)
    life.dismiss(OFFICIAL, "改判", LATER)
    life.expire(LATER)
    life.lift("影响已消除", LATER)
    life.lift("影响已消除", LATER)
    return life


def _unanswered() -> Life:
    life = Life("A finding that is counted again, unanswered, confirmed, and runs out", raised(occurred_on=None))
    life.notify(Calendar(), TEN_WORKING_DAYS, FAR)
    life.redate(LEARNT, FAR, "通知已公布")
    life.redate(LEARNT, FAR, "通知已公布")
    life.note_unanswered(FAR + timedelta(days=40))
    life.confirm(OFFICIAL, "逾期未申辩", FAR + timedelta(days=40))
    life.lift("迟了", FAR + timedelta(days=5 * 365))
    life.expire(FAR + timedelta(days=5 * 365))
    return life


def _dismissed() -> Life:
    life = Life("A finding of a project that is dismissed", raised(subject=PROJECT, subject_kind=SubjectKind.PROJECT))
    life.notify(CALENDAR, TEN_WORKING_DAYS, NOW)
    life.answer(answer())
    life.dismiss(OFFICIAL, "证据不足", LATER)
    return life


def _watched() -> Life:
    project = card()
    life = Life("A commission", Commission(f"{PROJECT}/commission", PROJECT))
    life.missing(project)
    life.name_commissioner(commissioner(), project, clear())
    life.name_commissioner(commissioner(), project, clear())
    life.name_commissioner(commissioner(LEAD), project, clear(LEAD))
    barred = check_clearance("people/a", [confirmed(subject="people/a")], NOW)
    life.name_commissioner(commissioner("people/a"), project, barred)
    life.missing(project)
    by_owner = commissioner("people/b", organization=POSTER, named_by=POSTER, side=NamingSide.OWNER_ENTERPRISE)
    life.name_commissioner(by_owner, project, clear("people/b"))
    life.missing(project)
    life.name_commissioner(commissioner("people/c", kind=CommissionerKind.TECHNICAL_EXPERT), project, clear("people/c"))
    life.missing(project)
    life.name_commissioner(commissioner("people/d", kind=CommissionerKind.MANAGEMENT_EXPERT), project, clear("people/d"))
    life.missing(project)
    life.release_commissioner(Release("people/none", "无此人", OFFICIAL, LATER), BUREAU, True)
    life.release_commissioner(Release("people/b", "换人", OFFICIAL, LATER), BUREAU, False)
    life.release_commissioner(Release("people/b", "换人", "people/buyer", LATER), POSTER, False)
    life.release_commissioner(Release("people/c", "换人", OFFICIAL, LATER), BUREAU, True)
    life.follow(project, LATER)
    project.engage(Engaged("e", "people/d", "technical_chief", is_lead=False, active=True))
    life.follow(project, LATER)
    return life


def _known() -> Life:
    life = Life("What is kept of a project", ProjectCard(PROJECT))
    life.change_budget(7)
    life.approve("球墨铸铁管智能浇铸", {BUREAU: "science_bureau", POSTER: "enterprise"}, UNIT, "yuci", 500)
    life.change_budget(9)
    life.concern("people/nominee", "", LEAD)
    life.engage(Engaged("e1", LEAD, "project_manager", is_lead=True, active=True))
    life.engage(Engaged("e2", "people/chief", "technical_chief", is_lead=False, active=False))
    for person in (LEAD, "people/chief", "people/none"):
        life.role_of(person)
        life.is_engaged(person)
    life.next_reported()
    life.next_reported()
    life.next_analysis()
    life.next_analysis()
    life.note_opened("d1")
    life.note_opened("d2")
    life.note_closed("d1")
    life.note_figures(date(2026, 6, 30))
    life.note_figures(date(2026, 5, 31))
    life.demand_party("people/stranger", "organizations/elsewhere")
    life.demand_party("people/stranger", "")
    life.demand_running("7.2")
    life.towards(PROJECT)
    life.towards(LEAD)
    life.end()
    life.demand_running("7.2")
    return life


def _analysed() -> Life:
    made = analysis("60", "40.5", 800_000_00, report=f"{PROJECT}/progressReports/0001")
    life = Life("An analysis of progress", made)
    life.analyse()
    life.show("d1")
    life.show("d2")
    return life


def _numbered() -> Life:
    life = Life("Numbers of findings", FindingRegister("2026"))
    life.next_name()
    life.next_name()
    return life


def _cleared() -> Life:
    lasting = confirmed(entry=policy().find(ITEM.name) or ITEM)
    lasting.name = "findings/2026-0002"
    life = Life("A clearance of who is barred twice", check_clearance(LEAD, [lasting, confirmed()], NOW))
    life.demand("COMMISSIONER_BARRED", "不能聘为项目专员")
    return life


def _signs() -> str:
    """What has no life: signs of deviations, and as what a finding concerns its subject."""
    deadline = f"{PROJECT}/deadlines/n1-x"
    signs = [overdue("fact", deadline, kind, date(2026, 2, 24), NOW) for kind in (*DeadlineKind, "self_evaluation", "another")]
    signs += [failed("fact", f"{PROJECT}/nodes/n2", NOW, (1, 2))]
    signs += [found("fact", f"{PROJECT}/inspections/0002", 3, (DeviationAspect.FUNDS, "账实不符"), NOW)]
    for made in (analysis("80", "40", 900_000_00), analysis("80.5", "70.5", 855_000_00), analysis("80", "70.1", 850_999_99)):
        signs += of_progress(made, LIMITS)
    lines = ["Signs", *(f"  {shown(sign)}" for sign in signs)]
    project = card()
    project.engage(Engaged("e", "people/chief", "technical_chief", is_lead=False, active=False))
    of_chiefs = replace(ITEM, subject_kinds=(SubjectKind.TECHNICAL_CHIEF,))
    for subject in (PROJECT, LEAD, "people/chief", "people/x", UNIT):
        for stated in (None, *SubjectKind):
            for entry in (ITEM, of_chiefs, replace(ITEM, subject_kinds=(SubjectKind.PROJECT,))):
                named = f"{subject} as {stated.value if stated else 'nothing'} of {[kind.value for kind in entry.subject_kinds]}"
                lines.append(f"  {tried(named, subject_kind_of, subject, stated, project, entry)}")
    lines.append(f"  {tried('without a card', subject_kind_of, 'people/chief', None, None, ITEM)}")
    for person in (PROJECT, LEAD, "people/x"):
        lines.append(f"  {tried(f'concerned: {person}', demand_concerned, person, project)}")
    alone = (SubjectKind.PROJECT_MANAGER,)
    for named, changed in (
        ("today", {"occurred_on": NOW.date()}),
        ("tomorrow", {"occurred_on": date(2026, 3, 3)}),
        ("no evidence", {"evidence": ()}),
        ("not for a project", {"subject": PROJECT, "subject_kind": SubjectKind.PROJECT, "entry": replace(ITEM, subject_kinds=alone)}),
    ):
        lines.append(f"  {tried(f'charge, {named}', charge(**changed).check, NOW.date())}")
    lines.append(f"  {tried('clearance', check_clearance, UNIT, [], NOW)}")
    for figures in (("100.1", "40"), ("50", "-1"), ("NaN", "1"), ("50", "40", -1), ("50", "40", 10**18)):
        lines.append(f"  {tried(f'analysis {figures}', analysis(*figures).analyse)}")
    lines.append(f"  {tried('analysis of tomorrow', analysis('50', '40', as_of=date(2026, 3, 3)).analyse)}")
    return "\n".join(lines) + "\n"


def told() -> str:
    """All of them."""
    lives = (_corrected_late, _redated, _confirmed, _unanswered, _dismissed, _watched, _known, _analysed, _numbered, _cleared)
    return "\n".join([*(str(life()) for life in lives), _signs()])


if __name__ == "__main__":
    LIVES.write_text(told())
