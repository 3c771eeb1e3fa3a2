"""What callers ask of milestones; field names are those of the protobuf requests."""

from dataclasses import dataclass
from datetime import date

from chassis.store.files.ref import SentFile
from plan.deadlines import DeadlineState
from services.milestones.domain.dispatch_report import KeyNodeProgress
from services.milestones.domain.inspection import Issue
from services.milestones.domain.integrated_plan import KeyNode
from services.milestones.domain.materials import Defect
from services.milestones.domain.report_content import Money, NodeActual, Risk
from services.milestones.domain.words import DispatchPeriod, Judgement, MaterialKind, RemedyChoice, Vote


@dataclass(frozen=True)
class Named:
    """Asks for the resource of this name."""

    name: str


@dataclass(frozen=True)
class MaterialUpload:
    """A material to be kept: its content, or the digest of an uploaded file."""

    kind: MaterialKind
    name: str
    content: bytes = b""
    media_type: str = ""
    digest: str = ""

    @property
    def file(self) -> SentFile:
        """The file alone."""
        return SentFile(self.name, self.content, self.media_type, self.digest)


@dataclass(frozen=True)
class PublishHolidayNotice:
    """4.3"""

    year: int
    days_off: tuple[date, ...]
    reference: str
    makeup_days: tuple[date, ...] = ()


@dataclass(frozen=True)
class ListHolidayNotices:
    """A page."""

    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListNodes:
    """A page of a project's nodes."""

    parent: str
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class SubmitMaterials:
    """4.1"""

    name: str
    materials: tuple[MaterialUpload, ...]


@dataclass(frozen=True)
class ReturnMaterials:
    """4.4"""

    name: str
    defects: tuple[Defect, ...]
    complete_by: date
    etag: str = ""


@dataclass(frozen=True)
class ConvenePanel:
    """4.2, 4.7"""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class ObjectToPanelMember:
    """4.7"""

    name: str
    member: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class ReplacePanelMember:
    """4.7"""

    name: str
    member: str
    successor: str
    reason: str


@dataclass(frozen=True)
class RecordVote:
    """4.7"""

    name: str
    vote: Vote
    opinion: str
    etag: str = ""


@dataclass(frozen=True)
class SubmitMilestoneReport:
    """4.2"""

    name: str
    report: SentFile
    summary: str = ""
    etag: str = ""


@dataclass(frozen=True)
class ChooseRemedy:
    """4.8"""

    name: str
    choice: RemedyChoice
    reason: str
    rectify_by: date | None = None
    etag: str = ""


@dataclass(frozen=True)
class JudgeMidterm:
    """4.6"""

    name: str
    judgement: Judgement
    reasons: str
    consulted: tuple[str, ...] = ()
    etag: str = ""


@dataclass(frozen=True)
class ReportMidterm:
    """4.6"""

    name: str
    reference: str
    reported_on: date | None = None
    report: SentFile | None = None
    etag: str = ""


@dataclass(frozen=True)
class ListDeadlines:
    """A page, of one project or of all that the caller may read."""

    parent: str = ""
    state: DeadlineState | None = None
    responsible: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class RequestExtension:
    """4.4"""

    name: str
    last_day: date
    reason: str


@dataclass(frozen=True)
class ConsentToExtension:
    """4.4, 1.1"""

    name: str
    etag: str = ""


@dataclass(frozen=True)
class RefuseExtension:
    """4.4, 1.1"""

    name: str
    reason: str
    etag: str = ""


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


@dataclass(frozen=True)
class ListOfProject:
    """A page of something that a project has."""

    parent: str
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetProgress:
    """Plan against actual on a day."""

    project: str
    on: date | None = None
