"""The pictures in the README are those of the code, and the code moves as its tables say."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from chassis.calendar import Calendar
from chassis.errors import RuleViolated
from services.evaluation.domain.deadline import Basis, Deadline, set_self_evaluation_deadline
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import file_with_finance
from services.evaluation.domain.nodes import Node, NodeConclusion
from services.evaluation.domain.policy import SelfEvaluationPolicy
from services.evaluation.domain.states import DEADLINE, EVALUATION, FILING, NODE
from services.evaluation.domain.terms import DeadlineState, EvaluationState, FilingState, NodeOutcome, OpeningGround
from tests.unit.evaluation.examples import (
    CIRCLE,
    NOW,
    PANEL,
    PROJECT,
    UNIT,
    assessed,
    candidate,
    candidates,
    conclude,
    concluded,
    found,
    funds,
    opened,
    planned,
    self_evaluated,
    submission,
)
from tests.unit.pictures import Table, picture

README = Path(__file__).parents[3] / "services" / "evaluation" / "README.md"


@pytest.mark.parametrize(
    ("table", "first"),
    [
        (EVALUATION, EvaluationState.PLANNED),
        (NODE, NodeOutcome.OPEN),
        (DEADLINE, DeadlineState.OPEN),
        (FILING, FilingState.FILED),
    ],
    ids=["evaluation", "node", "deadline", "filing"],
)
def test_the_picture_in_the_readme_is_that_of_the_code(table: Table, first: StrEnum) -> None:
    assert picture(table, first) in README.read_text()


def under_review() -> Evaluation:
    values = {"pressure": "35", "scrap": "4", "patents": "6"}
    return assessed(values, values, values)


def without_a_report() -> Evaluation:
    evaluation = opened()
    evaluation.convene_panel(candidates(), CIRCLE, PANEL, True, NOW)
    return evaluation


def filed() -> Evaluation:
    evaluation = concluded()
    file(evaluation)
    return evaluation


def file(evaluation: Evaluation) -> Any:
    return file_with_finance(evaluation, "1", "people/official", "people/lead", NOW)


def fresh_panel(evaluation: Evaluation) -> Any:
    evaluation.assessments[0].items.clear()
    return evaluation.assess_items("people/zhang", found(pressure="35"), None, NOW)


EVALUATIONS: dict[EvaluationState, Callable[[], Evaluation]] = {
    EvaluationState.PLANNED: planned,
    EvaluationState.SELF_EVALUATION: lambda: _with_open_node(opened()),
    EvaluationState.SELF_EVALUATED: lambda: _with_open_node(self_evaluated()),
    EvaluationState.UNDER_REVIEW: under_review,
    EvaluationState.CONCLUDED: concluded,
    EvaluationState.FILED: filed,
}


def _with_open_node(evaluation: Evaluation) -> Evaluation:
    evaluation.nodes[1].outcome = NodeOutcome.OPEN
    return evaluation


def _settled(evaluation: Evaluation) -> Evaluation:
    evaluation.nodes[1].outcome = NodeOutcome.PASSED
    return evaluation


ACTS: dict[str, Callable[[Evaluation], Any]] = {
    "open": lambda each: each.open(OpeningGround.TERM_ENDED, date(2027, 12, 31), NOW),
    "replan": lambda each: each.replan(2, each.targets, each.nodes, 1),
    "note_node": lambda each: each.note_node(NodeConclusion("design", NodeOutcome.PASSED, NOW)),
    "submit_self_evaluation": lambda each: each.submit_self_evaluation(submission()),
    "record_missing_node": lambda each: each.record_missing_node("trial", "未考核", "people/official", NOW),
    "convene_panel": lambda each: _settled(each).convene_panel(candidates(), CIRCLE, PANEL, True, NOW),
    "replace_panel_member": lambda each: each.replace_panel_member("people/li", candidate("zhao"), CIRCLE, PANEL, "生病", NOW),
    "assess_items": lambda each: fresh_panel(each) if each.assessments else each.assess_items("people/li", (), funds(), NOW),
    "conclude": conclude,
    "file": file,
}


@pytest.mark.parametrize("state", EvaluationState)
@pytest.mark.parametrize("act", ACTS)
def test_an_evaluation_moves_as_the_table_says(state: EvaluationState, act: str) -> None:
    evaluation = EVALUATIONS[state]()
    if (state, act) == (EvaluationState.UNDER_REVIEW, "submit_self_evaluation"):
        evaluation = without_a_report()
    assert evaluation.state is state
    target = EVALUATION[act].get(state)
    if target is None:
        with pytest.raises(RuleViolated):
            ACTS[act](evaluation)
        assert evaluation.state is state
    else:
        ACTS[act](evaluation)
        assert evaluation.state is target


def test_every_act_of_an_evaluation_is_in_the_table() -> None:
    assert set(ACTS) == set(EVALUATION)


def deadline(state: DeadlineState) -> Deadline:
    policy = SelfEvaluationPolicy(days=30, rolls=True, warn_days=(15, 7, 1))
    made = set_self_evaluation_deadline(PROJECT, UNIT, date(2025, 12, 31), Basis(policy, "2026.1", Calendar(), NOW))
    made.state = state
    return made


@pytest.mark.parametrize("state", DeadlineState)
@pytest.mark.parametrize("act", DEADLINE)
def test_a_deadline_moves_as_the_table_says(state: DeadlineState, act: str) -> None:
    made = deadline(state)
    acts: dict[str, Callable[[], Any]] = {
        "warn": lambda: made.warn(7),
        "redate": lambda: made.redate(Calendar(), date(2026, 1, 1), "改正"),
        "mark_overdue": lambda: made.mark_overdue(made.end),
        "meet": lambda: made.meet(NOW),
        "cancel": lambda: made.cancel("不再要求"),
    }
    target = DEADLINE[act].get(state)
    if target is None:
        with pytest.raises(RuleViolated) as refused:
            acts[act]()
        assert (refused.value.reason, made.state) == ("DEADLINE_CLOSED", state)
    else:
        acts[act]()
        assert made.state is target


@pytest.mark.parametrize("outcome", NodeOutcome)
@pytest.mark.parametrize("act", NODE)
def test_a_node_moves_as_the_table_says(outcome: NodeOutcome, act: str) -> None:
    node = Node("trial", "小批量试制", date(2027, 6, 30), outcome)
    acts: dict[str, Callable[[], Any]] = {
        "pass": lambda: node.conclude(NodeOutcome.PASSED, NOW),
        "fail": lambda: node.conclude(NodeOutcome.FAILED, NOW),
        "record_missing": lambda: node.record_missing("未考核", "people/official", NOW),
        "excuse": lambda: node.excuse(date(2026, 12, 1), NOW),
    }
    target = NODE[act].get(outcome)
    if target is None:
        with pytest.raises(RuleViolated):
            acts[act]()
        assert node.outcome is outcome
    else:
        acts[act]()
        assert node.outcome is target
