"""What callers ask of sharing, field by field as in the proto."""

from dataclasses import dataclass
from datetime import date

from chassis.store.files.ref import SentFile
from services.sharing.domain.words import Purpose, RequestState, ResultKind, ResultState


@dataclass(frozen=True)
class RegisterResult:
    """A result of a project. No holders: the undertaking unit. No embargo_until: open once it is confirmed."""

    parent: str
    kind: ResultKind
    title: str
    summary: str
    authors: tuple[str, ...]
    readiness: int
    target: str = ""
    holders: tuple[str, ...] = ()
    identifier: str = ""
    files: tuple[SentFile, ...] = ()
    embargo_until: date | None = None
    embargo_reason: str = ""


@dataclass(frozen=True)
class CorrectResult:
    """A result said anew before it is confirmed, whole. No files: those that it has."""

    name: str
    kind: ResultKind
    title: str
    summary: str
    authors: tuple[str, ...]
    readiness: int
    target: str = ""
    holders: tuple[str, ...] = ()
    identifier: str = ""
    files: tuple[SentFile, ...] = ()
    embargo_until: date | None = None
    embargo_reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class ReturnResult:
    """The bureau wants a result corrected."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class ConfirmResult:
    """The bureau confirms a result."""

    name: str
    etag: str = ""


@dataclass(frozen=True)
class EndEmbargo:
    """Publication before the embargo's end."""

    name: str
    reason: str


@dataclass(frozen=True)
class WithdrawResult:
    """The bureau takes its confirmation back."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class GetResult:
    """One result."""

    name: str


@dataclass(frozen=True)
class ListResults:
    """Results of a project, or of all, as far as the caller may read them."""

    parent: str = ""
    state: ResultState | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class SearchCatalogue:
    """Confirmed results that a text is found in, of a kind, of a field."""

    query: str = ""
    kind: ResultKind | None = None
    field: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetCatalogueRecord:
    """A published result in DataCite's fields."""

    name: str


@dataclass(frozen=True)
class RequestUse:
    """Asks to use a result."""

    parent: str
    purpose: Purpose
    intention: str
    months: int
    sector: str
    area: str
    exclusive: bool = False


@dataclass(frozen=True)
class AnswerUseRequest:
    """The answer of one holder of the rights."""

    name: str
    agreed: bool = False
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class WithdrawUseRequest:
    """Who asked does so no longer."""

    name: str


@dataclass(frozen=True)
class ContestRefusal:
    """Puts a refusal before the bureau."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class RuleOnRefusal:
    """The bureau upholds a refusal, or has the holders answer anew."""

    name: str
    ruling: str
    upheld: bool = False
    etag: str = ""


@dataclass(frozen=True)
class GetUseRequest:
    """One request."""

    name: str


@dataclass(frozen=True)
class ListUseRequests:
    """Requests that the caller may read. No parent: of all results."""

    parent: str = ""
    state: RequestState | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ReportUse:
    """How a licensee uses a result."""

    parent: str
    licence: str
    description: str
    since: date
    sector: str
    area: str
    benefit_fen: int = 0


@dataclass(frozen=True)
class ListUses:
    """Records of use of a result."""

    parent: str
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetAdoption:
    """Adoption of one result, of a project's ("projects/…"), or of all (empty)."""

    name: str = ""
