"""Any sequence of acts: each is refused and leaves everything as it was, or moves as the table says. Nothing else."""

import copy
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refusal
from chassis.policy import Policies
from services.evaluation.domain.assessments import Findings
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import file_with_finance
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Cause, ObjectionAnswer, Rating, rating_name
from services.evaluation.domain.states import EVALUATION, RATING_ENTRY
from services.evaluation.domain.words import EvaluationState, NodeOutcome, OpeningGround, RatingCause, RatingEntryState
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


LEAD = "people/lead"
CAUSES = st.sampled_from(["projects/a/nodes/n1/reviews/1", "projects/a/deadlines/report-1", "findings/2026-1"])
KINDS = st.sampled_from([RatingCause.NODE_PASSED, RatingCause.NODE_FAILED, RatingCause.PROGRESS_REPORTED_LATE, RatingCause.FINDING_SERIOUS])
COUNTED = (RatingEntryState.COUNTING, RatingEntryState.OBJECTED, RatingEntryState.UPHELD)
ON_RATING = st.one_of(
    st.tuples(st.just("enter"), CAUSES, KINDS),
    st.tuples(st.just("withdraw"), CAUSES),
    st.tuples(st.just("object"), st.integers(1, 4), st.sampled_from(["", "已说明"])),
    st.tuples(st.just("answer"), st.integers(1, 4), st.booleans(), st.sampled_from(["", "核查记录"])),
)


def act_on_rating(rating: Rating, step: tuple[Any, ...], day: date, policy: Any) -> None:
    match step:
        case "enter", cause, kind:
            rating.enter(Cause(cause, LEAD, kind, "projects/a", day, "《阀体》"), policy, "2026.1")
        case "withdraw", cause:
            rating.withdraw(cause, day)
        case "object", number, statement:
            rating.object(f"{rating.name}/entries/{number}", statement, LEAD, NOW)
        case "answer", number, sustained, reason:
            rating.answer(f"{rating.name}/entries/{number}", ObjectionAnswer(sustained, reason, "people/official", NOW))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ON_RATING, st.integers(0, 40)), max_size=25))
def test_no_sequence_of_acts_takes_a_rating_elsewhere(steps: list[tuple[tuple[Any, ...], int]]) -> None:
    """Entries are numbered and stay readable as they were entered; of one cause one counts at most (3.6)."""
    policy = Policies.load("evaluation", EvaluationPolicy).versions[0].values.rating
    rating, day = Rating(rating_name(LEAD), LEAD), date(2026, 3, 2)
    for step, days in steps:
        before, day = copy.deepcopy(rating), day + timedelta(days=days)
        try:
            act_on_rating(rating, step, day, policy)
        except Refusal:
            assert rating == before
        for was, now in zip(before.entries, rating.entries, strict=False):
            assert (was.name, was.cause, was.kind, was.on, was.points) == (now.name, now.cause, now.kind, now.on, now.points)
            assert was.state is now.state or now.state in {moves.get(was.state) for moves in RATING_ENTRY.moves.values()}
        assert [each.name for each in rating.entries] == [f"{rating.name}/entries/{number + 1}" for number in range(len(rating.entries))]
        live = [each.cause for each in rating.entries if each.state in COUNTED]
        assert len(set(live)) == len(live)
