"""The termination of a project: its owners decide, the bureau approves. Home of 1.10."""

from dataclasses import dataclass
from datetime import date

from chassis.calendar import china_date
from services.registry.domain.decisions import Decision


@dataclass
class Termination(Decision):
    """`reason` is that of the owner that decided first."""

    @property
    def approved_on(self) -> date | None:
        """The day of the bureau's approval."""
        return china_date(self.approved_at) if self.approved_at else None
