from datetime import date
from typing import Any

import pytest

from chassis.calendar import Calendar
from chassis.errors import InvalidArgument, RuleViolated
from services.milestones.domain.holidays import HolidayNotice
from tests.unit.milestones.examples import at


def notice(**changed: Any) -> HolidayNotice:
    fields: dict[str, Any] = {
        "name": "holidayNotices/2035",
        "year": 2035,
        "days_off": [date(2035, 1, 1), date(2035, 2, 7)],
        "makeup_days": [date(2035, 2, 17)],
        "reference": "国办发明电〔2034〕9号（示例）",
        "published_at": at("2034-11-20"),
        "published_by": "people/official",
    }
    return HolidayNotice(**fields | changed)


@pytest.mark.rule("4.3")
def test_a_published_notice_is_what_the_calendar_learns() -> None:
    made = notice()
    (published,) = made.publish()
    assert (published.year, published.revision, published.makeup_days) == (2035, 1, (date(2035, 2, 17),))
    calendar = Calendar([made.for_calendar])
    assert calendar.is_known(2035)
    assert calendar.is_working_day(date(2035, 2, 17))


@pytest.mark.rule("4.3")
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"year": 2150}, "DATE_OUT_OF_RANGE"),
        ({"days_off": []}, "DAYS_OFF_REQUIRED"),
        ({"days_off": [date(2034, 10, 1)]}, "DAY_OUTSIDE_YEAR"),
        ({"makeup_days": [date(2036, 2, 16)]}, "DAY_OUTSIDE_YEAR"),
        ({"days_off": [date(2035, 1, 1), date(2035, 1, 1)]}, "LISTED_TWICE"),
        ({"days_off": [date(2035, 2, 17)]}, "DAY_BOTH_OFF_AND_WORKED"),
        ({"makeup_days": [date(2035, 2, 15)]}, "MAKEUP_DAY_NOT_WEEKEND"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidArgument, match=reason) as refused:
        notice(**changed).publish()
    assert refused.value.rule == "4.3"


@pytest.mark.rule("4.3")
def test_a_holiday_may_begin_in_december() -> None:
    notice(days_off=[date(2034, 12, 30), date(2035, 1, 1)]).publish()


@pytest.mark.rule("4.3")
def test_a_corrected_notice_takes_the_place_of_the_first() -> None:
    made = notice()
    (corrected,) = made.correct(notice(makeup_days=[date(2035, 2, 18)]))
    assert (corrected.revision, made.makeup_days) == (2, [date(2035, 2, 18)])
    with pytest.raises(RuleViolated, match="NOTICE_UNCHANGED"):
        made.correct(notice(makeup_days=[date(2035, 2, 18)]))
