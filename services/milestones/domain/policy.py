"""What offices may change without a new version of the software: `policy/<version>/milestones.yaml`."""

from dataclasses import dataclass
from datetime import date

from plan.counting import Basis, Counting
from plan.panels import PanelPolicy


@dataclass(frozen=True)
class MaterialsPolicy:
    """The period for the materials of a node (4.1). `rolls`: a last day off moves to the next working day."""

    days: int
    rolls: bool

    def after(self, start: date) -> Basis:
        """The period whose day 1 follows `start`."""
        return Basis(start, self.days, Counting.CALENDAR, self.rolls)


@dataclass(frozen=True)
class ReviewPolicy:
    """The period for review and report (4.2)."""

    working_days: int

    def after(self, start: date) -> Basis:
        """The period whose day 1 is the first working day after `start`."""
        return Basis(start, self.working_days, Counting.WORKING)


@dataclass(frozen=True)
class ReturnPolicy:
    """How often, and until when, the lead may return materials (4.4)."""

    times: int
    working_days: int


@dataclass(frozen=True)
class RectificationPolicy:
    """How often a failed node may be rectified and reviewed once more (4.8)."""

    times: int


@dataclass(frozen=True)
class ReportsPolicy:
    """The working days for the lead's report after its period, and for what the owner asks for besides (5.1)."""

    working_days: int
    more_working_days: int
    warn_days: tuple[int, ...]

    def after(self, last_day: date) -> Basis:
        """The period to report in, after the last day of what is reported on."""
        return Basis(last_day, self.working_days, Counting.WORKING)

    def more_after(self, asked_on: date) -> Basis:
        """The period to add in what was asked for."""
        return Basis(asked_on, self.more_working_days, Counting.WORKING)


@dataclass(frozen=True)
class DispatchPolicy:
    """The working days for the chief's report against the plan, after a dispatch period (5.2)."""

    working_days: int
    warn_days: tuple[int, ...]

    def after(self, last_day: date) -> Basis:
        """The period to report in, after the last day of what is reported on."""
        return Basis(last_day, self.working_days, Counting.WORKING)


@dataclass(frozen=True)
class MilestonesPolicy:
    """The whole of the service's policy data. `warn_days`: warnings so many days before a last day (4.5)."""

    materials: MaterialsPolicy
    review: ReviewPolicy
    returns: ReturnPolicy
    panel: PanelPolicy
    rectification: RectificationPolicy
    reports: ReportsPolicy
    dispatch: DispatchPolicy
    warn_days: tuple[int, ...]
