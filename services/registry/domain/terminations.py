"""The termination of a project: its owners decide, the bureau approves. Home of 1.10."""

from dataclasses import dataclass
from datetime import date

from chassis.calendar import china_date
from chassis.errors import RuleViolated
from services.registry.domain.consents import Consent, JointAct
from services.registry.domain.words import ConsentState


@dataclass
class Termination(JointAct):
    """1.10: the owners decide, the bureau approves."""

    reason: str = ""
    approved_on: date | None = None

    @property
    def pending(self) -> bool:
        """Whether it still can be decided."""
        return self.approved_on is None and self.state != ConsentState.REFUSED

    def approve(self, approval: Consent) -> date:
        """The bureau's; where it is an owner, its consent too. The day on which it is decided. Refuses CONSENT_MISSING."""
        if approval.organization in self.waiting_for:
            self.answer(approval, "1.10")
        if self.waiting_for:
            raise RuleViolated("CONSENT_MISSING", f"终止尚待业主{'、'.join(self.waiting_for)}同意", rule="1.10")
        self.approved_on = china_date(approval.at)
        return self.approved_on
