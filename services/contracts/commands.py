"""What callers ask of contracts; field names are those of contracts.proto."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.contracts.domain.words import DocumentKind, EngagedRole, HiredBy, SelectionMethod


@dataclass(frozen=True)
class Get:
    """Any resource by its name."""

    name: str


@dataclass(frozen=True)
class ListOf:
    """Any list of a project."""

    parent: str
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class RecordSelection:
    """1.2"""

    parent: str
    person: str
    method: SelectionMethod
    selected_on: date
    decision: str
    reference: str = ""
    panel: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsentToSelection:
    """1.1"""

    name: str
    refuse: bool = False
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class ExpertScore:
    """One expert's score, 0 to 100."""

    expert: str
    score: Decimal


@dataclass(frozen=True)
class RescoreLead:
    """1.2a"""

    parent: str
    person: str
    scores: tuple[ExpertScore, ...]


@dataclass(frozen=True)
class DocumentText:
    """What goes into one document of a row."""

    kind: DocumentKind
    text: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    attachment: bytes = b""
    attachment_name: str = ""
    attachment_media_type: str = ""
    attachment_digest: str = ""


@dataclass(frozen=True)
class DrawUpEngagement:
    """1.5, 1.7"""

    parent: str
    role: EngagedRole
    person: str
    hired_by: HiredBy | None = None
    texts: tuple[DocumentText, ...] = ()
    report_every_months: int = 0


@dataclass(frozen=True)
class SignDocument:
    """1.6"""

    name: str
    signature: bytes
    key_id: str
    on_behalf_of: str = ""


@dataclass(frozen=True)
class RefuseDocument:
    """1.6, 1.1"""

    name: str
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class AmendDocument:
    """1.6"""

    name: str
    text: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    attachment: bytes = b""
    attachment_name: str = ""
    attachment_media_type: str = ""
    attachment_digest: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RecheckEngagement:
    """1.6"""

    name: str


@dataclass(frozen=True)
class VoidEngagement:
    """1.6"""

    name: str
    reason: str = ""


@dataclass(frozen=True)
class EndEngagement:
    """1.9"""

    name: str
    ended_on: date
    reason: str = ""


@dataclass(frozen=True)
class ConsentToEnd:
    """1.9, 1.1"""

    name: str
    refuse: bool = False
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class ExportContractSet:
    """1.6"""

    name: str
    without_attachments: bool = False


@dataclass(frozen=True)
class FormExpertGroup:
    """2.4"""

    parent: str
    members: tuple[str, ...] = ()
