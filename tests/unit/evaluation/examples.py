"""A project with three targets and two nodes, and acts on it, for the tests of evaluation."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from plan.files import FileRef
from plan.independence import Candidate
from services.evaluation.domain import conclusion
from services.evaluation.domain.assessments import Findings, FundsAssessment, ItemAssessment
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.nodes import Node, NodeConclusion
from services.evaluation.domain.panel import EvaluationSeat, Panelist, PanelReplacement
from services.evaluation.domain.policy import EvaluationPanelPolicy, RealisationPolicy
from services.evaluation.domain.self_evaluation import SelfEvaluation, SelfEvaluationItem
from services.evaluation.domain.targets import Target
from services.evaluation.domain.words import Comparator, Conclusion, Expertise, FundsFinding, NodeOutcome, OpeningGround

NOW = datetime(2028, 2, 1, 1, tzinfo=UTC)
PROJECT = "projects/valve-castings"
UNIT = "organizations/taigu-hydraulics"
RULE = RealisationPolicy("median", 4, Decimal("0.6"), Decimal("0.6"), Conclusion.PARTLY_MET)
PANEL = EvaluationPanelPolicy(minimum=3, minimum_technical=1, minimum_financial=1)


def target(id: str = "pressure", comparator: Comparator = Comparator.AT_LEAST, value: str = "35", weight: str = "40") -> Target:
    return Target(id, f"指标{id}", "MPa", comparator, Decimal(value), "第三方检测报告", Decimal(weight))


def targets() -> list[Target]:
    return [
        target("pressure"),
        target("scrap", Comparator.AT_MOST, "4", "35"),
        target("patents", Comparator.AT_LEAST, "6", "25"),
    ]


def nodes() -> list[Node]:
    return [Node("design", "样件设计", date(2026, 9, 30)), Node("trial", "小批量试制", date(2027, 6, 30))]


def planned() -> Evaluation:
    return Evaluation(f"{PROJECT}/evaluation", PROJECT, "高压液压阀体铸件", UNIT, 1, targets(), nodes(), 500_000_000)


def opened(settled: bool = True, ground: OpeningGround = OpeningGround.TERM_ENDED) -> Evaluation:
    evaluation = planned()
    if settled:
        for node in evaluation.nodes:
            evaluation.note_node(NodeConclusion(node.id, NodeOutcome.PASSED, NOW))
    evaluation.open(ground, date(2027, 12, 31), NOW)
    return evaluation


def submission(late: bool = False, **changed: Any) -> SelfEvaluation:
    items = tuple(SelfEvaluationItem(each.id, each.value, "检测报告") for each in targets())
    values: dict[str, Any] = {
        "items": items,
        "report": FileRef("sha256:ab", "自评价报告.pdf", 10),
        "received_fen": 500_000_000,
        "spent_fen": 480_000_000,
        "summary": "",
        "submitted_by": "people/unit-clerk",
        "submitted_at": NOW,
        "late": late,
    }
    return SelfEvaluation(**(values | changed))


def self_evaluated(**how: Any) -> Evaluation:
    evaluation = opened(**how)
    evaluation.submit_self_evaluation(submission())
    return evaluation


def seat(person: str, expertise: Expertise = Expertise.TECHNICAL) -> EvaluationSeat:
    candidate = Candidate(f"people/{person}", person, "organizations/taiyuan-university")
    return EvaluationSeat.of(Panelist(candidate.person, expertise), candidate)


def seats() -> list[EvaluationSeat]:
    return [seat("zhang"), seat("li"), seat("wang", Expertise.FINANCIAL)]


def convene(evaluation: Evaluation, *, overdue: bool = False, panel: list[EvaluationSeat] | None = None) -> list[Any]:
    return evaluation.convene_panel(panel or seats(), PANEL, overdue, "people/official", NOW)


def replace(evaluation: Evaluation, member: str, successor: EvaluationSeat, *, unfit: bool = False) -> list[Any]:
    replacement = PanelReplacement(member, successor.person, "生病", NOW)
    return evaluation.replace_panel_member(successor, PANEL, replacement, unfit=unfit)


def under_review(**how: Any) -> Evaluation:
    evaluation = self_evaluated(**how)
    convene(evaluation)
    return evaluation


def found(**values: str) -> tuple[ItemAssessment, ...]:
    return tuple(ItemAssessment(target, Decimal(value), opinion="数据属实") for target, value in values.items())


def funds(finding: FundsFinding = FundsFinding.COMPLIANT, spent: int = 470_000_000) -> FundsAssessment:
    return FundsAssessment(500_000_000, spent, finding, "凭证齐全")


def assessed(*experts: dict[str, str], **how: Any) -> Evaluation:
    """Under review, every expert done; `experts` are each one's values by target."""
    evaluation = under_review(**how)
    for panelist, values in zip(evaluation.panel, experts, strict=True):
        evaluation.assess_items(panelist.person, Findings(found(**values), funds()), NOW)
    return evaluation


def conclude(evaluation: Evaluation) -> list[Any]:
    return conclusion.conclude(evaluation, "people/official", "", "people/lead", RULE, "2026.1", NOW)


def concluded(values: dict[str, str] | None = None) -> Evaluation:
    values = values or {"pressure": "35", "scrap": "4", "patents": "6"}
    evaluation = assessed(values, values, values)
    conclude(evaluation)
    return evaluation
