"""The pictures in the README are those of the code, and the code moves as its tables say."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import RuleViolated
from plan.states import StateTable
from services.evaluation.domain.assessments import Findings
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import file_with_finance
from services.evaluation.domain.nodes import Node, NodeConclusion
from services.evaluation.domain.states import EVALUATION, FILING, NODE, PAY_PART, RATING_ENTRY
from services.evaluation.domain.words import EvaluationState, FilingState, NodeOutcome, OpeningGround, PayPartState, RatingEntryState
from tests.unit.evaluation.examples import (
    NOW,
    assessed,
    conclude,
    concluded,
    convene,
    found,
    funds,
    opened,
    planned,
    replace,
    seat,
    self_evaluated,
    submission,
)
from tests.unit.pictures import picture

README = Path(__file__).parents[3] / "services" / "evaluation" / "README.md"


@pytest.mark.parametrize(
    ("table", "first"),
    [
        (EVALUATION, EvaluationState.PLANNED),
        (NODE, NodeOutcome.OPEN),
        (FILING, FilingState.FILED),
        (RATING_ENTRY, RatingEntryState.COUNTING),
        (PAY_PART, PayPartState.AWAITED),
    ],
    ids=["evaluation", "node", "filing", "rating entry", "part of the pay"],
)
def test_the_picture_in_the_readme_is_that_of_the_code(table: StateTable[Any], first: StrEnum) -> None:
    assert picture(table.moves, first) in README.read_text()


def under_review() -> Evaluation:
    values = {"pressure": "35", "scrap": "4", "patents": "6"}
    return assessed(values, values, values)


def without_a_report() -> Evaluation:
    evaluation = opened()
    convene(evaluation, overdue=True)
    return evaluation


def filed() -> Evaluation:
    evaluation = concluded()
    file(evaluation)
    return evaluation


def file(evaluation: Evaluation) -> Any:
    return file_with_finance(evaluation, "1", "people/official", "people/lead", NOW)


def fresh_panel(evaluation: Evaluation) -> Any:
    evaluation.panel[0].assessment.items.clear()
    evaluation.panel[0].delivered_at = None
    return evaluation.assess_items("people/zhang", Findings(found(pressure="35"), None), NOW)


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
    "postpone": lambda each: each.postpone(date(2028, 12, 31)),
    "replan": lambda each: each.replan(2, each.targets, each.nodes, 1),
    "note_node": lambda each: each.note_node(NodeConclusion("design", NodeOutcome.PASSED, NOW)),
    "submit_self_evaluation": lambda each: each.submit_self_evaluation(submission()),
    "record_missing_node": lambda each: each.record_missing_node("trial", "未考核", "people/official", NOW),
    "convene_panel": lambda each: convene(_settled(each), overdue=True),
    "replace_panel_member": lambda each: replace(each, "people/li", seat("zhao"), unfit=True),
    "assess_items": lambda each: fresh_panel(each) if each.assessments else each.assess_items("people/li", Findings((), funds()), NOW),
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
    target = EVALUATION.moves[act].get(state)
    if target is None:
        with pytest.raises(RuleViolated):
            ACTS[act](evaluation)
        assert evaluation.state is state
    else:
        ACTS[act](evaluation)
        assert evaluation.state is target


def test_every_act_of_an_evaluation_is_in_the_table() -> None:
    assert set(ACTS) == set(EVALUATION.moves)


@pytest.mark.parametrize("outcome", NodeOutcome)
@pytest.mark.parametrize("act", NODE.moves)
def test_a_node_moves_as_the_table_says(outcome: NodeOutcome, act: str) -> None:
    node = Node("trial", "小批量试制", date(2027, 6, 30), outcome)
    acts: dict[str, Callable[[], Any]] = {
        "pass": lambda: node.conclude(NodeOutcome.PASSED, NOW),
        "fail": lambda: node.conclude(NodeOutcome.FAILED, NOW),
        "record_missing": lambda: node.record_missing("未考核", "people/official", NOW),
        "excuse": lambda: node.excuse(date(2026, 12, 1), NOW),
    }
    target = NODE.moves[act].get(outcome)
    if target is None:
        with pytest.raises(RuleViolated):
            acts[act]()
        assert node.outcome is outcome
    else:
        acts[act]()
        assert node.outcome is target
