"""Reports on progress, inspections, the integrated plan and reports against it (5.1, 5.2)."""

from dataclasses import dataclass
from datetime import date

from chassis.store.files.ref import SentFile
from services.milestones.domain.dispatch_report import KeyNodeProgress
from services.milestones.domain.inspection import Issue
from services.milestones.domain.integrated_plan import KeyNode
from services.milestones.domain.report_content import Money, NodeActual, Risk
from services.milestones.domain.words import DispatchPeriod


@dataclass(frozen=True)
class ProgressContent:
    """What the lead reports (5.1)."""

    nodes: tuple[NodeActual, ...]
    summary: str
    received_fen: int = 0
    spent_fen: int = 0
    owed_fen: int = 0
    funds_remark: str = ""
    route_changes: str = ""
    investment_changes: str = ""
    risks: tuple[Risk, ...] = ()
    files: tuple[SentFile, ...] = ()

    @property
    def money(self) -> Money:
        """The money alone."""
        return Money(self.received_fen, self.spent_fen, self.owed_fen, self.funds_remark)


@dataclass(frozen=True)
class SubmitProgressReport:
    """5.1"""

    name: str
    content: ProgressContent


@dataclass(frozen=True)
class CorrectProgressReport:
    """5.1"""

    name: str
    content: ProgressContent
    reason: str


@dataclass(frozen=True)
class TakeInProgressReport:
    """5.1"""

    name: str
    etag: str = ""


@dataclass(frozen=True)
class AskForMore:
    """5.1"""

    name: str
    what: str
    etag: str = ""


@dataclass(frozen=True)
class RecordInspection:
    """5.1"""

    parent: str
    found: str
    inspected_on: date | None = None
    regular: bool = False
    inspectors: tuple[str, ...] = ()
    place: str = ""
    issues: tuple[Issue, ...] = ()
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class SubmitIntegratedPlan:
    """5.2"""

    parent: str
    dispatch_period: DispatchPeriod
    key_nodes: tuple[KeyNode, ...]
    time_control: str
    coordination: str
    reason: str = ""
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class AgreeToIntegratedPlan:
    """5.2"""

    name: str
    etag: str = ""


@dataclass(frozen=True)
class RefuseIntegratedPlan:
    """5.2"""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class SubmitDispatchReport:
    """5.2"""

    name: str
    key_nodes: tuple[KeyNodeProgress, ...]
    summary: str
    coordination: str = ""
