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
class MilestonesPolicy:
    """The whole of the service's policy data. `warn_days`: warnings so many days before a last day (4.5)."""

    materials: MaterialsPolicy
    review: ReviewPolicy
    returns: ReturnPolicy
    panel: PanelPolicy
    rectification: RectificationPolicy
    warn_days: tuple[int, ...]
