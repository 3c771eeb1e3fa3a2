"""How acts are refused, to the last value, and the number or day on either side of each limit."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.calendar import LAST_START, Calendar
from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from plan.consents import Consent, JointAct, joint
from plan.counting import Basis, Counting, Span, demand_countable, end_of
from plan.files import FileRef, find_file
from plan.money import MOST_FEN, demand_amount
from plan.states import StateTable
from plan.text import demand_reason, demand_short
from tests.unit.plan.test_small_parts import TABLE, Lamp
from tests.unit.said import refused

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


def yes(party: str, **changes: Any) -> Consent:
    return Consent(**{"organization": party, "person": f"people/{party}", "at": NOW, **changes})


def after(*answers: Consent) -> JointAct:
    act = joint(["a", "b"])
    for each in answers:
        act.answer(each, "1.8")
    return act


@pytest.mark.rule("1.1")
@pytest.mark.parametrize(
    ("act", "answer", "told"),
    [
        (after(), yes("x"), (PermissionDenied, "CONSENT_NOT_YOURS", "3.5", {"required": ["a", "b"]})),
        (after(yes("a")), yes("a"), (RuleViolated, "ALREADY_CONSENTED", "3.5", {"waiting_for": ["b"]})),
        (after(yes("a"), yes("b")), yes("a"), (RuleViolated, "ACT_DECIDED", "3.5", {"state": "granted"})),
        (after(yes("a", agreed=False, reason="否")), yes("b"), (RuleViolated, "ACT_DECIDED", "3.5", {"state": "refused"})),
        (after(), yes("a", agreed=False), (InvalidArgument, "REASON_MISSING", "3.5", {"field": "reason"})),
        (after(), yes("a", reason="长" * 4001), (InvalidArgument, "TEXT_TOO_LONG", "", {"field": "reason", "limit": 4000})),
        (after(), yes("a", person="people/he"), (PermissionDenied, "ROLES_INCOMPATIBLE", "1.1", {"person": "people/he"})),
    ],
)
def test_an_answer(act: JointAct, answer: Consent, told: object) -> None:
    before = asdict(act)
    assert refused(lambda: act.answer(answer, "3.5", about="people/he")) == told
    assert asdict(act) == before


@pytest.mark.rule("1.1")
def test_who_is_in_no_way_asked_does_not_speak() -> None:
    act = after(yes("a"))
    assert act.parties_among(["b", "x", "a"], "3.5") == ("a", "b")
    assert refused(lambda: act.answer_for(["x"], yes(""), "3.5")) == (
        PermissionDenied,
        "CONSENT_NOT_YOURS",
        "3.5",
        {"required": ["a", "b"]},
    )
    assert refused(lambda: act.answer_for(["a"], yes(""), "3.5")) == (RuleViolated, "ALREADY_CONSENTED", "3.5", {"waiting_for": ["b"]})


@pytest.mark.rule("1.1")
def test_a_refusal_takes_the_place_of_the_consent_and_of_no_other() -> None:
    act = joint(["a", "b", "c"])
    for party in ("a", "b"):
        act.answer(yes(party), "1.8")
    act.answer(yes("a", agreed=False, reason="否"), "1.8")
    assert [(each.organization, each.agreed) for each in act.consents] == [("b", True), ("a", False)]


@pytest.mark.rule("4.7a")
def test_consents_that_fell_twice_are_all_on_record() -> None:
    act = after(yes("a"))
    assert act.ask_again()
    act.answer(yes("b"), "1.8")
    assert act.ask_again() and not act.ask_again()
    assert [each.organization for each in act.fallen] == ["a", "b"]


@pytest.mark.rule("1.10a")
@pytest.mark.parametrize(("days", "may"), [(-1, True), (0, True), (1, False)])
def test_a_day_from_which_nobody_could_count(days: int, may: bool) -> None:
    day = LAST_START + timedelta(days)
    if may:
        demand_countable(day, "公布的日期", field="day")
    else:
        told = refused(lambda: demand_countable(day, "公布的日期", field="day"))
        assert told == (InvalidArgument, "DATE_OUT_OF_RANGE", "1.10a", {"field": "day"})


@pytest.mark.rule("1.6a")
def test_which_periods_roll() -> None:
    friday = date(2026, 3, 6)
    kinds = [Span(1, Counting.CALENDAR), Span(1, Counting.CALENDAR, rolls=False), Span(1, Counting.WORKING), Span(1, Counting.FIXED)]
    assert [span.after(friday).rolls for span in kinds] == [True, False, False, False]
    assert [span.after(friday).term(Calendar()).last_day.day for span in kinds] == [9, 7, 9, 7]
    assert Basis(friday, 1, Counting.CALENDAR).term(Calendar()).last_day.day == 7
    assert Basis.fixed(friday, date(2026, 3, 8)) == Basis(friday, 2, Counting.FIXED, rolls=False)
    assert end_of(friday) == datetime(2026, 3, 6, 16, tzinfo=UTC)


@pytest.mark.parametrize(("fen", "told"), [(-1, "AMOUNT_NEGATIVE"), (MOST_FEN + 1, "AMOUNT_TOO_LARGE")])
def test_an_amount(fen: int, told: str) -> None:
    assert refused(lambda: demand_amount("经费", fen, "3.5")) == (InvalidArgument, told, "3.5", {"amount": fen})


def test_a_text() -> None:
    for reason in ("", " ", "。", "—"):
        assert refused(lambda reason=reason: demand_reason(reason, "4.4", field="note")) == (  # type: ignore[misc]
            InvalidArgument,
            "REASON_MISSING",
            "4.4",
            {"field": "note"},
        )
    assert refused(lambda: demand_reason("", "4.4"))[3] == {"field": "reason"}
    long = (InvalidArgument, "TEXT_TOO_LONG", "", {"field": "note", "limit": 4000})
    assert refused(lambda: demand_reason("长" * 4001, "4.4", field="note")) == long
    assert refused(lambda: demand_short("长" * 4001, field="note")) == long
    demand_short("长" * 4000, field="note")
    for reason in ("é", "7", "x。"):
        demand_reason(reason, "4.4")


def test_a_file() -> None:
    files = [FileRef("sha256:aa", "一.pdf", 1)]
    assert find_file(iter(files), "sha256:aa") is files[0]
    assert refused(lambda: find_file(files, "sha256:bb")) == (NotFound, "FILE_NOT_FOUND", "", {"resource": "sha256:bb"})


def test_an_act_that_a_state_does_not_admit() -> None:
    assert refused(lambda: TABLE.after(Lamp.ON, "switch")) == (RuleViolated, "LAMP_ON", "4.5", {"state": "on"})
    by_act = StateTable({"a": {Lamp.ON: Lamp.OFF}, "b": {}}, lambda state, act: (f"{act.upper()}_{state.upper()}", "4.5", "不行"))
    assert refused(lambda: by_act.after(Lamp.ON, "b")) == (RuleViolated, "B_ON", "4.5", {"state": "on"})
    assert refused(lambda: by_act.after(Lamp.OFF, "a")) == (RuleViolated, "A_OFF", "4.5", {"state": "off"})
