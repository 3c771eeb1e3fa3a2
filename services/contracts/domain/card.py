"""What contracts keeps of a project, from others' facts: regime, parties and the figures of its approval."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from chassis.errors import RuleViolated
from plan.independence import Circle
from plan.parties import Parties, Regime
from services.contracts.domain.rows import no_manager
from services.contracts.domain.words import HiredBy


@dataclass(frozen=True)
class Approval:
    """What the approval of a project says of it. Scores and thresholds: points; weight: per cent.

    `exact_without_lead`: what `score_without_lead` shows, exactly, a fraction "181/6".
    """

    title: str
    approved_on: date
    chief_needed: bool = False
    chief_hired_by: HiredBy | None = None
    nominated_chief: str = ""
    score_without_lead: Decimal = Decimal(0)
    exact_without_lead: str = "0"
    lead_weight: Decimal = Decimal(0)
    threshold: Decimal = Decimal(0)


@dataclass
class ProjectCard(Parties):
    """One project; `name` is "projects/{project}". `approval` is None while only early facts of it are known.

    Who is engaged is the contract set's to tell. `over_because`: why nothing new is contracted; empty while the project goes on.
    """

    approval: Approval | None = None
    task_book_version: int = 1
    over_because: str = ""
    version: int = 0

    def approve(self, parties: Parties, approval: Approval, task_book_version: int) -> None:
        """Take over what the approval says; commissioners may have been named before it."""
        self.regime, self.owners, self.owner_kinds = parties.regime, parties.owners, parties.owner_kinds
        self.undertaking_unit, self.county, self.nominated_lead = parties.undertaking_unit, parties.county, parties.nominated_lead
        self.approval, self.task_book_version = approval, task_book_version

    def change_task_book(self, version: int) -> None:
        """What is drawn up from now on refers to this version (1.8)."""
        self.task_book_version = version

    def end(self, because: str) -> None:
        """The project was terminated or closed (1.10)."""
        self.over_because = because

    @property
    def approved(self) -> Approval:
        """What the approval said. Raises LookupError before it."""
        if self.approval is None:
            raise LookupError(f"{self.name} has not been approved")
        return self.approval

    def demand_running(self) -> None:
        """Refuse PROJECT_ENDED for a project that was terminated or closed (1.10)."""
        if self.over_because:
            raise RuleViolated("PROJECT_ENDED", f"项目{self.over_because}，不再办理选定、签约和变更", rule="1.10", project=self.name)

    def demand_manager_regime(self) -> None:
        """Refuse REGIME_HAS_NO_MANAGER (1.4)."""
        if self.regime is not Regime.MANAGER:
            raise no_manager()

    def circle_of_selection(self, lead: str, lead_organization: str, engaged: frozenset[str]) -> Circle:
        """Who is too close to select or score a lead; the rule keeps expert group and commissioners off other panels alone (4.7)."""
        circle = self.circle(lead, lead_organization)
        return replace(circle, engaged=engaged, expert_group=frozenset(), commissioners=frozenset())
