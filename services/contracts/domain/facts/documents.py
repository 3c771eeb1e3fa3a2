"""The documents of an engagement: signed, amended, refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from plan.openness import OPEN, OnRequest
from services.contracts.domain.words import DocumentKind, Side

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class DocumentSigned:
    """A party has signed. `waiting_for`: parties whose signature on this document is outstanding."""

    TYPE: ClassVar[str] = "document.signed.v1"
    name: str
    project: str
    engagement: str
    kind: DocumentKind
    version: int
    digest: str
    party: str
    side: Side
    signer: str
    key_id: str
    signed_at: datetime
    waiting_for: tuple[str, ...]
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class DocumentAmended:
    """A new version is there to sign; the old one stays in force until every party has. `waiting_for`: all of them."""

    TYPE: ClassVar[str] = "document.amended.v1"
    name: str
    project: str
    engagement: str
    kind: DocumentKind
    version: int
    digest: str
    previous: str
    proposed_by: str
    reason: OnRequest[str]
    waiting_for: tuple[str, ...]
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class AmendmentTookEffect:
    """Every party has signed the new version of a document of an engagement that is in effect."""

    TYPE: ClassVar[str] = "amendment.took_effect.v1"
    name: str
    project: str
    engagement: str
    kind: DocumentKind
    version: int
    digest: str
    previous: str
    effective_at: datetime
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class DocumentRefused:
    """A party refuses to sign an amendment."""

    TYPE: ClassVar[str] = "document.refused.v1"
    name: str
    project: str
    engagement: str
    kind: DocumentKind
    version: int
    refused_by: str
    reason: OnRequest[str]
    rule: str = "1.6,1.1"
