"""Facts that evaluation publishes. Nobody outside the suite learns who reviewed or what one expert wrote."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from services.evaluation.domain.terms import Conclusion, OpeningGround


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
class DeadlineFact:
    """What every fact of a deadline says; `end` is exclusive."""

    name: str
    project: str
    kind: str
    node: str = ""
    last_day: date
    end: datetime
    provisional: bool
    responsible_role: str
    responsible: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class DeadlineSet(DeadlineFact):
    """A deadline runs."""

    TYPE: ClassVar[str] = "deadline.set.v1"


@dataclass(frozen=True, kw_only=True)
class DeadlineRedated(DeadlineFact):
    """A deadline was computed again (4.3)."""

    TYPE: ClassVar[str] = "deadline.redated.v1"
    previous_last_day: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeadlineWarned(DeadlineFact):
    """A deadline comes near (4.5)."""

    TYPE: ClassVar[str] = "deadline.warned.v1"
    days_left: int


@dataclass(frozen=True, kw_only=True)
class DeadlineOverdue(DeadlineFact):
    """A deadline was missed (4.5). `overdue_at` is its end, `marked_at` when the service said so."""

    TYPE: ClassVar[str] = "deadline.overdue.v1"
    overdue_at: datetime
    marked_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadlineMet(DeadlineFact):
    """What was due is in, in time or late (4.5)."""

    TYPE: ClassVar[str] = "deadline.met.v1"
    met_at: datetime
    late: bool


@dataclass(frozen=True, kw_only=True)
class DeadlineCancelled(DeadlineFact):
    """What was due is no longer asked for."""

    TYPE: ClassVar[str] = "deadline.cancelled.v1"
    reason: str


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
    report_name: str
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
    reason: str
    rule: str = "6.2"


@dataclass(frozen=True, kw_only=True)
class EvaluationPanelConvened:
    """The comprehensive evaluation has started (6.2). Who sits on the panel is not said."""

    TYPE: ClassVar[str] = "evaluation.panel_convened.v1"
    name: str
    project: str
    convened_at: datetime
    members: int
    without_self_evaluation: bool
    rule: str = "6.2,4.7"


@dataclass(frozen=True, kw_only=True)
class PanelMemberReplaced:
    """A member of the panel was replaced (4.7)."""

    TYPE: ClassVar[str] = "evaluation.panel_member_replaced.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    member: str
    successor: str
    reason: str
    rule: str = "4.7"


@dataclass(frozen=True, kw_only=True)
class ItemsAssessed:
    """An expert of the panel recorded findings (6.2)."""

    TYPE: ClassVar[str] = "evaluation.items_assessed.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    expert: str
    targets: tuple[str, ...]
    funds: bool
    complete: bool
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
