"""What an application carries with it: steps, the county's plan, earlier results."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from chassis.errors import RuleViolated
from plan.files import FileRef


@dataclass(frozen=True)
class Step:
    """Who did what, when and why (2.6)."""

    act: str
    at: datetime
    actor: str
    organization: str
    reason: str = ""


@dataclass(frozen=True)
class ImplementationPlan:
    """具体实施方案 of the county, a text or a file. Home of 2.2."""

    text: str = ""
    file: FileRef | None = None

    @property
    def digest(self) -> str:
        """Digest of the file, or empty."""
        return self.file.digest if self.file else ""

    def demand_given(self) -> None:
        """Refuses IMPLEMENTATION_PLAN_MISSING."""
        if not self.text.strip() and self.file is None:
            raise RuleViolated("IMPLEMENTATION_PLAN_MISSING", "推荐时须附试点项目具体实施方案", rule="2.2")


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
class LeadRating:
    """The nominated lead's standing rating as evaluation told it when the experts were convened (3.6). It bars nobody.

    grade: evaluation's word, "unrated" for who has none. working: Markdown (zh-CN).
    """

    person: str
    as_of: date
    grade: str
    total: Decimal
    entries_counted: int
    working: str
    policy_version: str
    asked_at: datetime
