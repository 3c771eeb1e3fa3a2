"""Facts about an evaluation from its opening to its filing (6.2 to 6.4, 1.10)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from plan.openness import OPEN, OnRequest
from services.evaluation.domain.words import Conclusion, OpeningGround

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class EvaluationOpened:
    """The term is over, or the project terminated: the unit evaluates itself (6.2, 1.10)."""

    TYPE: ClassVar[str] = "evaluation.opened.v1"
    name: str
    project: str
    ground: OpeningGround
    period_ended_on: date
    undertaking_unit: str
    rule: str = "6.2"


@dataclass(frozen=True, kw_only=True)
class EvaluationPostponed:
    """The term was prolonged after its end: what was opened at `period_ended_on` waits for `term_end` (1.8, 6.2)."""

    TYPE: ClassVar[str] = "evaluation.postponed.v1"
    name: str
    project: str
    period_ended_on: date | None
    term_end: date
    rule: str = "1.8,6.2"


@dataclass(frozen=True, kw_only=True)
class SelfEvaluationSubmitted:
    """The undertaking unit's self-evaluation is in (6.2)."""

    TYPE: ClassVar[str] = "self_evaluation.submitted.v1"
    name: str
    project: str
    undertaking_unit: str
    submitted_at: datetime
    late: bool
    report_digest: str
    report_name: OnRequest[str]
    report_size: int
    received_fen: int
    spent_fen: int
    rule: str


@dataclass(frozen=True, kw_only=True)
class NodeRecordedMissing:
    """The bureau recorded a node as missing (6.2)."""

    TYPE: ClassVar[str] = "node.recorded_missing.v1"
    name: str
    project: str
    node: str
    reason: OnRequest[str]
    rule: str = "6.2"


@dataclass(frozen=True, kw_only=True)
class TargetConcluded:
    """The conclusion on one target, in EvaluationConcluded."""

    id: str
    conclusion: Conclusion
    degree: Decimal


@dataclass(frozen=True, kw_only=True)
class EvaluationConcluded:
    """The result (6.3). `degree` is 0 to 1."""

    TYPE: ClassVar[str] = "evaluation.concluded.v1"
    name: str
    project: str
    conclusion: Conclusion
    degree: Decimal
    targets: tuple[TargetConcluded, ...]
    undertaking_unit: str
    lead: str
    ground: OpeningGround
    missing_nodes: tuple[str, ...] = field(default=())
    concluded_at: datetime
    rule: str = "6.2,6.3"


@dataclass(frozen=True, kw_only=True)
class FilingFiled:
    """The result is filed with the finance bureau and final (6.4). The parties are those of the later reviews of 6.5."""

    TYPE: ClassVar[str] = "filing.filed.v1"
    name: str
    project: str
    filed_at: datetime
    reference: str
    digest: str
    conclusion: Conclusion
    degree: Decimal
    undertaking_unit: str
    lead: str
    rule: str = "6.4"


@dataclass(frozen=True, kw_only=True)
class FilingAcknowledged:
    """The finance bureau has received the filing: receipt, not approval (6.4)."""

    TYPE: ClassVar[str] = "filing.acknowledged.v1"
    name: str
    project: str
    acknowledged_at: datetime
    receipt_reference: str
    rule: str = "6.4"
