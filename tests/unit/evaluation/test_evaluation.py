from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from services.evaluation.domain.assessments import Findings, ItemAssessment
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import file_with_finance
from services.evaluation.domain.nodes import Node, NodeConclusion
from services.evaluation.domain.self_evaluation import SelfEvaluationItem
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
    target,
    under_review,
)

Act = Callable[[Evaluation], Any]


def file(evaluation: Evaluation) -> Any:
    return file_with_finance(evaluation, "市科绩备〔2028〕3号", "people/official", "people/lead", NOW)


def filed() -> Evaluation:
    evaluation = concluded()
    file(evaluation)
    return evaluation


ACTS: dict[str, Act] = {
    "submit": lambda each: each.submit_self_evaluation(submission()),
    "missing": lambda each: each.record_missing_node("trial", "未组织考核", "people/official", NOW),
    "convene": lambda each: convene(each, overdue=True),
    "replace": lambda each: replace(each, "people/li", seat("zhao")),
    "assess": lambda each: each.assess_items("people/li", Findings(found(pressure="36"), None), NOW),
    "conclude": conclude,
    "file": file,
    "open": lambda each: each.open(OpeningGround.TERM_ENDED, date(2027, 12, 31), NOW),
    "replan": lambda each: each.replan(2, [target()], [], 1),
}
NOT_OPEN = ("EVALUATION_NOT_OPEN", "6.2")
STARTED = ("EVALUATION_STARTED", "6.2")
NOT_UNDER_REVIEW = ("EVALUATION_NOT_UNDER_REVIEW", "6.2")
OVER = ("EVALUATION_CONCLUDED", "6.2")
FINAL = ("EVALUATION_FILED", "6.4")
UNFINISHED = ("EVALUATION_NOT_CONCLUDED", "6.4")


@pytest.mark.rule("6.2")
@pytest.mark.rule("6.4")
@pytest.mark.parametrize(
    ("make", "refused"),
    [
        (planned, dict.fromkeys(("submit", "missing", "convene", "replace", "assess", "conclude"), NOT_OPEN) | {"file": UNFINISHED}),
        (opened, dict.fromkeys(("replace", "assess", "conclude", "open"), NOT_UNDER_REVIEW) | {"file": UNFINISHED}),
        (
            self_evaluated,
            dict.fromkeys(("replace", "assess", "conclude", "open", "replan"), NOT_UNDER_REVIEW)
            | {"file": UNFINISHED, "submit": ("SELF_EVALUATION_ALREADY_SUBMITTED", "6.2")},
        ),
        (under_review, dict.fromkeys(("missing", "convene", "open", "replan"), STARTED) | {"file": UNFINISHED}),
        (concluded, {act: OVER for act in ACTS if act != "file"}),
        (filed, dict.fromkeys(ACTS, FINAL)),
    ],
    ids=["planned", "opened", "self_evaluated", "under_review", "concluded", "filed"],
)
def test_every_state_refuses_what_is_not_its_time(make: Callable[[], Evaluation], refused: dict[str, tuple[str, str]]) -> None:
    for act, expected in refused.items():
        evaluation = make()
        before = repr(evaluation)
        with pytest.raises(RuleViolated) as refusal:
            ACTS[act](evaluation)
        assert (refusal.value.reason, refusal.value.rule) == expected, act
        assert repr(evaluation) == before, act


@pytest.mark.rule("6.2")
def test_the_whole_way() -> None:
    evaluation = opened()
    evaluation.submit_self_evaluation(submission())
    convened, named = convene(evaluation)
    assert {member.person for member in named.members} == {"people/zhang", "people/li", "people/wang"}
    assert (convened.members, convened.without_self_evaluation) == (3, False)
    for panelist in evaluation.panel:
        fact, *told = evaluation.assess_items(panelist.person, Findings(found(pressure="36", scrap="4", patents="6"), funds()), NOW)
        assert fact.complete and len(told) == evaluation.open_to_view
    assert evaluation.assessments_complete == 3
    conclude(evaluation)
    file(evaluation)
    assert evaluation.state is EvaluationState.FILED


@pytest.mark.rule("6.2")
def test_the_panel_waits_for_the_self_evaluation_until_it_is_overdue() -> None:
    evaluation = opened()
    with pytest.raises(RuleViolated) as refused:
        convene(evaluation)
    assert (refused.value.reason, refused.value.rule) == ("SELF_EVALUATION_AWAITED", "6.2")
    fact, _ = convene(evaluation, overdue=True)
    assert fact.without_self_evaluation
    assert evaluation.without_self_evaluation


@pytest.mark.rule("4.5")
def test_a_late_self_evaluation_is_taken_until_the_conclusion() -> None:
    evaluation = opened()
    convene(evaluation, overdue=True)
    (fact,) = evaluation.submit_self_evaluation(submission(late=True))
    assert (fact.late, fact.rule) == (True, "6.2,4.5")
    assert evaluation.state is EvaluationState.UNDER_REVIEW


