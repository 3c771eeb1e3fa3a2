"""What a submission is judged by: whether it is in time, and every condition at once (2.6)."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import RuleViolated
from plan.deadlines import Deadline
from services.registry.domain.failures import Failure
from services.registry.domain.guides import Guide
from services.registry.domain.ownership import Ownership
from services.registry.domain.policy import RegistryPolicy
from services.registry.domain.proposals import (
    Proposal,
    completeness_failures,
    party_failures,
    regime_failures,
    scope_failures,
)


@dataclass(frozen=True)
class Submission:
    """What a submission is judged by. `unmet`: conditions the lead does not meet; `barred`: grounds of 7.5."""

    guide: Guide
    parties: Ownership | None
    unmet: list[Failure]
    barred: list[Failure]
    policy: RegistryPolicy

    def check_window(self, correction: Deadline | None, now: datetime) -> None:
        """2.6: first between opening and closing, a returned one also within the correction period."""
        if correction is None:
            self.guide.check_open(now)
        elif correction.has_passed(now) and not self.guide.open_at(now):
            raise RuleViolated("DEADLINE_PASSED", f"补正期已于{correction.last_day}届满，指南也已截止", rule="2.6")

    def failures(self, proposal: Proposal) -> list[Failure]:
        """Every condition that the proposal, its parties and its lead do not meet."""
        return (
            scope_failures(proposal, self.policy)
            + completeness_failures(proposal)
            + regime_failures(proposal)
            + party_failures(proposal, self.parties)
            + [unmet for unmet in self.unmet if unmet.rule in self.policy.applications.nomination_requires]
            + self.barred
        )
