"""Results: registered, confirmed, published, licensed, used."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.openness import OPEN, OnRequest
from services.sharing.domain.words import Purpose, ResultKind

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class _ResultFact:
    """What every fact about a result says. target: of the task book, or empty. holders: organisations whose the rights are."""

    name: str
    project: str
    target: str
    kind: ResultKind
    title: str
    field: str
    holders: tuple[str, ...]
    readiness: int
    rule: str = "8.1"


@dataclass(frozen=True, kw_only=True)
class ResultRegistered(_ResultFact):
    """The unit or the lead has registered a result; the bureau has still to confirm it."""

    TYPE: ClassVar[str] = "result.registered.v1"
    INTERNAL: ClassVar[bool] = True
    registered_by: str


@dataclass(frozen=True, kw_only=True)
class ResultCorrected(_ResultFact):
    """It was said anew before it was confirmed."""

    TYPE: ClassVar[str] = "result.corrected.v1"
    INTERNAL: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ResultReturned:
    """The bureau wants it corrected."""

    TYPE: ClassVar[str] = "result.returned.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    reason: str
    rule: str = "8.1"


@dataclass(frozen=True, kw_only=True)
class ResultConfirmed(_ResultFact):
    """The bureau has confirmed it: it stands in the catalogue, and shows at its target. embargo_until: empty where it is open at once."""

    TYPE: ClassVar[str] = "result.confirmed.v1"
    confirmed_by: str
    embargo_until: date | None


@dataclass(frozen=True, kw_only=True)
class ResultPublished(_ResultFact):
    """Everybody sees it whole from now on."""

    TYPE: ClassVar[str] = "result.published.v1"
    authors: tuple[str, ...]
    identifier: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class ResultWithdrawn(_ResultFact):
    """The bureau has taken its confirmation back: it is not in the catalogue, and not at its target, any more."""

    TYPE: ClassVar[str] = "result.withdrawn.v1"
    reason: OnRequest[str]
    withdrawn_by: str


@dataclass(frozen=True, kw_only=True)
class LicenceGranted:
    """An organisation may use a result from `since` to its last day, `until`; alone, where it is exclusive."""

    TYPE: ClassVar[str] = "licence.granted.v1"
    name: str
    project: str
    result: str
    organization: str
    purpose: Purpose
    exclusive: bool
    since: date
    until: date
    rule: str = "8.2"


@dataclass(frozen=True, kw_only=True)
class UseReported:
    """A licensee says how it uses a result. sector: letter in GB/T 4754."""

    TYPE: ClassVar[str] = "use.reported.v1"
    name: str
    project: str
    result: str
    organization: str
    purpose: Purpose
    sector: str
    area: str
    since: date
    rule: str = "8.2"
