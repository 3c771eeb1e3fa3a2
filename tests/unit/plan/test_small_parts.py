"""Money, words, files, state tables, and how a last day is counted."""

from datetime import date, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.calendar import Calendar, start_of_day
from chassis.errors import InvalidArgument, NotFound, RuleViolated
from plan.counting import Basis, Counting, Span, end_of
from plan.files import FileRef, find_file
from plan.money import MOST_FEN, demand_amount, yuan
from plan.states import StateTable
from plan.text import LONGEST, demand_reason, demand_short

CALENDAR = Calendar()
DAYS = st.dates(date(2024, 1, 1), date(2025, 6, 30))


@given(st.integers(-(10**15), 10**15))
def test_an_amount_is_read_again_as_it_was_shown(fen: int) -> None:
    whole, _, rest = yuan(fen).removesuffix("元").replace(",", "").removeprefix("-").partition(".")
    assert (int(whole) * 100 + int(rest or 0)) * (-1 if yuan(fen).startswith("-") else 1) == fen
    assert rest == "" or len(rest) == 2


def test_amounts_have_a_lower_and_an_upper_limit() -> None:
    assert [yuan(fen) for fen in (0, 5, -5, 123456789, 100000)] == ["0元", "0.05元", "-0.05元", "1,234,567.89元", "1,000元"]
    assert MOST_FEN == 100_000_000_000 * 100
    demand_amount("经费", 0, "3.5")
    demand_amount("经费", MOST_FEN, "3.5")
    for fen, reason in ((-1, "AMOUNT_NEGATIVE"), (MOST_FEN + 1, "AMOUNT_TOO_LARGE")):
        with pytest.raises(InvalidArgument, match=reason) as refused:
            demand_amount("经费", fen, "3.5")
        assert (refused.value.rule, refused.value.metadata["amount"]) == ("3.5", fen)


def test_a_reason_is_there_and_is_not_endless() -> None:
    demand_reason("长" * LONGEST, "4.4")
    with pytest.raises(InvalidArgument, match="REASON_MISSING") as blank:
        demand_reason(" \n", "4.4", field="statement")
    assert (blank.value.rule, blank.value.metadata["field"]) == ("4.4", "statement")
    for nothing in ("。", "——", "…", "/", "👍", "\u0301"):
        with pytest.raises(InvalidArgument, match="REASON_MISSING"):
            demand_reason(nothing, "4.4")
    demand_reason("见附件1", "4.4")
    for demand in (lambda text: demand_reason(text, "4.4", field="statement"), lambda text: demand_short(text, field="statement")):
        with pytest.raises(InvalidArgument, match="TEXT_TOO_LONG") as long:
            demand("长" * (LONGEST + 1))
        assert long.value.metadata == {"field": "statement", "limit": 4000}
    demand_short("", field="note")


def test_a_file_is_found_by_its_digest_alone() -> None:
    files = [FileRef("sha256:aa", "一.pdf", 1), FileRef("sha256:bb", "二.pdf", 2)]
    assert find_file(files, "sha256:bb") is files[1]
    assert files[0].media_type == ""
    with pytest.raises(NotFound, match="FILE_NOT_FOUND") as missing:
        find_file(files, "一.pdf")
    assert missing.value.metadata["resource"] == "一.pdf"


class Lamp(StrEnum):
    ON = "on"
    OFF = "off"


TABLE = StateTable.refusing(
    {"switch": {Lamp.OFF: Lamp.ON}}, {Lamp.ON: ("LAMP_ON", "4.5", "灯已亮"), Lamp.OFF: ("LAMP_OFF", "4.5", "灯已灭")}
)


def test_a_table_leads_on_or_refuses_with_its_ground() -> None:
    assert (TABLE.after(Lamp.OFF, "switch"), TABLE.refusal(Lamp.OFF, "switch")) == (Lamp.ON, None)
    assert TABLE.admits(Lamp.OFF, "switch")
    assert not TABLE.admits(Lamp.ON, "switch")
    with pytest.raises(RuleViolated, match="LAMP_ON") as refused:
        TABLE.after(Lamp.ON, "switch")
    assert (refused.value.rule, refused.value.message, refused.value.metadata["state"]) == ("4.5", "灯已亮", "on")


@pytest.mark.rule("4.1")
@given(DAYS, st.integers(1, 60), st.booleans())
def test_calendar_days_start_the_day_after_and_roll_only_where_they_do(start: date, days: int, rolls: bool) -> None:
    plain = start + timedelta(days=days)
    last = Span(days, Counting.CALENDAR, rolls).after(start).term(CALENDAR).last_day
    expected = plain
    while rolls and not CALENDAR.is_working_day(expected):
        expected += timedelta(days=1)
    assert last == expected


@pytest.mark.rule("4.2")
@given(DAYS, st.integers(1, 60))
def test_working_days_are_so_many_after_the_start(start: date, days: int) -> None:
    basis = Span(days, Counting.WORKING).after(start)
    last = basis.term(CALENDAR).last_day
    counted = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(CALENDAR.is_working_day(day) for day in counted) == days
    assert CALENDAR.is_working_day(last)
    assert not basis.rolls


@pytest.mark.rule("4.4")
@given(DAYS, st.integers(0, 400))
def test_a_fixed_day_is_the_day_itself_and_certain(start: date, days: int) -> None:
    term = Basis.fixed(start, start + timedelta(days=days)).term(CALENDAR)
    assert (term.start, term.last_day, term.provisional) == (start, start + timedelta(days=days), False)


@given(DAYS)
def test_a_day_is_over_where_the_next_begins(day: date) -> None:
    assert end_of(day) == start_of_day(day + timedelta(days=1))
