"""What an application carries with it: steps, the county's plan, earlier results, what a submission is judged by."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.registry.domain.failures import Failure
from services.registry.domain.guides import Guide
from services.registry.domain.parties import Parties
from services.registry.domain.policy import RegistryPolicy


@dataclass(frozen=True)
class Step:
    """Who did what, when and why (2.6)."""

    act: str
    at: datetime
    actor: str
    organization: str
    reason: str = ""


@dataclass(frozen=True)
class StoredFile:
    """A file kept under its digest."""

    digest: str
    name: str
    size: int
    media_type: str = ""


@dataclass(frozen=True)
class ImplementationPlan:
    """具体实施方案 of the county, a text or a file (2.2)."""

    text: str = ""
    file: StoredFile | None = None


@dataclass(frozen=True)
class SharedResult:
    """The filed result of an earlier project; `shared` says whether the unit, the lead or both are the same (6.5)."""

    project: str
    title: str
    conclusion: str
    degree: Decimal
    filed_at: datetime
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Submission:
    """What a submission is judged by. `unmet`: conditions the lead does not meet; `barred`: grounds of 7.5."""

    guide: Guide
    parties: Parties | None
    unmet: list[Failure]
    barred: list[Failure]
    policy: RegistryPolicy
