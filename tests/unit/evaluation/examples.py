"""A project with three targets and two nodes, and acts on it, for the tests of evaluation."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from services.evaluation.domain import conclusion
from services.evaluation.domain.assessments import FundsAssessment, ItemAssessment
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.files import FileRef
from services.evaluation.domain.nodes import Node, NodeConclusion
from services.evaluation.domain.panel import Candidate, Circle, Panelist
from services.evaluation.domain.policy import PanelPolicy, RealisationPolicy
from services.evaluation.domain.self_evaluation import SelfEvaluation, SelfEvaluationItem
from services.evaluation.domain.targets import Target
from services.evaluation.domain.terms import Comparator, Conclusion, Expertise, FundsFinding, NodeOutcome, OpeningGround

NOW = datetime(2028, 2, 1, 1, tzinfo=UTC)
PROJECT = "projects/valve-castings"
UNIT = "organizations/taigu-hydraulics"
RULE = RealisationPolicy("median", 4, Decimal("0.6"), Decimal("0.6"), Conclusion.PARTLY_MET)
PANEL = PanelPolicy(minimum=3, minimum_technical=1, minimum_financial=1)
CIRCLE = Circle(
    undertaking_unit=UNIT,
    owner_enterprises=frozenset({"organizations/yuci-hydraulics"}),
    lead="people/lead",
    lead_organization="organizations/jinzhong-institute",
    engaged=frozenset({"people/lead", "people/former-lead", "people/chief"}),
    commissioners=frozenset({"people/commissioner"}),
    expert_group=frozenset({"people/group-member"}),
)


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


def candidate(person: str, expertise: Expertise = Expertise.TECHNICAL, organization: str = "organizations/taiyuan-university") -> Candidate:
    return Candidate(Panelist(f"people/{person}", expertise), person, organization, barred=False)


def candidates() -> list[Candidate]:
    return [candidate("zhang"), candidate("li"), candidate("wang", Expertise.FINANCIAL)]


def under_review(**how: Any) -> Evaluation:
    evaluation = self_evaluated(**how)
    evaluation.convene_panel(candidates(), CIRCLE, PANEL, overdue=False, now=NOW)
    return evaluation


def found(**values: str) -> tuple[ItemAssessment, ...]:
    return tuple(ItemAssessment(target, Decimal(value), opinion="数据属实") for target, value in values.items())


def funds(finding: FundsFinding = FundsFinding.COMPLIANT, spent: int = 470_000_000) -> FundsAssessment:
    return FundsAssessment(500_000_000, spent, finding, "凭证齐全")


def assessed(*experts: dict[str, str], **how: Any) -> Evaluation:
    """Under review, every expert done; `experts` are each one's values by target."""
    evaluation = under_review(**how)
    for panelist, values in zip(evaluation.panel, experts, strict=True):
        evaluation.assess_items(panelist.person, found(**values), funds(), NOW)
    return evaluation


def conclude(evaluation: Evaluation) -> list[Any]:
    return conclusion.conclude(evaluation, "people/official", "", "people/lead", RULE, "2026.1", NOW)


def concluded(values: dict[str, str] | None = None) -> Evaluation:
    values = values or {"pressure": "35", "scrap": "4", "patents": "6"}
    evaluation = assessed(values, values, values)
    conclude(evaluation)
    return evaluation
