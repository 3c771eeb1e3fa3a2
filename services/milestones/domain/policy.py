"""What offices may change without a new version of the software: `policy/<version>/milestones.yaml`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MaterialsPolicy:
    """The period for the materials of a node (4.1). `rolls`: a last day off moves to the next working day."""

    days: int
    rolls: bool


@dataclass(frozen=True)
class ReviewPolicy:
    """The period for review and report (4.2)."""

    working_days: int


@dataclass(frozen=True)
class ReturnPolicy:
    """How often, and until when, the lead may return materials (4.4)."""

    times: int
    working_days: int


@dataclass(frozen=True)
class PanelPolicy:
    """How a milestone panel is made up (4.7); its number is always odd."""

    minimum: int


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
