"""Any sequence of acts: each is refused and leaves everything as it was, or moves as the table says. Nothing else."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refusal
from services.evaluation.domain.assessments import Findings
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import file_with_finance
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.states import EVALUATION
from services.evaluation.domain.words import EvaluationState, NodeOutcome, OpeningGround
from tests.unit.evaluation.examples import (
    NOW,
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
    under_review,
)

EXPERTS = st.sampled_from(["zhang", "li", "wang", "zhao"])
NODES = st.sampled_from(["design", "trial", "nowhere"])
VALUES = st.sampled_from(["0", "3", "4.5", "36", "-2"])
ACTS = st.one_of(
    st.tuples(st.just("open"), st.sampled_from(OpeningGround), st.dates(date(2026, 1, 1), date(2028, 1, 1))),
    st.tuples(st.just("note_node"), NODES, st.sampled_from([NodeOutcome.PASSED, NodeOutcome.FAILED])),
    st.tuples(st.just("submit_self_evaluation"), st.booleans()),
    st.tuples(st.just("record_missing_node"), NODES),
    st.tuples(st.just("convene_panel"), st.booleans()),
    st.tuples(st.just("replace_panel_member"), EXPERTS, EXPERTS),
    st.tuples(st.just("assess_items"), EXPERTS, VALUES, st.booleans()),
    st.tuples(st.just("conclude")),
    st.tuples(st.just("file")),
)


def act(evaluation: Evaluation, step: tuple[Any, ...]) -> None:
    match step:
        case "open", ground, ended_on:
            evaluation.open(ground, ended_on, NOW)
        case "note_node", node, outcome:
            evaluation.note_node(NodeConclusion(node, outcome, NOW))
        case "submit_self_evaluation", late:
            evaluation.submit_self_evaluation(submission(late))
        case "record_missing_node", node:
            evaluation.record_missing_node(node, "未考核", "people/official", NOW)
        case "convene_panel", overdue:
            convene(evaluation, overdue=overdue)
        case "replace_panel_member", member, successor:
            replace(evaluation, f"people/{member}", seat(successor))
        case "assess_items", expert, value, whole:
            given_values = {"pressure": value, "scrap": value, "patents": value} if whole else {"pressure": value}
            evaluation.assess_items(f"people/{expert}", Findings(found(**given_values), funds() if whole else None), NOW)
        case ("conclude",):
            conclude(evaluation)
        case ("file",):
            file_with_finance(evaluation, "1", "people/official", "people/lead", NOW)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([planned, opened, self_evaluated, under_review, concluded]), st.lists(ACTS, max_size=30))
def test_no_sequence_of_acts_ends_elsewhere(start: Callable[[], Evaluation], steps: list[tuple[Any, ...]]) -> None:
    evaluation = start()
    for step in steps:
        before = copy.deepcopy(evaluation)
        try:
            act(evaluation, step)
        except Refusal:
            assert evaluation == before
        else:
            assert evaluation.state is EVALUATION.moves[step[0]][before.state]
            assert before.state is not EvaluationState.FILED
        assert (evaluation.verdict is not None) == (evaluation.state in (EvaluationState.CONCLUDED, EvaluationState.FILED))
        if evaluation.verdict:
            assert 0 <= evaluation.verdict.degree <= 1
