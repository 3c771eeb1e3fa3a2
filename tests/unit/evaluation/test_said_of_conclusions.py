"""How an evaluation is concluded and filed, to the last value; what is demanded of the unit and kept of a project (6.2 to 6.4)."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from chassis.errors import RuleViolated
from chassis.policy import Policies
from plan.counting import Basis, Counting
from plan.deadlines import Demand
from services.evaluation.domain import deadlines
from services.evaluation.domain.assessments import Findings, ItemAssessment
from services.evaluation.domain.card import ProjectCard
from services.evaluation.domain.conclusion import conclude
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import FinanceFiling, file_with_finance
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.outcome import judge
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.targets import PromisedResult
from services.evaluation.domain.words import (
    Conclusion,
    EvaluationState,
    FilingState,
    FundsFinding,
    NodeOutcome,
    OpeningGround,
)
from tests.unit.evaluation import examples
from tests.unit.evaluation.examples import (
    NOW,
    PROJECT,
    RULE,
    UNIT,
    assessed,
    concluded,
    convene,
    found,
    funds,
    opened,
    under_review,
)
from tests.unit.said import altered, done, refused, said

ABOUT: dict[str, Any] = {"name": f"{PROJECT}/evaluation", "project": PROJECT, "rule": "6.2"}
LATER = NOW + timedelta(days=1)
ENDED = date(2027, 12, 31)
VALUES = {"pressure": "36", "scrap": "3.5", "patents": "4"}
POLICY = Policies.load("evaluation", EvaluationPolicy).versions[0].values


@pytest.mark.rule("6.2", "6.3")
def test_a_conclusion() -> None:
    made = assessed(VALUES, VALUES, VALUES)
    told, changed = done(made, lambda: conclude(made, "people/official", "附件说明", "people/lead", RULE, "2026.1", LATER))
    met = {"conclusion": Conclusion.MET, "degree": Decimal("1.0000")}
    wanted = {
        "conclusion": Conclusion.PARTLY_MET,
        "degree": Decimal("0.9167"),
        "targets": (
            {"id": "pressure"} | met,
            {"id": "scrap"} | met,
            {"id": "patents", "conclusion": Conclusion.PARTLY_MET, "degree": Decimal("0.6667")},
        ),
        "undertaking_unit": UNIT,
        "lead": "people/lead",
        "ground": OpeningGround.TERM_ENDED,
        "missing_nodes": (),
        "concluded_at": LATER,
        "rule": "6.2,6.3",
    }
    assert told == [("evaluation.concluded.v1", False, ABOUT | wanted)]
    verdict = made.verdict
    assert changed == {"state": EvaluationState.CONCLUDED, "verdict": verdict} and verdict is not None
    assert (verdict.concluded_by, verdict.remarks, verdict.policy_version) == ("people/official", "附件说明", "2026.1")
    assert [each.recorded_value for each in verdict.targets] == [Decimal(36), Decimal("3.5"), Decimal(4)]
    assert [row.self_value for row in verdict.working.rows] == ["35", "4", "6"]
    assert vars(verdict.funds) == {
        "budget_fen": 500_000_000,
        "received_fen": 500_000_000,
        "spent_fen": 470_000_000,
        "finding": FundsFinding.COMPLIANT,
        "votes_compliant": 3,
        "votes_non_compliant": 0,
    }


@pytest.mark.rule("6.2", "6.3")
def test_a_conclusion_tells_which_nodes_are_missing_and_on_what_ground() -> None:
    made = opened(settled=False, ground=OpeningGround.TERMINATED)
    for node in ("trial", "design"):
        made.record_missing_node(node, "未提交材料", "people/official", NOW)
    convene(made, overdue=True)
    for expert in made.panel:
        made.assess_items(expert.person, Findings(found(**VALUES), funds()), NOW)
    (fact,) = examples.conclude(made)
    assert (fact.missing_nodes, fact.ground) == (("design", "trial"), OpeningGround.TERMINATED)
    assert made.verdict is not None and [row.self_value for row in made.verdict.working.rows] == ["", "", ""]


@pytest.mark.rule("6.3")
def test_sums_are_exact_and_weighed() -> None:
    made = assessed(VALUES, VALUES, VALUES)
    outcome = judge(made.targets, made.assessments, made.budget_fen, RULE)
    assert (outcome.weighted_sum, outcome.weight_sum) == (75 + Fraction(25 * 4, 6), 100)
    assert [each.exact for each in outcome.results] == [1, 1, Fraction(4, 6)]
    assert (outcome.by_degree, outcome.conclusion) == (Conclusion.PARTLY_MET, Conclusion.PARTLY_MET)
    strict = replace(RULE, partly_met_from=Decimal("0.7"), overall_partly_met_from=Decimal("0.92"))
    judged = judge(made.targets, made.assessments, made.budget_fen, strict)
    assert (judged.conclusion, judged.results[2].conclusion) == (Conclusion.NOT_MET, Conclusion.NOT_MET)


@pytest.mark.rule("6.3")
@pytest.mark.parametrize("cap", Conclusion)
def test_funds_out_of_order_cap_by_policy(cap: Conclusion) -> None:
    made = under_review()
    for expert in made.panel:
        made.assess_items(expert.person, Findings(found(pressure="36", scrap="3", patents="6"), funds(FundsFinding.NON_COMPLIANT)), NOW)
    outcome = judge(made.targets, made.assessments, made.budget_fen, replace(RULE, non_compliant_funds_cap=cap))
    assert (outcome.by_degree, outcome.conclusion) == (Conclusion.MET, cap)


def filed() -> tuple[FinanceFiling, Evaluation]:
    made = concluded(VALUES)
    return file_with_finance(made, "市科绩备3号", "people/official", "people/lead", LATER)[0], made


@pytest.mark.rule("6.4")
def test_a_filing() -> None:
    made = concluded(VALUES)
    filing, facts = file_with_finance(made, "市科绩备3号", "people/official", "people/lead", LATER)
    verdict = made.verdict
    assert verdict is not None
    about = ABOUT | {"name": f"{PROJECT}/filing", "rule": "6.4"}
    told = {"filed_at": LATER, "reference": "市科绩备3号", "digest": filing.digest, "conclusion": Conclusion.PARTLY_MET}
    told |= {"degree": Decimal("0.9167"), "undertaking_unit": UNIT, "lead": "people/lead"}
    assert said(facts) == [("filing.filed.v1", False, about | told)]
    assert (filing.name, filing.project, filing.reference, filing.filed_by, filing.filed_at) == (
        f"{PROJECT}/filing",
        PROJECT,
        "市科绩备3号",
        "people/official",
        LATER,
    )
    assert (filing.conclusion, filing.degree, filing.etag, filing.version) == (verdict.conclusion, verdict.degree, filing.digest, 0)
    assert (filing.state, filing.acknowledged_at, filing.acknowledged_by, filing.receipt_reference) == (FilingState.FILED, None, "", "")
    told_, changed = done(filing, lambda: filing.acknowledge("people/finance", "财收11号", LATER))
    assert told_ == [("filing.acknowledged.v1", False, about | {"acknowledged_at": LATER, "receipt_reference": "财收11号"})]
    receipt = {"acknowledged_at": LATER, "acknowledged_by": "people/finance", "receipt_reference": "财收11号"}
    assert changed == receipt | {"state": FilingState.ACKNOWLEDGED}
    again = refused(lambda: filing.acknowledge("people/finance", "财收12号", LATER))
    assert again == (RuleViolated, "FILING_ALREADY_ACKNOWLEDGED", "6.4", {"state": "acknowledged"})


@pytest.mark.rule("6.4")
def test_what_is_filed() -> None:
    """The record that the finance bureau gets: its words are those of years of filings, and its digest is checked by others."""
    filing, made = filed()
    record = json.loads(filing.record)
    verdict = made.verdict
    assert verdict is not None and record.pop("working") == verdict.working.table
    met = {"conclusion": "met", "degree": "1.0000"}
    assert record == {
        "evaluation": f"{PROJECT}/evaluation",
        "project": PROJECT,
        "title": "高压液压阀体铸件",
        "undertaking_unit": UNIT,
        "lead": "people/lead",
        "task_book_version": 1,
        "ground": "term_ended",
        "period_ended_on": "2027-12-31",
        "conclusion": "partly_met",
        "degree": "0.9167",
        "targets": [
            {"id": "pressure", "recorded_value": "36"} | met,
            {"id": "scrap", "recorded_value": "3.5"} | met,
            {"id": "patents", "conclusion": "partly_met", "degree": "0.6667", "recorded_value": "4"},
        ],
        "funds": {"budget_fen": 500_000_000, "received_fen": 500_000_000, "spent_fen": 470_000_000, "finding": "compliant"},
        "missing_nodes": [],
        "concluded_at": NOW.isoformat(),
        "policy_version": "2026.1",
    }
    assert filing.record == json.dumps(json.loads(filing.record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.rule("6.4")
def test_what_no_expert_could_verify_is_filed_as_none() -> None:
    made = under_review()
    odd = ItemAssessment("pressure", None, unverifiable=True, opinion="无原始记录")
    for expert in made.panel:
        made.assess_items(expert.person, Findings((odd, *found(scrap="3", patents="6")), funds()), NOW)
    examples.conclude(made)
    filing = file_with_finance(made, "市科绩备3号", "people/official", "people/lead", LATER)[0]
    assert json.loads(filing.record)["targets"][0] == {"id": "pressure", "conclusion": "not_met", "degree": "0.0000", "recorded_value": ""}


@pytest.mark.rule("6.2")
def test_what_is_demanded_of_the_unit_and_by_when() -> None:
    policy = POLICY.self_evaluation
    name = deadlines.deadline_name(PROJECT)
    assert deadlines.demand(name, PROJECT, UNIT, policy, "2026.1") == Demand(
        name=f"{PROJECT}/deadlines/self-evaluation",
        project=PROJECT,
        kind="self_evaluation",
        rule="6.2",
        responsible_role="undertaking_unit",
        responsible=UNIT,
        policy_version="2026.1",
        warn_days=(15, 7, 1),
    )
    assert deadlines.basis(ENDED, policy) == Basis(ENDED, 30, Counting.CALENDAR, True)
    assert deadlines.basis(ENDED, replace(policy, days=3, rolls=False)) == Basis(ENDED, 3, Counting.CALENDAR, False)
    assert [deadlines.deadline_name("p", opening) for opening in (1, 2, 3)] == [
        f"p/deadlines/self-evaluation{end}" for end in ("", "-2", "-3")
    ]


PATENT = PromisedResult("projects/p/results/1", "t1", "patent", "配方")


@pytest.mark.rule("6.2", "8.1")
def test_what_is_kept_of_a_project() -> None:
    made = ProjectCard("projects/p")
    assert (made.approved, made.results, made.node_conclusions, made.term_end) == (False, [], [], None)
    kinds = {"organizations/b": "science_bureau"}
    changed = altered(made, lambda: made.approve(["organizations/b"], kinds, UNIT, "yuci", "people/n"))
    parties = {
        "owners": ["organizations/b"],
        "owner_kinds": kinds,
        "undertaking_unit": UNIT,
        "county": "yuci",
        "nominated_lead": "people/n",
    }
    assert changed == parties | {"approved": True}
    other = replace(PATENT, name="projects/p/results/2")
    assert made.note_result(PATENT) and made.note_result(other) and made.drop_result(PATENT.name) and made.results == [other]
    assert not made.follow(ENDED) and made.term_end == ENDED and not made.is_prolonged(ENDED) and made.is_prolonged(ENDED - timedelta(1))
    made.end(OpeningGround.TERM_ENDED, ENDED)
    assert (made.ground, made.ended_on) == (OpeningGround.TERM_ENDED, ENDED)
    assert made.follow(ENDED + timedelta(1)) and (made.ground, made.ended_on) == (None, None)
    assert not ProjectCard("projects/q").is_prolonged(ENDED)


@pytest.mark.rule("4.8")
def test_what_is_kept_of_its_nodes() -> None:
    made = ProjectCard("projects/p")
    failed, passed = NodeConclusion("n1", NodeOutcome.FAILED, NOW), NodeConclusion("n2", NodeOutcome.PASSED, NOW)
    for each in (failed, passed):
        made.note_node(each)
    assert made.rectify("n2", ENDED) is None and made.rectify("n3", ENDED) is None
    assert made.rectify("n1", ENDED) == replace(failed, rectify_by=ENDED)
    assert made.node_conclusions == [passed, replace(failed, rectify_by=ENDED)]
    made.note_node(replace(failed, outcome=NodeOutcome.PASSED))
    assert [asdict(each)["outcome"] for each in made.node_conclusions] == ["passed", "passed"]
