"""The pictures in the README are those of the code, and the code moves as its tables say."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import RuleViolated
from plan.states import StateTable
from services.sharing.domain.licences import Licence
from services.sharing.domain.result import Result
from services.sharing.domain.states import REQUEST, RESULT
from services.sharing.domain.use_request import Complaint, UseRequest
from services.sharing.domain.words import Purpose, RequestState, ResultState
from tests.unit.pictures import picture
from tests.unit.sharing.examples import (
    CALENDAR,
    FACTORY,
    NOW,
    OFFICIAL,
    POLICY,
    TODAY,
    deadline,
    no,
    particulars,
    published,
    request,
    result,
    yes,
)

README = Path(__file__).parents[3] / "services" / "sharing" / "README.md"
EMBARGO = particulars(embargo_until=date(2026, 12, 31), embargo_reason="专利尚未公布")


@pytest.mark.parametrize(("table", "first"), [(RESULT, ResultState.REGISTERED), (REQUEST, RequestState.PENDING)], ids=["result", "request"])
def test_the_picture_in_the_readme_is_that_of_the_code(table: StateTable[Any], first: StrEnum) -> None:
    assert picture(table.moves, first) in README.read_text(), picture(table.moves, first)


def returned() -> Result:
    made = result()
    made.send_back("请补充")
    return made


def embargoed() -> Result:
    made = result(EMBARGO)
    made.confirm(OFFICIAL, NOW)
    return made


def taken_back() -> Result:
    made = published()
    made.withdraw("检测数据不实", OFFICIAL, NOW)
    return made


def answered(agreed: bool) -> UseRequest:
    made = request()
    made.answer(yes() if agreed else no())
    return made


def contested() -> UseRequest:
    made = answered(False)
    made.contest(Complaint("不服", "people/buyer", NOW))
    return made


def upheld() -> UseRequest:
    made = contested()
    made.rule(True, "维持", OFFICIAL, deadline(), NOW)
    return made


def lapsed() -> UseRequest:
    made = request()
    made.lapse("检测数据不实", NOW)
    return made


def withdrawn() -> UseRequest:
    made = request()
    made.withdraw("people/buyer", NOW)
    return made


RESULTS: dict[ResultState, Callable[[], Result]] = {
    ResultState.REGISTERED: result,
    ResultState.RETURNED: returned,
    ResultState.EMBARGOED: embargoed,
    ResultState.PUBLISHED: published,
    ResultState.WITHDRAWN: taken_back,
}
REQUESTS: dict[RequestState, Callable[[], UseRequest]] = {
    RequestState.PENDING: request,
    RequestState.GRANTED: lambda: answered(True),
    RequestState.REFUSED: lambda: answered(False),
    RequestState.CONTESTED: contested,
    RequestState.UPHELD: upheld,
    RequestState.WITHDRAWN: withdrawn,
    RequestState.LAPSED: lapsed,
}
LICENCE = Licence("projects/p1/results/1/licences/1", FACTORY, Purpose.STUDY, False, TODAY, TODAY + timedelta(days=30))
RESULT_ACTS: dict[str, Callable[[Result], Any]] = {
    "correct": lambda each: each.correct(particulars(), NOW, POLICY),
    "return": lambda each: each.send_back("请补充"),
    "confirm": lambda each: each.confirm(OFFICIAL, NOW),
    "end_embargo": lambda each: each.end_embargo(NOW),
    "withdraw": lambda each: each.withdraw("检测数据不实", OFFICIAL, NOW),
    "license": lambda each: each.license(LICENCE),
    "ask": lambda each: each.next_request(),
}
REQUEST_ACTS: dict[str, Callable[[UseRequest], Any]] = {
    "warn": lambda each: each.warn(1),
    "mark_overdue": lambda each: each.mark_overdue(NOW + timedelta(days=60)),
    "redate": lambda each: each.redate(CALENDAR, NOW, "x"),
    "grant": lambda each: each.answer(yes()),
    "refuse": lambda each: each.answer(no()),
    "withdraw": lambda each: each.withdraw("people/buyer", NOW),
    "lapse": lambda each: each.lapse("检测数据不实", NOW),
    "contest": lambda each: each.contest(Complaint("不服", "people/buyer", NOW)),
    "uphold": lambda each: each.rule(True, "维持", OFFICIAL, deadline(), NOW),
    "reopen": lambda each: each.rule(False, "重新答复", OFFICIAL, deadline(), NOW),
}


def walk(made: Any, act: Callable[[Any], Any], target: Any) -> None:
    before = made.state
    if target is None:
        with pytest.raises(RuleViolated):
            act(made)
        assert made.state is before
    else:
        act(made)
        assert made.state is target


@pytest.mark.parametrize("state", ResultState)
@pytest.mark.parametrize("act", RESULT_ACTS)
def test_a_result_moves_as_the_table_says(state: ResultState, act: str) -> None:
    made = RESULTS[state]()
    assert made.state is state
    walk(made, RESULT_ACTS[act], RESULT.moves[act].get(state))


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("act", REQUEST_ACTS)
def test_a_request_moves_as_the_table_says(state: RequestState, act: str) -> None:
    made = REQUESTS[state]()
    assert made.state is state
    walk(made, REQUEST_ACTS[act], REQUEST.moves[act].get(state))
