"""What contracts reads of the facts of others; fields that it does not need are not declared."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plan.parties import Parties, Regime
from services.contracts.domain.card import Approval
from services.contracts.domain.words import HiredBy


@dataclass(frozen=True)
class TaskBook:
    """The version that a project starts with, or turns to (1.8)."""

    version: int = 1


@dataclass(frozen=True)
class ProjectApproved:
    """sanzhi.registry.project.approved.v1"""

    project: str
    title: str
    regime: Regime
    owners: list[str]
    owner_kinds: dict[str, str]
    undertaking_unit: str
    county: str
    nominated_lead: str
    chief_needed: bool
    chief_hired_by: HiredBy | str
    nominated_chief: str
    approved_on: date
    score_without_lead: Decimal
    exact_without_lead: str
    lead_weight: Decimal
    threshold: Decimal
    task_book: TaskBook

    @property
    def parties(self) -> Parties:
        """Who is who in the project from now on."""
        return Parties(
            name=self.project,
            regime=self.regime,
            owners=self.owners,
            owner_kinds=self.owner_kinds,
            undertaking_unit=self.undertaking_unit,
            county=self.county,
            nominated_lead=self.nominated_lead,
        )

    @property
    def approval(self) -> Approval:
        """What else contracts keeps of it."""
        return Approval(
            title=self.title,
            approved_on=self.approved_on,
            chief_needed=self.chief_needed,
            chief_hired_by=HiredBy(self.chief_hired_by) if self.chief_hired_by else None,
            nominated_chief=self.nominated_chief,
            score_without_lead=self.score_without_lead,
            exact_without_lead=self.exact_without_lead,
            lead_weight=self.lead_weight,
            threshold=self.threshold,
        )


@dataclass(frozen=True)
class ProjectOver:
    """sanzhi.registry.project.terminated.v1 and project.closed.v1"""

    project: str


@dataclass(frozen=True)
class TaskBookChanged:
    """sanzhi.registry.task_book.changed.v1"""

    project: str
    version: int


@dataclass(frozen=True)
class Commissioner:
    """A person named for a project."""

    person: str


@dataclass(frozen=True)
class CommissionNamed:
    """sanzhi.supervision.commission.named.v1"""

    project: str
    commissioners: tuple[Commissioner, ...] = ()


@dataclass(frozen=True)
class FindingConfirmed:
    """sanzhi.supervision.finding.confirmed.v1"""

    name: str
    subject: str
    item: str = ""
    title: str = ""
    bars: bool = False
