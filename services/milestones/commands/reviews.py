"""A node's review: materials, panel, votes, report, and what follows; the mid-term check (4.1 to 4.8)."""

from dataclasses import dataclass
from datetime import date

from chassis.store.files.ref import SentFile
from services.milestones.domain.materials import Defect
from services.milestones.domain.words import Judgement, MaterialKind, RemedyChoice, Vote


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