@pytest.mark.rule("6.2")
def test_the_self_evaluation_goes_item_by_item() -> None:
    evaluation = opened()
    with pytest.raises(RuleViolated) as refused:
        evaluation.submit_self_evaluation(submission(items=submission().items[:1]))
    assert refused.value.reason == "ITEMS_MISSING"
    assert "scrap" in refused.value.message
    assert "patents" in refused.value.message


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"items": (*submission().items, SelfEvaluationItem("profit", Decimal(1), "报表"))}, "NOT_IN_TASK_BOOK"),
        ({"items": (*submission().items, submission().items[0])}, "LISTED_TWICE"),
        ({"spent_fen": -1}, "AMOUNT_NEGATIVE"),
        ({"items": tuple(SelfEvaluationItem(each.id, Decimal("1E+30"), "报表") for each in planned().targets)}, "VALUE_OUT_OF_RANGE"),
    ],
)
def test_a_malformed_self_evaluation_is_refused(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        opened().submit_self_evaluation(submission(**changed))
    assert refused.value.reason == reason


@pytest.mark.rule("1.8")
def test_a_new_task_book_changes_the_targets_and_leaves_what_was_done() -> None:
    evaluation = planned()
    evaluation.note_node(NodeConclusion("design", NodeOutcome.PASSED, NOW))
    design, later = Node("design", "样件设计", date(2026, 9, 30)), Node("pilot", "中试", date(2027, 9, 30))
    evaluation.replan(2, [target("pressure", value="40")], [design, later], 600_000_000)
    assert evaluation.task_book_version == 2
    assert [each.promised for each in evaluation.targets] == ["≥ 40"]
    assert [(node.id, node.outcome.value) for node in evaluation.nodes] == [("design", "passed"), ("pilot", "open")]


@pytest.mark.rule("1.8", "6.2")
@pytest.mark.parametrize("made", [opened, self_evaluated])
def test_a_term_prolonged_after_its_end_puts_the_evaluation_back(made: Callable[[], Evaluation]) -> None:
    evaluation = made()
    had, first = evaluation.self_evaluation, evaluation.deadline
    (fact,) = evaluation.postpone(date(2028, 12, 31))
    assert (evaluation.state, evaluation.ground, evaluation.self_evaluation) == (EvaluationState.PLANNED, None, None)
    assert (fact.term_end, evaluation.set_aside) == (date(2028, 12, 31), [had] if had else [])
    evaluation.replan(2, evaluation.targets, evaluation.nodes, 1)
    evaluation.open(OpeningGround.TERM_ENDED, date(2028, 12, 31), NOW)
    assert (evaluation.deadline, evaluation.period_ended_on) == (f"{first}-2", date(2028, 12, 31))
    evaluation.submit_self_evaluation(submission())


@pytest.mark.rule("1.8", "6.2")
def test_a_node_recorded_as_missing_is_awaited_again_in_a_longer_term() -> None:
    evaluation = opened(settled=False)
    evaluation.note_node(NodeConclusion("trial", NodeOutcome.PASSED, NOW))
    evaluation.record_missing_node("design", "未组织考核", "people/official", NOW)
    evaluation.postpone(date(2028, 12, 31))
    nodes = [Node(each.id, each.title, date(2028, 9, 30)) for each in evaluation.nodes]
    evaluation.replan(2, evaluation.targets, nodes, 1)
    assert [(node.id, node.outcome.value) for node in evaluation.nodes] == [("design", "open"), ("trial", "passed")]


@pytest.mark.rule("1.8", "6.2")
def test_an_evaluation_that_has_started_is_not_put_back() -> None:
    with pytest.raises(RuleViolated, match="EVALUATION_STARTED"):
        under_review().postpone(date(2028, 12, 31))


@pytest.mark.rule("6.2")
def test_an_expert_assesses_an_item_once() -> None:
    evaluation = under_review()
    evaluation.assess_items("people/li", Findings(found(pressure="36"), funds()), NOW)
    for items, money, named in ((found(pressure="35"), None, "pressure"), ((), funds(), "经费使用")):
        with pytest.raises(RuleViolated) as refused:
            evaluation.assess_items("people/li", Findings(items, money), NOW)
        assert (refused.value.reason, refused.value.rule) == ("ALREADY_DELIVERED", "6.2")
        assert named in refused.value.message
    (fact,) = evaluation.assess_items("people/li", Findings(found(scrap="4", patents="6"), None), NOW)
    assert fact.complete


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (ItemAssessment("pressure", Decimal(36), opinion=" "), "OPINION_REQUIRED"),
        (ItemAssessment("pressure", opinion="无凭证"), "VALUE_REQUIRED"),
        (ItemAssessment("pressure", Decimal(36), unverifiable=True, opinion="无凭证"), "VALUE_REQUIRED"),
    ],
)
@pytest.mark.rule("6.2")
def test_a_finding_says_one_thing_and_why(item: ItemAssessment, reason: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        under_review().assess_items("people/li", Findings((item,), None), NOW)
    assert refused.value.reason == reason


def test_an_empty_assessment_is_refused() -> None:
    with pytest.raises(InvalidArgument) as refused:
        under_review().assess_items("people/li", Findings((), None), NOW)
    assert refused.value.reason == "ITEMS_REQUIRED"


@pytest.mark.rule("4.7")
def test_a_replaced_member_leaves_nothing_behind() -> None:
    evaluation = under_review()
    evaluation.assess_items("people/li", Findings(found(pressure="36"), None), NOW)
    (fact,) = replace(evaluation, "people/li", seat("zhao"))
    assert (fact.member, fact.successor) == ("people/li", "people/zhao")
    assert {each.expert for each in evaluation.assessments} == {"people/zhang", "people/wang", "people/zhao"}
    assert all(not each.items for each in evaluation.assessments)
    with pytest.raises(RuleViolated) as refused:
        replace(evaluation, "people/li", seat("sun"))
    assert refused.value.reason == "NOT_ON_PANEL"


def test_files_are_those_of_the_evaluation() -> None:
    assert self_evaluated().file_of("sha256:ab").name == "自评价报告.pdf"
    with pytest.raises(NotFound):
        self_evaluated().file_of("sha256:cd")
