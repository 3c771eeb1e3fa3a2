"""What contracts keeps of a project: regime, parties and the figures of its approval."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.errors import RuleViolated
from services.contracts.domain.words import HiredBy, Regime


@dataclass
class ProjectCard:
    """A project as it was approved. `over_because`: why nothing new is contracted any more; empty while it goes on."""

    name: str
    title: str
    regime: Regime
    owners: list[str]
    owner_kinds: dict[str, str]
    undertaking_unit: str
    county: str
    nominated_lead: str
    approved_on: date
    chief_needed: bool = False
    chief_hired_by: HiredBy | None = None
    nominated_chief: str = ""
    score_without_lead: Decimal = Decimal(0)
    lead_weight: Decimal = Decimal(0)
    threshold: Decimal = Decimal(0)
    task_book_version: int = 1
    over_because: str = ""
    version: int = 0

    @property
    def bureau_is_owner(self) -> bool:
        """Whether the science bureau is among the owners (1.1)."""
        return "science_bureau" in self.owner_kinds.values()

    @property
    def owner_enterprises(self) -> tuple[str, ...]:
        """Owners that are enterprises (4.7)."""
        return tuple(owner for owner in self.owners if self.owner_kinds.get(owner) == "enterprise")

    def demand_running(self) -> None:
        """Refuse PROJECT_OVER for a project that was terminated or closed (1.10)."""
        if self.over_because:
            raise RuleViolated("PROJECT_OVER", f"{self.name} {self.over_because}，不再办理选定、签约和变更", rule="1.10", project=self.name)
