"""Each act on an evaluation, its nodes and its filing says all that others go by, and alters nothing else (6.2 to 6.4)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from plan.files import FileRef
from plan.money import MOST_FEN
from services.evaluation.domain.assessments import Assessment, Findings, FundsAssessment, ItemAssessment
from services.evaluation.domain.nodes import Node, NodeConclusion
from services.evaluation.domain.panel import EvaluationPanel, EvaluationSeat, Panelist, PanelReplacement, check_panel
from services.evaluation.domain.policy import EvaluationPanelPolicy
from services.evaluation.domain.self_evaluation import SelfEvaluationItem
from services.evaluation.domain.states import EVALUATION, FILING, NODE
from services.evaluation.domain.targets import checked_value
from services.evaluation.domain.words import (
    EvaluationState,
    Expertise,
    FilingState,
    FundsFinding,
    NodeOutcome,
    OpeningGround,
)
from tests.unit.evaluation.examples import (
    NOW,
    PANEL,
    PROJECT,
    UNIT,
    assessed,
    convene,
    found,
    funds,
    nodes,
    opened,
    planned,
    seat,
    seats,
    self_evaluated,
    submission,
    target,
    targets,
    under_review,
)
from tests.unit.said import altered, done, refused, said

ABOUT: dict[str, Any] = {"name": f"{PROJECT}/evaluation", "project": PROJECT, "rule": "6.2"}
LATER = NOW + timedelta(days=1)
ENDED = date(2027, 12, 31)
VALUES = {"pressure": "36", "scrap": "3.5", "patents": "4"}


@pytest.mark.rule("6.2")
def test_an_opening_after_the_term_and_after_a_termination() -> None:
    made = planned()
    opening = {"ground": OpeningGround.TERM_ENDED, "period_ended_on": ENDED, "undertaking_unit": UNIT}
    told, changed = done(made, lambda: made.open(OpeningGround.TERM_ENDED, ENDED, NOW))
    assert told == [("evaluation.opened.v1", False, ABOUT | opening)]
    assert changed == {
        "state": EvaluationState.SELF_EVALUATION,
        "ground": OpeningGround.TERM_ENDED,
        "period_ended_on": ENDED,
        "opened_at": NOW,
        "openings": 1,
    }
    gone = planned()
    told, changed = done(gone, lambda: gone.open(OpeningGround.TERMINATED, date(2027, 6, 29), NOW))
    opening |= {"ground": OpeningGround.TERMINATED, "period_ended_on": date(2027, 6, 29), "rule": "1.10,6.2"}
    assert told == [("evaluation.opened.v1", False, ABOUT | opening)]
    why = "项目于2027-06-29终止，节点到期日为2027-06-30，终止时未到期"
    trial = Node("trial", "小批量试制", date(2027, 6, 30), NodeOutcome.NOT_DUE, NOW, why)
    assert changed["nodes"] == [nodes()[0], trial] and gone.state is EvaluationState.SELF_EVALUATION


@pytest.mark.rule("1.8", "6.2")
def test_an_evaluation_that_is_put_back() -> None:
    made = self_evaluated()
    given = made.self_evaluation
    told, changed = done(made, lambda: made.postpone(date(2028, 12, 31)))
    days = {"period_ended_on": ENDED, "term_end": date(2028, 12, 31), "rule": "1.8,6.2"}
    assert told == [("evaluation.postponed.v1", False, ABOUT | days)]
    none = dict.fromkeys(("ground", "period_ended_on", "opened_at", "self_evaluation"))
    assert changed == none | {"state": EvaluationState.PLANNED, "set_aside": [given]}
    assert made.deadline == f"{PROJECT}/deadlines/self-evaluation"
    made.open(OpeningGround.TERM_ENDED, date(2028, 12, 31), NOW)
    assert (made.openings, made.deadline) == (2, f"{PROJECT}/deadlines/self-evaluation-2")
    made.postpone(date(2029, 12, 31))
    assert made.set_aside == [given], "none was given the second time"
    made.open(OpeningGround.TERM_ENDED, date(2029, 12, 31), NOW)
    made.submit_self_evaluation(submission(late=True))
    made.postpone(date(2030, 12, 31))
    assert made.set_aside == [given, submission(late=True)]


@pytest.mark.rule("6.2")
def test_a_self_evaluation() -> None:
    made = opened()
    given = submission()
    told, changed = done(made, lambda: made.submit_self_evaluation(given))
    wanted: dict[str, Any] = {
        "undertaking_unit": UNIT,
        "submitted_at": NOW,
        "late": False,
        "report_digest": "sha256:ab",
        "report_name": "自评价报告.pdf",
        "report_size": 10,
        "received_fen": 500_000_000,
        "spent_fen": 480_000_000,
    }
    assert told == [("self_evaluation.submitted.v1", False, ABOUT | wanted)]
    assert changed == {"state": EvaluationState.SELF_EVALUATED, "self_evaluation": given}
    (late,) = opened().submit_self_evaluation(submission(late=True))
    assert (late.late, late.rule) == (True, "6.2,4.5")
    evidence = FileRef("sha256:cd", "检测.pdf", 7)
    shown = replace(given, items=(replace(given.items[0], evidence_file=evidence), *given.items[1:]))
    assert shown.files() == [given.report, evidence] and given.files() == [given.report]
    made.self_evaluation = shown
    assert made.file_of("sha256:cd") is evidence
    missing = (NotFound, "FILE_NOT_FOUND", "", {"resource": "sha256:xx"})
    assert refused(lambda: made.file_of("sha256:xx")) == refused(lambda: opened().file_of("sha256:xx")) == missing


@pytest.mark.rule("6.2")
def test_how_a_self_evaluation_is_refused() -> None:
    items = submission().items

    def refusal(**changed: Any) -> object:
        return refused(lambda: opened().submit_self_evaluation(submission(**changed)))

    other = replace(items[0], target="x")
    assert refusal(items=(*items, other)) == (InvalidArgument, "NOT_IN_TASK_BOOK", "6.2", {"target": "x"})
    assert refusal(items=(*items, items[1])) == (InvalidArgument, "LISTED_TWICE", "6.2", {"target": "scrap"})
    assert refusal(items=items[:1]) == (RuleViolated, "ITEMS_MISSING", "6.2", {"targets": ["scrap", "patents"]})
    fine = SelfEvaluationItem("pressure", Decimal("1e-10"), "检测报告")
    assert refusal(items=(fine, *items[1:])) == (InvalidArgument, "VALUE_OUT_OF_RANGE", "", {"field": "pressure"})
    assert refusal(received_fen=-1) == (InvalidArgument, "AMOUNT_NEGATIVE", "6.2", {"amount": -1})
    assert refusal(spent_fen=MOST_FEN + 1) == (InvalidArgument, "AMOUNT_TOO_LARGE", "6.2", {"amount": MOST_FEN + 1})
    again = refused(lambda: self_evaluated().admit_self_evaluation())
    assert again == (RuleViolated, "SELF_EVALUATION_ALREADY_SUBMITTED", "6.2", {"state": "self_evaluated"})
    begun = refused(lambda: under_review().admit_self_evaluation())
    assert begun == (RuleViolated, "SELF_EVALUATION_ALREADY_SUBMITTED", "6.2", {})


@pytest.mark.parametrize(
    ("value", "fits"),
    [("1e-9", True), ("1e-10", False), ("999999999999999", True), ("1e15", False), ("-999999999999999.999999999", True), ("NaN", False)],
)
def test_a_value_of_a_measurement(value: str, fits: bool) -> None:
    if fits:
        assert checked_value(Decimal(value), "x") == Decimal(value)
    else:
        assert refused(lambda: checked_value(Decimal(value), "x")) == (InvalidArgument, "VALUE_OUT_OF_RANGE", "", {"field": "x"})


@pytest.mark.rule("6.2")
def test_a_node_that_is_missing() -> None:
    made = opened(settled=False)
    told, changed = done(made, lambda: made.record_missing_node("trial", "未提交材料", "people/official", NOW))
    assert told == [("node.recorded_missing.v1", False, ABOUT | {"node": "trial", "reason": "未提交材料"})]
    missing = Node("trial", "小批量试制", date(2027, 6, 30), NodeOutcome.MISSING, NOW, "未提交材料", "people/official")
    assert changed == {"nodes": [nodes()[0], missing]} and made.missing_nodes == ("trial",)
    why = ("people/official", NOW)
    for act, told_ in (
        (lambda: made.record_missing_node("x", "未提交", *why), (InvalidArgument, "NOT_IN_TASK_BOOK", "6.2", {"node": "x"})),
        (lambda: made.record_missing_node("trial", "未提交", *why), (RuleViolated, "NODE_ALREADY_MISSING", "6.2", {"state": "missing"})),
        (lambda: made.record_missing_node("design", " ", *why), (InvalidArgument, "REASON_MISSING", "6.2", {"field": "reason"})),
        (lambda: opened().record_missing_node("trial", "未提交", *why), (RuleViolated, "NODE_CONCLUDED", "6.2", {"state": "passed"})),
        (lambda: convene(made), (RuleViolated, "SELF_EVALUATION_AWAITED", "6.2", {})),
        (lambda: convene(made, overdue=True), (RuleViolated, "NODES_OPEN", "6.2", {"nodes": ["design"]})),
    ):
        assert refused(act) == told_


@pytest.mark.rule("4.8", "6.2")
def test_what_becomes_of_a_node() -> None:
    made = nodes()[0]
    assert made.is_open and made.shown_as == "“样件设计”（2026-09-30到期）"
    by = date(2028, 2, 1)  # NOW, in China
    made.conclude(NodeOutcome.FAILED, NOW, by)
    assert (made.outcome, made.decided_at, made.rectify_by, made.is_open) == (NodeOutcome.FAILED, NOW, by, True)
    assert made.shown_as == "“样件设计”（整改中，整改期限2028-02-01）"
    told = refused(lambda: made.record_missing("未复评", "people/official", NOW))
    assert told == (RuleViolated, "RECTIFICATION_RUNNING", "4.8", {"rectify_by": "2028-02-01"})
    left = replace(made)
    left.leave_unrectified()
    assert (left.rectify_by, left.is_open, left.outcome) == (None, False, NodeOutcome.FAILED)
    made.record_missing("未复评", "people/official", LATER)
    assert made == Node("design", "样件设计", date(2026, 9, 30), NodeOutcome.FAILED, LATER, "未复评", "people/official")
    made.conclude(NodeOutcome.PASSED, NOW)
    assert made == Node("design", "样件设计", date(2026, 9, 30), NodeOutcome.PASSED, NOW), "what was recorded before is gone"
    assert refused(lambda: made.excuse(ENDED, NOW)) == (RuleViolated, "NODE_NOT_OPEN", "1.10", {"state": "passed"})


@pytest.mark.rule("4.8", "6.2")
def test_a_conclusion_on_a_node_is_of_that_node_alone() -> None:
    made = planned()
    changed = altered(made, lambda: made.note_node(NodeConclusion("trial", NodeOutcome.FAILED, NOW, ENDED)))
    assert changed == {"nodes": [nodes()[0], replace(nodes()[1], outcome=NodeOutcome.FAILED, decided_at=NOW, rectify_by=ENDED)]}
    gone = planned()
    gone.open(OpeningGround.TERMINATED, date(2027, 12, 31), NOW)
    gone.note_node(NodeConclusion("trial", NodeOutcome.FAILED, NOW, ENDED))
    assert gone.nodes[1].rectify_by is None


@pytest.mark.rule("1.8")
def test_a_new_task_book() -> None:
    made = planned()
    made.note_node(NodeConclusion("design", NodeOutcome.PASSED, NOW))
    done_ = made.nodes[0]
    moved = [replace(nodes()[0], due_date=ENDED), replace(nodes()[1], title="量产"), Node("new", "验收", ENDED)]
    wanted = [target("pressure", value="40")]
    changed = altered(made, lambda: made.replan(2, wanted, moved, 7))
    assert changed == {"task_book_version": 2, "targets": wanted, "budget_fen": 7, "nodes": [done_, *moved[1:]]}


@pytest.mark.rule("4.7", "6.2")
def test_a_panel() -> None:
    made = self_evaluated()
    experts = seats()
    told, changed = done(made, lambda: convene(made, panel=experts))
    convened = {"convened_at": NOW, "members": 3, "without_self_evaluation": False, "rule": "6.2,4.7"}
    wanted = [("zhang", Expertise.TECHNICAL), ("li", Expertise.TECHNICAL), ("wang", Expertise.FINANCIAL)]
    university = "organizations/taiyuan-university"
    named = tuple({"person": f"people/{person}", "organization": university, "expertise": kind} for person, kind in wanted)
    assert told == [
        ("evaluation.panel_convened.v1", False, ABOUT | convened),
        ("evaluation.panel_named.v1", True, ABOUT | {"members": named, "rule": "4.7"}),
    ]
    assert changed == {"state": EvaluationState.UNDER_REVIEW, "experts": EvaluationPanel(NOW, "people/official", experts, 3)}
    assert (made.panel, made.panel_size, made.panel_convened_at, made.replacements) == (experts, 3, NOW, [])
    assert made.members == {"people/zhang", "people/li", "people/wang"} and made.assessments_complete == 0
    before = planned()
    assert (before.panel, before.panel_size, before.panel_convened_at, before.open_to_view, before.members) == (
        [],
        0,
        None,
        False,
        frozenset(),
    )
    assert experts[0] == EvaluationSeat(
        person="people/zhang",
        organization="organizations/taiyuan-university",
        display_name="zhang",
        expertise=Expertise.TECHNICAL,
        assessment=Assessment("people/zhang"),
    )
    without = opened()
    (convened_, _) = convene(without, overdue=True)
    assert convened_.without_self_evaluation and without.without_self_evaluation


@pytest.mark.rule("4.7")
def test_a_member_who_is_replaced() -> None:
    made = under_review()
    came, replacement = seat("zhao"), PanelReplacement("people/li", "people/zhao", "生病", LATER)
    told, changed = done(made, lambda: made.replace_panel_member(came, PANEL, replacement, unfit=False))
    words = {"member": "people/li", "successor": "people/zhao", "reason": "生病", "rule": "4.7"}
    assert told == [("evaluation.panel_member_replaced.v1", True, ABOUT | words)] and changed.keys() == {"experts"}
    assert made.replacements == [replacement] and [each.person for each in made.panel] == ["people/zhang", "people/wang", "people/zhao"]
    assert made.experts is not None and made.experts.members[1].left_at == LATER
    lone = PanelReplacement("people/wang", "people/qian", "生病", NOW)
    assert refused(lambda: made.replace_panel_member(seat("qian"), PANEL, lone, unfit=False)) == (
        RuleViolated,
        "PANEL_EXPERTISE_MISSING",
        "6.2",
        {"limit": 1, "members": 0},
    )
    for act in (made.admit_replacement, made.admit_assessment):
        assert refused(lambda act=act: act("people/x")) == (RuleViolated, "NOT_ON_PANEL", "4.7", {})  # type: ignore[misc]


@pytest.mark.rule("6.2")
@pytest.mark.parametrize(
    ("financial", "least", "fits"), [(1, 1, True), (1, 2, False), (2, 2, True), (2, 1, True), (3, 1, False), (0, 1, False)]
)
def test_both_kinds_of_experts_are_enough(financial: int, least: int, fits: bool) -> None:
    people = [Panelist(str(each), Expertise.FINANCIAL if each < financial else Expertise.TECHNICAL) for each in range(3)]
    policy = EvaluationPanelPolicy(minimum_financial=least)
    if fits:
        check_panel(people, policy)
    else:
        members = 0 if financial == 3 else financial
        told = refused(lambda: check_panel(people, policy))
        assert told == (RuleViolated, "PANEL_EXPERTISE_MISSING", "6.2", {"limit": least, "members": members})


@pytest.mark.rule("6.2")
def test_what_an_expert_finds() -> None:
    made = under_review()
    first = found(pressure="36")
    told, changed = done(made, lambda: made.assess_items("people/li", Findings(first, None), NOW, "v1"))
    wanted = {"expert": "people/li", "targets": ("pressure",), "funds": False, "complete": False, "sheets_in": 0, "sheets_needed": 3}
    assert told == [("evaluation.items_assessed.v1", True, ABOUT | wanted)] and changed.keys() == {"experts"}
    assert made.panel[1].assessment == Assessment("people/li", list(first), None, NOW, "v1")
    told = said(made.assess_items("people/li", Findings((), funds()), LATER, "v2"))
    assert told == [("evaluation.items_assessed.v1", True, ABOUT | wanted | {"targets": (), "funds": True})]
    rest = found(scrap="3", patents="6")
    told = said(made.assess_items("people/li", Findings(rest), LATER, "v3"))
    assert told == [
        ("evaluation.items_assessed.v1", True, ABOUT | wanted | {"targets": ("scrap", "patents"), "complete": True, "sheets_in": 1})
    ]
    assert made.panel[1].assessment == Assessment("people/li", [*first, *rest], funds(), LATER, "v3")
    assert (made.panel[1].delivered_at, made.assessments_complete, made.open_to_view) == (LATER, 1, False)
    assert [each.expert for each in made.assessments] == ["people/zhang", "people/li", "people/wang"]
    missing = {"experts": ["people/wang", "people/zhang"]}
    assert refused(made.admit_conclusion) == (RuleViolated, "DELIVERY_MISSING", "6.2", missing)


@pytest.mark.rule("6.3")
def test_who_verified_what_is_told_with_the_last_of_it() -> None:
    """And not before (4.7)."""
    made, kind = under_review(), "evaluation.values_verified.v1"
    items = (*found(pressure="36", scrap="3"), ItemAssessment("patents", unverifiable=True, opinion="没有原件"))
    for person in ("people/zhang", "people/li"):
        assert kind not in [each for each, *_ in said(made.assess_items(person, Findings(items, funds()), NOW))]
    spent = funds(FundsFinding.NON_COMPLIANT, 480_000_000)
    assert kind not in [each for each, *_ in said(made.assess_items("people/wang", Findings(items), NOW))]
    told = said(made.assess_items("people/wang", Findings(funds=spent), NOW))[1:]
    values = {"pressure": Decimal(36), "scrap": Decimal(3), "patents": None}

    def of(person: str, given: FundsAssessment) -> dict[str, Any]:
        return {"expert": person, "values": values, "received_fen": 500_000_000, "spent_fen": given.spent_fen, "finding": given.finding}

    experts = (of("people/zhang", funds()), of("people/li", funds()), of("people/wang", spent))
    assert told == [(kind, True, ABOUT | {"task_book_version": 1, "experts": experts, "rule": "6.2,6.3"})]


GOOD = ItemAssessment("pressure", Decimal(36), opinion="属实")


@pytest.mark.rule("6.2")
@pytest.mark.parametrize(
    ("findings", "told"),
    [
        (Findings(), (InvalidArgument, "ITEMS_REQUIRED", "6.2", {})),
        (Findings((replace(GOOD, target="x"),)), (InvalidArgument, "NOT_IN_TASK_BOOK", "6.2", {"target": "x"})),
        (Findings((GOOD, GOOD)), (InvalidArgument, "LISTED_TWICE", "6.2", {"target": "pressure"})),
        (Findings((replace(GOOD, opinion=" "),)), (RuleViolated, "OPINION_REQUIRED", "6.2", {"target": "pressure"})),
        (Findings((replace(GOOD, verified_value=None),)), (RuleViolated, "VALUE_REQUIRED", "6.2", {"target": "pressure"})),
        (Findings((replace(GOOD, unverifiable=True),)), (RuleViolated, "VALUE_REQUIRED", "6.2", {"target": "pressure"})),
        (
            Findings((replace(GOOD, verified_value=Decimal("1e15")),)),
            (InvalidArgument, "VALUE_OUT_OF_RANGE", "", {"field": "指标pressure"}),
        ),
        (Findings(funds=FundsAssessment(0, 0, FundsFinding.COMPLIANT)), (RuleViolated, "OPINION_REQUIRED", "6.2", {})),
        (
            Findings(funds=FundsAssessment(-1, 0, FundsFinding.COMPLIANT, "属实")),
            (InvalidArgument, "AMOUNT_NEGATIVE", "6.2", {"amount": -1}),
        ),
        (
            Findings(funds=FundsAssessment(0, -1, FundsFinding.COMPLIANT, "属实")),
            (InvalidArgument, "AMOUNT_NEGATIVE", "6.2", {"amount": -1}),
        ),
    ],
)
def test_how_findings_are_refused(findings: Findings, told: object) -> None:
    made = under_review()
    assert refused(lambda: made.assess_items("people/li", findings, NOW)) == told
    assert made.panel[1].assessment == Assessment("people/li")


@pytest.mark.rule("6.2")
def test_what_was_assessed_is_not_assessed_again() -> None:
    made = under_review()
    made.assess_items("people/li", Findings((replace(GOOD, verified_value=None, unverifiable=True),), funds()), NOW)
    for again in (Findings((GOOD,)), Findings((), funds())):
        told = refused(lambda again=again: made.assess_items("people/li", again, NOW))  # type: ignore[misc]
        assert told == (RuleViolated, "ALREADY_DELIVERED", "6.2", {})
    assert made.panel[1].assessment.missing(made.targets) == ["指标scrap", "指标patents"]


STARTED = {EvaluationState.UNDER_REVIEW: ("EVALUATION_STARTED", "6.2"), EvaluationState.CONCLUDED: ("EVALUATION_CONCLUDED", "6.2")}
GROUNDS = STARTED | {
    EvaluationState.PLANNED: ("EVALUATION_NOT_OPEN", "6.2"),
    EvaluationState.SELF_EVALUATION: ("EVALUATION_NOT_UNDER_REVIEW", "6.2"),
    EvaluationState.SELF_EVALUATED: ("EVALUATION_NOT_UNDER_REVIEW", "6.2"),
    EvaluationState.FILED: ("EVALUATION_FILED", "6.4"),
}


@pytest.mark.rule("6.2", "6.4")
@pytest.mark.parametrize("state", EvaluationState)
@pytest.mark.parametrize("act", EVALUATION.moves)
def test_why_an_evaluation_does_not_admit_an_act(state: EvaluationState, act: str) -> None:
    refusal = EVALUATION.refusal(state, act)
    if refusal is None:
        return
    wanted = GROUNDS[state]
    if act == "file" and state is not EvaluationState.FILED:
        wanted = ("EVALUATION_NOT_CONCLUDED", "6.4")
    if (act, state) == ("submit_self_evaluation", EvaluationState.SELF_EVALUATED):
        wanted = ("SELF_EVALUATION_ALREADY_SUBMITTED", "6.2")
    assert (refusal.reason, refusal.rule, refusal.metadata) == (*wanted, {"state": state.value})


@pytest.mark.rule("6.2", "6.4")
def test_why_a_node_and_a_filing_do_not() -> None:
    for outcome in NodeOutcome:
        for act, other in (("excuse", "NODE_NOT_OPEN"), ("record_missing", "NODE_CONCLUDED")):
            refusal = NODE.refusal(outcome, act)
            wanted = "NODE_ALREADY_MISSING" if (act, outcome) == ("record_missing", NodeOutcome.MISSING) else other
            assert refusal is None or (refusal.reason, refusal.rule) == (wanted, "1.10" if act == "excuse" else "6.2")
    refusal = FILING.refusal(FilingState.ACKNOWLEDGED, "acknowledge")
    assert refusal is not None and (refusal.reason, refusal.rule) == ("FILING_ALREADY_ACKNOWLEDGED", "6.4")


@pytest.mark.rule("4.7a")
def test_its_version_changes_with_each_part_that_is_judged_and_with_no_other() -> None:
    made = under_review()
    complete = assessed(VALUES, VALUES, VALUES)
    others = [
        replace(made, name="projects/x/evaluation"),
        replace(made, task_book_version=2),
        replace(made, targets=targets()[:2]),
        replace(made, budget_fen=1),
        replace(made, nodes=made.nodes[:1]),
        replace(made, nodes=[replace(made.nodes[0], outcome=NodeOutcome.FAILED), made.nodes[1]]),
        replace(made, self_evaluation=None),
        replace(made, self_evaluation=submission(late=True)),
        complete,
    ]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    same = replace(made, title="x", undertaking_unit="x", state=EvaluationState.PLANNED, openings=7, filing="x", version=7)
    assert same.etag == made.etag == replace(made, experts=None).etag
