from datetime import date, datetime, timedelta

import pytest

from chassis.calendar import Calendar, HolidayNotice
from chassis.errors import RuleViolated
from services.supervision.domain.finding import Finding
from services.supervision.domain.words import FindingState
from tests.unit.supervision.examples import (
    CALENDAR,
    ITEM,
    LEAD,
    NOW,
    OFFICIAL,
    TEN_WORKING_DAYS,
    answer,
    answered,
    confirmed,
    notified,
    raised,
)

PERIOD_OVER = datetime.fromisoformat("2026-03-17T00:00:00+08:00")
BAR_OVER = datetime.fromisoformat("2029-03-03T00:00:00+08:00")


def refusal(act: object, *args: object) -> tuple[str, str]:
    with pytest.raises(RuleViolated) as refused:
        act(*args)  # type: ignore[operator]
    return refused.value.reason, refused.value.rule


@pytest.mark.rule("7.4")
def test_the_answer_period_begins_on_the_day_after_the_notice() -> None:
    finding = raised()
    (fact,) = finding.notify(CALENDAR, TEN_WORKING_DAYS, NOW)
    assert (fact.answer_last_day, fact.provisional) == (date(2026, 3, 16), False)
    assert finding.state is FindingState.NOTIFIED
    assert refusal(finding.notify, CALENDAR, TEN_WORKING_DAYS, NOW) == ("FINDING_NOT_RAISED", "7.4")


@pytest.mark.rule("7.4")
def test_nothing_is_decided_before_the_subject_was_told() -> None:
    finding = raised()
    assert refusal(finding.answer, answer()) == ("FINDING_NOT_NOTIFIED", "7.4")
    assert refusal(finding.confirm, OFFICIAL, "属实", NOW) == ("FINDING_NOT_NOTIFIED", "7.4")
    assert refusal(finding.dismiss, OFFICIAL, "不实", NOW) == ("FINDING_NOT_NOTIFIED", "7.4")


@pytest.mark.rule("7.4")
def test_nothing_is_decided_while_the_subject_may_still_answer() -> None:
    finding = notified()
    last_moment = PERIOD_OVER - timedelta(seconds=1)
    assert refusal(finding.confirm, OFFICIAL, "属实", last_moment) == ("DEADLINE_RUNS", "7.4")
    assert refusal(finding.dismiss, OFFICIAL, "不实", last_moment) == ("DEADLINE_RUNS", "7.4")
    assert finding.state is FindingState.NOTIFIED
    finding.confirm(OFFICIAL, "逾期未申辩，证据充分", PERIOD_OVER)
    assert finding.bars_at(PERIOD_OVER)


@pytest.mark.rule("7.4")
def test_once_answered_it_can_be_decided_and_more_may_be_said_until_then() -> None:
    finding = answered()
    finding.answer(answer(NOW + timedelta(days=1)))
    (fact,) = finding.confirm(OFFICIAL, "申辩不成立", NOW + timedelta(days=2))
    assert (fact.subject, fact.bars, fact.until, fact.measures) == (LEAD, True, "2029-03-04", ITEM.measures)
    assert refusal(finding.answer, answer()) == ("FINDING_DECIDED", "7.4")
    assert refusal(finding.dismiss, OFFICIAL, "改判", NOW) == ("FINDING_DECIDED", "7.4")


@pytest.mark.rule("7.4")
def test_an_answer_after_the_period_is_refused_and_in_its_last_second_it_is_not() -> None:
    finding = notified()
    assert refusal(finding.answer, answer(PERIOD_OVER)) == ("DEADLINE_PASSED", "7.4")
    (fact,) = finding.answer(answer(PERIOD_OVER - timedelta(seconds=1)))
    assert fact.answered_by == LEAD


@pytest.mark.rule("7.4")
def test_a_dismissed_one_bars_nobody() -> None:
    finding = answered()
    (fact,) = finding.dismiss(OFFICIAL, "证据不足", NOW)
    assert (fact.INTERNAL, finding.state, finding.bars_at(NOW)) == (True, FindingState.DISMISSED, False)
    assert finding.decided_by == OFFICIAL
    assert refusal(finding.lift, "x", NOW) == ("FINDING_NOT_IN_EFFECT", "7.4")


