"""An application as it is kept, and what can be read off it (2.6)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from plan.deadlines import Deadline, DeadlineState
from plan.independence import Circle
from plan.parties import Parties, Regime, With
from plan.seen import version_of
from services.registry.domain.dossiers import ImplementationPlan, LeadRating, SharedResult, Step
from services.registry.domain.failures import Failure
from services.registry.domain.proposals import Proposal
from services.registry.domain.reviews import ExpertReview
from services.registry.domain.words import ApplicationState as State


@dataclass
class ApplicationRecord:
    """The fields of an application, and what follows from them."""

    name: str
    guide: str
    proposal: Proposal = field(default_factory=Proposal)
    state: State = State.DRAFT
    owners: list[str] = field(default_factory=list)
    owner_kinds: dict[str, str] = field(default_factory=dict)
    county: str = ""
    submitted_at: datetime | None = None
    correction: Deadline | None = None
    implementation_plan: ImplementationPlan | None = None
    open_conditions: list[Failure] = field(default_factory=list)
    review: ExpertReview | None = None
    track_record: list[SharedResult] = field(default_factory=list)
    lead_rating: LeadRating | None = None
    steps: list[Step] = field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """What is proposed, the county's plan for it, and whether the experts' scores are open; not how many are in (4.7a, 4.7)."""
        return version_of(self.name, self.proposal, self.implementation_plan, self.review.edition if self.review else 0)

    @property
    def correction_last_day(self) -> date | None:
        """Last day for the correction; none where nothing is to be corrected."""
        return self.correction.last_day if self.correction and self._awaits_correction else None

    @property
    def correction_provisional(self) -> bool:
        """Whether that day may move when a year's holiday notice comes (4.3)."""
        return self.correction is not None and self._awaits_correction and self.correction.provisional

    @property
    def _awaits_correction(self) -> bool:
        return self.correction is not None and self.correction.state is DeadlineState.OPEN

    @property
    def project_name(self) -> str:
        """projects/…, before approval too."""
        return self.name.replace("applications/", "projects/", 1)

    @property
    def project(self) -> str:
        """projects/… once there is one."""
        return self.project_name if self.state == State.APPROVED else ""

    @property
    def parties(self) -> Parties:
        """Who is who in the project to be."""
        proposal = self.proposal
        return Parties(
            name=self.project_name,
            regime=proposal.regime or Regime.MANAGER,
            owners=self.owners,
            owner_kinds=self.owner_kinds,
            undertaking_unit=proposal.undertaking_unit,
            county=self.county,
            nominated_lead=proposal.nominated_lead,
        )

    def circle(self, lead_organization: str) -> Circle:
        """Those too close to the application to judge it (4.7)."""
        circle = self.parties.circle(self.proposal.nominated_lead, lead_organization)
        return replace(circle, nominated_chief=self.proposal.nominated_chief)

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Before an engagement the nominated lead is the lead, here alone (1.2a)."""
        experts = self.review.people if self.review else frozenset()
        held = {"lead": frozenset({self.proposal.nominated_lead}), "expert": experts}
        return With(self.parties, held).roles_of(person, organization, area)
