from datetime import date, datetime, timedelta

import pytest

from chassis.calendar import Calendar, HolidayNotice
from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.supervision.domain.deviation import Deviation, Observation
from services.supervision.domain.words import DeviationState
from tests.unit.supervision.examples import FURTHER, LEAD, NOW, PROOF, WATCHER, assignment, by_policy, deviation, until

LATER = NOW + timedelta(days=5)
AFTER_THE_DATE = datetime.fromisoformat("2026-03-21T00:00:00+08:00")


def assigned() -> Deviation:
    made = deviation()
    made.assign(assignment(), NOW)
    return made


def reported() -> Deviation:
    made = assigned()
    made.report_correction(LEAD, "已补交", (PROOF,), LATER)
    return made


@pytest.mark.rule("7.2")
def test_it_opens_with_the_lead_as_assignee() -> None:
    fact, described = deviation().open()
    assert described.description == "逾期未提交里程碑材料"
    assert not fact.provisional
    assert (fact.assignee, fact.source, fact.due, fact.rule) == (LEAD, "0197-fact", date(2026, 3, 30), "7.2")


@pytest.mark.rule("7.2")
def test_it_is_assigned_corrected_and_closed_with_the_reported_evidence() -> None:
    made = assigned()
    assert made.state is DeviationState.ASSIGNED
    (corrected,) = made.report_correction(LEAD, "已补交", (PROOF,), LATER)
    assert (corrected.late, made.state) == (False, DeviationState.REPORTED)
    (closed,) = made.close(WATCHER, "核实无误", (), LATER)
    assert (closed.evidence, closed.closed_by, made.state) == ((PROOF.digest,), WATCHER, DeviationState.CLOSED)


@pytest.mark.rule("7.2")
def test_the_lead_may_report_before_anything_was_set() -> None:
    made = deviation()
    made.report_correction(LEAD, "已补交", (PROOF,), LATER)
    made.close(WATCHER, "核实无误", (FURTHER,), LATER)
    assert made.closing_evidence == (FURTHER,)


@pytest.mark.rule("7.2")
def test_it_does_not_close_without_an_action() -> None:
    with pytest.raises(RuleViolated) as refused:
        deviation().close(WATCHER, "没有问题", (PROOF,), LATER)
    assert (refused.value.reason, refused.value.rule) == ("CORRECTIVE_ACTION_MISSING", "7.2")


@pytest.mark.rule("7.2")
def test_it_does_not_close_without_evidence() -> None:
    made = assigned()
    with pytest.raises(RuleViolated) as refused:
        made.close(WATCHER, "口头核实", (), LATER)
    assert refused.value.reason == "EVIDENCE_REQUIRED"
    assert made.state is DeviationState.ASSIGNED
    made.close(WATCHER, "现场核实", (PROOF,), LATER)
    assert made.state is DeviationState.CLOSED


@pytest.mark.rule("7.2")
def test_evidence_that_did_not_suffice_closes_nothing_later() -> None:
    made = reported()
    made.assign(assignment(corrective_action="补充审计说明", deadline=until(date(2026, 4, 1))), LATER)
    with pytest.raises(RuleViolated) as refused:
        made.close(WATCHER, "算了", (), LATER)
    assert refused.value.reason == "EVIDENCE_REQUIRED"


@pytest.mark.rule("7.2")
def test_the_assignee_never_closes() -> None:
    made = reported()
    with pytest.raises(PermissionDenied) as refused:
        made.close(LEAD, "已改", (PROOF,), LATER)
    assert (refused.value.reason, refused.value.rule) == ("ASSIGNEE_MAY_NOT_CLOSE", "7.2")


@pytest.mark.rule("7.2")
def test_who_reported_the_correction_does_not_close_it_after_passing_it_on() -> None:
    made = deviation()
    made.assign(assignment(assignee=WATCHER, by_default=False), NOW)
    made.report_correction(WATCHER, "已补交", (PROOF,), LATER)
    made.assign(assignment(), LATER)
    with pytest.raises(PermissionDenied):
        made.close(WATCHER, "已改", (PROOF,), LATER)


@pytest.mark.rule("7.2")
def test_only_the_assignee_reports_and_with_evidence() -> None:
    made = assigned()
    with pytest.raises(PermissionDenied) as other:
        made.report_correction("people/stranger", "已补交", (PROOF,), LATER)
    assert other.value.reason == "NOT_THE_ASSIGNEE"
    with pytest.raises(RuleViolated) as bare:
        made.report_correction(LEAD, "已补交", (), LATER)
    assert bare.value.reason == "EVIDENCE_REQUIRED"
    assert made.corrections == []


@pytest.mark.rule("7.2")
def test_a_correction_is_not_reported_twice_but_may_be_asked_for_anew() -> None:
    made = reported()
    with pytest.raises(RuleViolated) as refused:
        made.report_correction(LEAD, "再报", (PROOF,), LATER)
    assert refused.value.reason == "CORRECTION_REPORTED_ALREADY"
    made.assign(assignment(corrective_action="补充审计说明", deadline=until(date(2026, 4, 1))), LATER)
    made.report_correction(LEAD, "已补充", (FURTHER,), LATER)
    assert len(made.corrections) == 2


