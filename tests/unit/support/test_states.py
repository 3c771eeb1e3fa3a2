"""The pictures in the README are those of the code, and the code moves as its tables say."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import RuleViolated
from plan.states import StateTable
from services.support.domain.claim import Claim, ClaimDocument, Payment
from services.support.domain.service_request import Rating, ServiceRequest
from services.support.domain.states import CLAIM, POLICY, QUESTION, SERVICE
from services.support.domain.words import ClaimState, PolicyState, QuestionState, ServiceState
from tests.unit.pictures import picture
from tests.unit.support.examples import CALENDAR, CERTIFICATE, NOW, OFFICIAL, PROOF, TODAY, claim, due, request

README = Path(__file__).parents[3] / "services" / "support" / "README.md"
PICTURES = [
    (POLICY, PolicyState.PUBLISHED),
    (QUESTION, QuestionState.OPEN),
    (CLAIM, ClaimState.SUBMITTED),
    (SERVICE, ServiceState.REQUESTED),
]


@pytest.mark.parametrize(("table", "first"), PICTURES, ids=["policy", "question", "claim", "service"])
def test_the_picture_in_the_readme_is_that_of_the_code(table: StateTable[Any], first: StrEnum) -> None:
    assert picture(table.moves, first) in README.read_text(), picture(table.moves, first)


def after(made: Any, *acts: Callable[[Any], Any]) -> Any:
    for act in acts:
        act(made)
    return made


CLAIM_ACTS: dict[str, Callable[[Claim], Any]] = {
    "warn": lambda each: each.warn(1),
    "mark_overdue": lambda each: each.mark_overdue(NOW + timedelta(days=90)),
    "redate": lambda each: each.redate(CALENDAR, NOW, "x"),
    "return": lambda each: each.send_back("缺少附件", OFFICIAL, due(10), NOW),
    "complete": lambda each: each.complete((ClaimDocument(CERTIFICATE, PROOF),), due(), NOW),
    "grant": lambda each: each.decide(1, "按第三条", OFFICIAL, due(30), NOW),
    "decline": lambda each: each.decline("未通过认定", OFFICIAL, NOW),
    "pay": lambda each: each.pay(Payment(1, TODAY, "88号", OFFICIAL, NOW), TODAY),
    "withdraw": lambda each: each.withdraw("people/clerk"),
}
CLAIMS: dict[ClaimState, list[str]] = {
    ClaimState.SUBMITTED: [],
    ClaimState.RETURNED: ["return"],
    ClaimState.GRANTED: ["grant"],
    ClaimState.DECLINED: ["decline"],
    ClaimState.PAID: ["grant", "pay"],
    ClaimState.WITHDRAWN: ["withdraw"],
}
SERVICE_ACTS: dict[str, Callable[[ServiceRequest], Any]] = {
    "warn": lambda each: each.warn(1),
    "mark_overdue": lambda each: each.mark_overdue(NOW + timedelta(days=90)),
    "redate": lambda each: each.redate(CALENDAR, NOW, "x"),
    "assign": lambda each: each.assign(OFFICIAL, OFFICIAL, NOW),
    "complete": lambda each: each.complete("已完成", OFFICIAL, NOW),
    "rate": lambda each: each.rate(Rating(5, "", "people/clerk", NOW)),
    "withdraw": lambda each: each.withdraw("people/clerk"),
}
SERVICES: dict[ServiceState, list[str]] = {
    ServiceState.REQUESTED: [],
    ServiceState.ASSIGNED: ["assign"],
    ServiceState.COMPLETED: ["assign", "complete"],
    ServiceState.RATED: ["assign", "complete", "rate"],
    ServiceState.WITHDRAWN: ["withdraw"],
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


@pytest.mark.parametrize("state", ClaimState)
@pytest.mark.parametrize("act", CLAIM_ACTS)
def test_a_claim_moves_as_the_table_says(state: ClaimState, act: str) -> None:
    made = after(claim(), *(CLAIM_ACTS[each] for each in CLAIMS[state]))
    assert made.state is state
    walk(made, CLAIM_ACTS[act], CLAIM.moves[act].get(state))


@pytest.mark.parametrize("state", ServiceState)
@pytest.mark.parametrize("act", SERVICE_ACTS)
def test_a_service_request_moves_as_the_table_says(state: ServiceState, act: str) -> None:
    made = after(request(), *(SERVICE_ACTS[each] for each in SERVICES[state]))
    assert made.state is state
    walk(made, SERVICE_ACTS[act], SERVICE.moves[act].get(state))
