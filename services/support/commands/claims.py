"""Claims on policies (9.1)."""

from dataclasses import dataclass
from datetime import date

from chassis.store.files.ref import SentFile
from services.support.domain.words import ClaimState


@dataclass(frozen=True)
class SentDocument:
    """A document of a claim."""

    kind: str
    file: SentFile


@dataclass(frozen=True)
class SubmitClaim:
    """A claim on a policy, for a project."""

    parent: str
    policy: str
    documents: tuple[SentDocument, ...] = ()
    amount_fen: int = 0


@dataclass(frozen=True)
class ReturnClaim:
    """Something is missing."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class CompleteClaim:
    """What was missing."""

    name: str
    documents: tuple[SentDocument, ...]
    etag: str = ""


@dataclass(frozen=True)
class GrantClaim:
    """A claim granted."""

    name: str
    grounds: str
    granted_fen: int = 0
    etag: str = ""


@dataclass(frozen=True)
class DeclineClaim:
    """A claim declined."""

    name: str
    grounds: str
    etag: str = ""


@dataclass(frozen=True)
class RecordPayment:
    """What was paid on a claim."""

    name: str
    paid_on: date
    reference: str
    amount_fen: int = 0
    etag: str = ""


@dataclass(frozen=True)
class WithdrawClaim:
    """A claim withdrawn."""

    name: str


@dataclass(frozen=True)
class GetClaim:
    """One claim."""

    name: str


@dataclass(frozen=True)
class ListClaims:
    """Claims that the caller may read. No parent: of all projects."""

    parent: str = ""
    state: ClaimState | None = None
    page_size: int = 0
    page_token: str = ""