@pytest.mark.rule("7.4")
def test_it_expires_when_its_last_day_is_over() -> None:
    finding = confirmed()
    last_moment = BAR_OVER - timedelta(seconds=1)
    assert finding.until == date(2029, 3, 2)
    assert finding.bars_at(last_moment)
    assert refusal(finding.expire, last_moment) == ("FINDING_NOT_OVER", "7.4")
    assert not finding.bars_at(BAR_OVER)
    assert refusal(finding.lift, "x", BAR_OVER) == ("FINDING_NOT_IN_EFFECT", "7.4")
    (fact,) = finding.expire(BAR_OVER + timedelta(hours=3))
    assert (fact.expired_at, finding.state) == (BAR_OVER, FindingState.EXPIRED)


@pytest.mark.rule("7.4")
def test_one_without_a_term_stays_until_it_is_lifted() -> None:
    from dataclasses import replace

    finding = confirmed(entry=replace(ITEM, months=0))
    far = NOW.replace(year=2080)
    assert finding.until is None
    assert finding.bars_at(far)
    assert "解除之前" in finding.ground
    assert refusal(finding.expire, far) == ("FINDING_NOT_OVER", "7.4")
    (fact,) = finding.lift("已消除影响", far)
    assert (fact.until, finding.bars_at(far), finding.lift_reason) == ("", False, "已消除影响")


@pytest.mark.rule("7.4")
def test_a_period_unanswered_is_said_when_it_is_over() -> None:
    finding = notified()
    assert refusal(finding.note_unanswered, NOW)[0] == "DEADLINE_RUNS"
    (fact,) = finding.note_unanswered(PERIOD_OVER)
    assert fact.answer_last_day == date(2026, 3, 16)
    assert refusal(answered().note_unanswered, PERIOD_OVER)[0] == "FINDING_ANSWERED"


def provisional() -> tuple[Finding, datetime]:
    now = datetime.fromisoformat("2037-09-25T09:00:00+08:00")
    finding = raised()
    finding.notify(Calendar(), TEN_WORKING_DAYS, now)
    return finding, now


@pytest.mark.rule("4.3")
def test_the_period_is_counted_again_when_the_notice_is_known() -> None:
    finding, now = provisional()
    assert finding.answer_provisional
    previous = finding.answer_last_day
    days_off = tuple(date(2037, 10, day) for day in range(1, 9))
    learnt = Calendar([HolidayNotice(2037, days_off, (), "国办发明电〔2036〕7号")])
    (fact,) = finding.redate(learnt, now, "通知已公布")
    assert (fact.previous_last_day, fact.provisional) == (previous, False)
    assert fact.answer_last_day == finding.answer_last_day == date(2037, 10, 19)
    assert finding.redate(learnt, now, "通知已公布") == []


@pytest.mark.rule("4.3")
def test_redating_never_moves_a_last_day_into_the_past_nor_opens_a_period_again() -> None:
    finding, _ = provisional()
    assert finding.answer_last_day is not None
    before = finding.answer_last_day
    worked = tuple(date(2037, 10, day) for day in (10, 11))
    learnt = Calendar([HolidayNotice(2037, (), worked, "国办发明电〔2036〕7号")])
    on_the_last_day = datetime.fromisoformat(f"{before}T10:00:00+08:00")
    finding.redate(learnt, on_the_last_day, "通知已公布")
    assert finding.answer_last_day == before
    late, _ = provisional()
    (certain,) = late.redate(learnt, on_the_last_day + timedelta(days=1), "通知已公布")
    assert (certain.answer_last_day, certain.provisional) == (before, False)


@pytest.mark.rule("4.7a")
def test_an_answer_and_a_decision_change_what_is_decided_on_and_a_notice_does_not() -> None:
    assert raised().etag == notified().etag
    assert len({notified().etag, answered().etag, confirmed().etag, raised(description="另一件事").etag}) == 4


@pytest.mark.rule("4.7a")
@pytest.mark.parametrize("part", ["name", "subject", "item", "title", "severity", "description", "occurred_on", "evidence"])
def test_each_part_of_what_is_held_against_somebody_is_of_its_version(part: str) -> None:
    other = raised()
    setattr(other, part, ["另"])
    assert other.etag != raised().etag