@pytest.mark.rule("7.2")
def test_no_date_in_the_past_and_no_assignment_to_nobody() -> None:
    made = deviation(assignee="")
    with pytest.raises(RuleViolated) as past:
        made.assign(assignment(deadline=until(date(2026, 3, 1))), NOW)
    assert past.value.reason == "DATE_IN_PAST"
    with pytest.raises(InvalidArgument, match="DATE_OUT_OF_RANGE"):
        made.assign(assignment(deadline=until(date(2099, 7, 1))), NOW)
    assert "2026-03-01" in past.value.message
    with pytest.raises(RuleViolated) as nobody:
        made.assign(assignment(assignee=""), NOW)
    assert nobody.value.reason == "ASSIGNEE_NOT_KNOWN"
    made.assign(assignment(deadline=until(date(2026, 3, 2))), NOW)


@pytest.mark.rule("7.2")
def test_what_is_the_leads_by_default_follows_the_lead() -> None:
    made = deviation()
    (gone,) = made.follow_lead("")
    assert (gone.assignee, gone.by_default) == ("", True)
    (fact,) = made.follow_lead("people/successor")
    assert (fact.assignee, made.assignee) == ("people/successor", "people/successor")
    assert made.follow_lead("people/successor") == []
    made.assign(assignment(assignee="people/engineer", by_default=False), NOW)
    assert made.follow_lead(LEAD) == []
    assert made.assignee == "people/engineer"


@pytest.mark.rule("7.2", "1.9")
def test_a_correction_that_was_reported_is_no_successors_to_report() -> None:
    made = reported()
    with pytest.raises(RuleViolated, match="CORRECTION_REPORTED_ALREADY"):
        made.follow_lead("people/successor")
    assert made.assignee == LEAD
    (fact, _) = made.assign(assignment(assignee="people/successor"), LATER)
    assert (fact.assignee, made.follow_lead("people/next")[0].assignee) == ("people/successor", "people/next")


@pytest.mark.rule("4.5")
def test_a_missed_date_is_marked_once_and_late_is_recorded() -> None:
    made = assigned()
    with pytest.raises(RuleViolated) as early:
        made.mark_overdue(AFTER_THE_DATE - timedelta(seconds=1))
    assert early.value.reason == "DEADLINE_RUNS"
    (fact,) = made.mark_overdue(AFTER_THE_DATE)
    assert (fact.due, fact.overdue_at) == (date(2026, 3, 20), AFTER_THE_DATE)
    with pytest.raises(RuleViolated):
        made.mark_overdue(AFTER_THE_DATE)
    (corrected,) = made.report_correction(LEAD, "已补交", (PROOF,), AFTER_THE_DATE)
    assert corrected.late


@pytest.mark.rule("4.5")
def test_a_report_in_the_last_second_is_in_time_and_warnings_come_before() -> None:
    made = assigned()
    assert [days for days, _ in made.deadline.warnings_ahead(NOW)] == [7, 1]
    (warned,) = made.warn(7)
    assert (warned.days_left, warned.due) == (7, date(2026, 3, 20))
    made.report_correction(LEAD, "已补交", (PROOF,), AFTER_THE_DATE - timedelta(seconds=1))
    assert not made.corrections[0].late


@pytest.mark.rule("7.2")
def test_a_later_fact_is_noted_and_known() -> None:
    made = deviation()
    (fact,) = made.observe(Observation("0198-fact", "材料已补交", LATER))
    assert fact.source == "0198-fact"
    assert made.knows("0198-fact")
    assert made.knows("0197-fact")
    assert not made.knows("0199-fact")


@pytest.mark.rule("4.5")
def test_a_report_after_the_end_is_overdue_first_whether_the_timer_has_fired_or_not() -> None:
    overdue, corrected = assigned().report_correction(LEAD, "已补交", (PROOF,), AFTER_THE_DATE)
    assert (overdue.overdue_at, corrected.late) == (AFTER_THE_DATE, True)


@pytest.mark.rule("4.3")
def test_a_date_by_policy_is_provisional_and_counted_again_and_one_that_was_set_is_not() -> None:
    """Seen drifting: a deviation's date lost "provisional" and was never counted again."""
    now = datetime.fromisoformat("2037-09-10T09:00:00+08:00")
    made = deviation(deadline=by_policy(now=now))
    assert made.due_provisional and made.open()[0].provisional
    days_off = tuple(date(2037, 10, day) for day in range(1, 9))
    learnt = Calendar([HolidayNotice(2037, days_off, (), "国办发明电〔2036〕7号")])
    (fact,) = made.redate(learnt, now, "通知已公布")
    assert (fact.previous_due, fact.due, fact.provisional) == (date(2037, 10, 14), made.due_date, False)
    assert made.due_date > fact.previous_due
    agreed = assigned()
    assert agreed.redate(learnt, NOW, "通知已公布") == []


@pytest.mark.rule("4.7a")
def test_what_is_reported_and_observed_changes_what_is_closed() -> None:
    versions = [deviation().etag]
    made = deviation()
    made.observe(Observation("fact-9", "材料已补交", NOW, remedied=True))
    versions.append(made.etag)
    made.assign(assignment(), NOW)
    versions.append(made.etag)
    assert len(set(versions)) == 3


@pytest.mark.rule("4.7a")
@pytest.mark.parametrize("part", ["name", "description", "corrective_action", "corrections", "observations"])
def test_each_part_of_what_is_to_be_corrected_is_of_its_version(part: str) -> None:
    other = deviation()
    setattr(other, part, ["另"])
    assert other.etag != deviation().etag
