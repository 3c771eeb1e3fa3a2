"""Notices that the suite learnt itself extend and replace those of the package."""

from datetime import date

import pytest

from chassis.calendar import Calendar, HolidayNotice, Skipped

# An invented notice for a year that no package knows.
NOTICE = HolidayNotice(
    year=2031,
    days_off=(date(2030, 12, 31), date(2031, 1, 1), date(2031, 1, 22), date(2031, 1, 23), date(2031, 1, 24), date(2031, 1, 27)),
    makeup_days=(date(2030, 12, 28), date(2031, 1, 19)),
    reference="国办发明电〔2030〕0号",
)
LEARNT, BEFORE = Calendar([NOTICE]), Calendar()


@pytest.mark.rule("4.3")
def test_a_learnt_year_is_known_and_its_terms_are_final() -> None:
    assert LEARNT.is_known(2031) and not BEFORE.is_known(2031)
    assert BEFORE.working_days_after(date(2031, 1, 10), 10).provisional
    assert not LEARNT.working_days_after(date(2031, 1, 10), 10).provisional


@pytest.mark.rule("4.3")
def test_its_days_off_and_makeup_days_count() -> None:
    assert not LEARNT.is_working_day(date(2031, 1, 27)) and LEARNT.is_working_day(date(2031, 1, 19))
    term = LEARNT.working_days_after(date(2031, 1, 17), 4)
    assert (term.last_day, term.makeup_days) == (date(2031, 1, 28), (date(2031, 1, 19),))
    assert Skipped(date(2031, 1, 27), "春节") in term.skipped


@pytest.mark.rule("4.3")
def test_it_reaches_into_the_december_before() -> None:
    assert not LEARNT.is_working_day(date(2030, 12, 31)) and LEARNT.is_working_day(date(2030, 12, 28))
    assert BEFORE.is_working_day(date(2030, 12, 31)) and not BEFORE.is_working_day(date(2030, 12, 28))


@pytest.mark.rule("4.3")
def test_statutory_days_stay_off_but_days_in_lieu_are_the_notices() -> None:
    # 2032: 2 May is a Sunday. The law's estimate gives Monday and Tuesday in lieu; a notice that lists nothing gives none.
    silent = Calendar([HolidayNotice(2032, (), (), "")])
    assert not silent.is_working_day(date(2032, 10, 1))
    assert not BEFORE.is_working_day(date(2032, 5, 3))
    assert silent.is_working_day(date(2032, 5, 3))


def test_it_replaces_the_packaged_notice_of_its_year() -> None:
    corrected = Calendar([HolidayNotice(2026, (date(2026, 3, 2),), (), "")])
    assert not corrected.is_working_day(date(2026, 3, 2))
    assert corrected.is_working_day(date(2026, 2, 20)) and not corrected.is_working_day(date(2026, 2, 14))
    assert corrected.is_working_day(date(2026, 3, 3)) and corrected.is_known(2026)


def test_a_day_off_far_from_any_festival_is_named_plainly() -> None:
    term = Calendar([HolidayNotice(2031, (date(2031, 7, 15),), (), "")]).working_days_after(date(2031, 7, 14), 1)
    assert term.skipped == (Skipped(date(2031, 7, 15), "放假"),)


def test_of_two_notices_for_a_year_the_later_given_holds() -> None:
    calendar = Calendar([NOTICE, HolidayNotice(2031, (), (), "")])
    assert calendar.is_working_day(date(2031, 1, 27))


def test_calendars_with_the_same_notices_share_their_tables() -> None:
    again = HolidayNotice(NOTICE.year, NOTICE.days_off, NOTICE.makeup_days, NOTICE.reference)
    assert Calendar([again])._table is LEARNT._table
    assert Calendar()._table is BEFORE._table
