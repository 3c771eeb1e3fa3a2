"""The termination of a project: its owners decide, the bureau approves. Home of 1.10."""

from dataclasses import dataclass
from datetime import date

from chassis.calendar import china_date
from plan.seen import version_of
from services.registry.domain.decisions import Decision


@dataclass
class Termination(Decision):
    """`reason` is that of the owner that decided first."""

    @property
    def etag(self) -> str:
        """What the owners consent to, and when it was proposed (4.7a)."""
        return version_of(self.reason, self.proposed_at)

    @property
    def approved_on(self) -> date | None:
        """The day of the bureau's approval."""
        return china_date(self.approved_at) if self.approved_at else None
