"""Facts that evaluation publishes. Nobody outside the suite learns who reviewed or what one expert wrote."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from plan.deadlines.facts import (
    DeadlineCancelled,
    DeadlineMet,
    DeadlineOverdue,
    DeadlineRedated,
    DeadlineSet,
    DeadlineWarned,
)
from services.evaluation.domain.words import Conclusion, Expertise, OpeningGround, RatingCause


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
class EvaluationPanelMember:
    """A member of the panel, in EvaluationPanelNamed."""

    person: str
    organization: str
    expertise: Expertise


@dataclass(frozen=True, kw_only=True)
class EvaluationPanelNamed:
    """Who sits on the panel, for the suite alone (4.7)."""

    TYPE: ClassVar[str] = "evaluation.panel_named.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    members: tuple[EvaluationPanelMember, ...]
    rule: str = "4.7"


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
    """An expert of the panel recorded findings (6.2). complete: all of theirs; sheets_in: of how many experts all are in."""

    TYPE: ClassVar[str] = "evaluation.items_assessed.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    expert: str
    targets: tuple[str, ...]
    funds: bool
    complete: bool
    sheets_in: int
    sheets_needed: int
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


@dataclass(frozen=True, kw_only=True)
class RatingEntered:
    """An entry in a lead's rating (3.6). `corrects`: the entry whose place it takes, "" for none. Not for other departments."""

    TYPE: ClassVar[str] = "rating.entered.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    entry: str
    cause: str
    kind: RatingCause
    about: str
    entered_on: date
    points: int
    corrects: str
    rule: str = "3.6"


@dataclass(frozen=True, kw_only=True)
class RatingEntryWithdrawn:
    """The finding behind an entry was lifted: it does not count from that day on (3.6, 7.4)."""

    TYPE: ClassVar[str] = "rating.withdrawn.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    entry: str
    cause: str
    withdrawn_on: date
    rule: str = "3.6,7.4"


@dataclass(frozen=True, kw_only=True)
class RatingObjected:
    """The rated person objected to an entry (3.6)."""

    TYPE: ClassVar[str] = "rating.objected.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    entry: str
    cause: str
    objected_at: datetime
    rule: str = "3.6"


@dataclass(frozen=True, kw_only=True)
class RatingObjectionAnswered:
    """The bureau answered; `sustained`: the entry is set aside from that day on (3.6)."""

    TYPE: ClassVar[str] = "rating.objection_answered.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    entry: str
    cause: str
    sustained: bool
    reason: str
    answered_at: datetime
    rule: str = "3.6"


@dataclass(frozen=True, kw_only=True)
class PayShare:
    """A part of the pool, in PayPoolSet."""

    part: str
    share_fen: int


@dataclass(frozen=True, kw_only=True)
class PayPoolSet:
    """A version of the task book gave pool and shares of the chief's floating pay (3.7). Not for other departments."""

    TYPE: ClassVar[str] = "pay.pool_set.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    task_book_version: int
    pool_fen: int
    parts: tuple[PayShare, ...]
    rule: str = "3.7,1.8"


@dataclass(frozen=True, kw_only=True)
class ChiefScored:
    """Whoever engaged the chief scored a part; owners are waited for (3.7)."""

    TYPE: ClassVar[str] = "pay.scored.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    chief: str
    score: Decimal
    amount_fen: int
    scored_by: str
    waiting_for: tuple[str, ...]
    rule: str = "3.7"


@dataclass(frozen=True, kw_only=True)
class ChiefScoreConfirmed:
    """An owner confirmed a score; with the last one the amount stands (3.7, 1.1)."""

    TYPE: ClassVar[str] = "pay.confirmed.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    chief: str
    amount_fen: int
    confirmed_for: str
    waiting_for: tuple[str, ...]
    rule: str = "3.7,1.1"


@dataclass(frozen=True, kw_only=True)
class ChiefScoreDropped:
    """A score does not count any more: refused by an owner (1.1), or the chief is barred (7.5)."""

    TYPE: ClassVar[str] = "pay.score_dropped.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    chief: str
    reason: str
    rule: str = "3.7,7.5"


@dataclass(frozen=True, kw_only=True)
class BonusPaid:
    """The payment of a part is on record (3.7)."""

    TYPE: ClassVar[str] = "pay.paid.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    chief: str
    amount_fen: int
    paid_on: date
    reference: str
    rule: str = "3.7"


__all__ = [
    "BonusPaid",
    "ChiefScoreConfirmed",
    "ChiefScoreDropped",
    "ChiefScored",
    "DeadlineCancelled",
    "DeadlineMet",
    "DeadlineOverdue",
    "DeadlineRedated",
    "DeadlineSet",
    "DeadlineWarned",
    "EvaluationConcluded",
    "EvaluationOpened",
    "EvaluationPanelConvened",
    "EvaluationPanelMember",
    "EvaluationPanelNamed",
    "FilingAcknowledged",
    "FilingFiled",
    "ItemsAssessed",
    "NodeRecordedMissing",
    "PanelMemberReplaced",
    "PayPoolSet",
    "PayShare",
    "RatingEntered",
    "RatingEntryWithdrawn",
    "RatingObjected",
    "RatingObjectionAnswered",
    "SelfEvaluationSubmitted",
    "TargetConcluded",
]
