"""What callers ask of evaluation, field by field as in the proto."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.store.files.ref import SentFile
from plan.deadlines import DeadlineState
from services.evaluation.domain.assessments import FundsAssessment, ItemAssessment
from services.evaluation.domain.panel import Panelist
from services.evaluation.domain.words import EvaluationState


@dataclass(frozen=True)
class SelfEvaluationEntry:
    """What the unit reports on one target."""

    target: str
    achieved_value: Decimal
    evidence: str
    evidence_file: SentFile | None = None


@dataclass(frozen=True)
class GetEvaluation:
    """One evaluation."""

    name: str


@dataclass(frozen=True)
class ListEvaluations:
    """Evaluations that the caller may read."""

    state: EvaluationState | None = None
    undertaking_unit: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class SubmitSelfEvaluation:
    """The undertaking unit's self-evaluation; amounts in fen."""

    name: str
    items: tuple[SelfEvaluationEntry, ...]
    report: SentFile
    received_fen: int = 0
    spent_fen: int = 0
    summary: str = ""


@dataclass(frozen=True)
class RecordMissingNode:
    """A node that was never concluded."""

    name: str
    node: str
    reason: str


@dataclass(frozen=True)
class ConveneEvaluationPanel:
    """The panel of the one evaluation."""

    name: str
    panel: tuple[Panelist, ...]


@dataclass(frozen=True)
class ReplacePanelMember:
    """Another expert for one who cannot go on."""

    name: str
    member: str
    successor: Panelist
    reason: str


@dataclass(frozen=True)
class AssessItems:
    """One expert's findings, all at once or in parts."""

    name: str
    items: tuple[ItemAssessment, ...] = ()
    funds: FundsAssessment | None = None
    etag: str = ""


@dataclass(frozen=True)
class ConcludeEvaluation:
    """The conclusion; remarks change nothing in it."""

    name: str
    remarks: str = ""
    etag: str = ""


@dataclass(frozen=True)
class FileWithFinance:
    """The filing, under the bureau's number."""

    name: str
    reference: str


@dataclass(frozen=True)
class AcknowledgeFiling:
    """The finance bureau's receipt."""

    name: str
    receipt_reference: str = ""
    etag: str = ""


@dataclass(frozen=True)
class GetFiling:
    """One filing."""

    name: str


@dataclass(frozen=True)
class ListDeadlines:
    """Deadlines that the caller may read."""

    parent: str = ""
    state: DeadlineState | None = None
    responsible: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetRating:
    """One rating, at the end of a day; of today where none is given."""

    name: str
    as_of: date | None = None


@dataclass(frozen=True)
class ListRatings:
    """Everybody's rating, at the end of a day."""

    as_of: date | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ObjectToRatingEntry:
    """The rated person's statement against an entry."""

    name: str
    statement: str


@dataclass(frozen=True)
class AnswerRatingObjection:
    """The bureau's answer to it."""

    name: str
    reason: str
    sustained: bool = False
    etag: str = ""


@dataclass(frozen=True)
class GetChiefPay:
    """The floating pay of a project."""

    name: str


@dataclass(frozen=True)
class ScoreChief:
    """A score of a part, by whoever engaged the chief."""

    name: str
    score: Decimal
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class ConfirmChiefScore:
    """An owner confirms it."""

    name: str
    etag: str = ""


@dataclass(frozen=True)
class RefuseChiefScore:
    """An owner refuses it."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class RecordBonusPayment:
    """A part was paid; the amount is the one confirmed."""

    name: str
    paid_on: date
    reference: str
    etag: str = ""
