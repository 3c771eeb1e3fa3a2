"""What supervision answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.access.views import Shown
from chassis.rpc.answers import With
from services.supervision.domain.clearance import Clearance
from services.supervision.domain.commission import Commission
from services.supervision.domain.deviation import Deviation
from services.supervision.domain.finding import Finding
from services.supervision.domain.policy import CatalogueEntry
from services.supervision.domain.progress import ProgressAnalysis


@dataclass(frozen=True)
class CommissionWithGaps(With[Commission]):
    """A commission; missing: what 7.1 still asks for, zh-CN."""

    missing: list[str]


@dataclass(frozen=True)
class ClearanceAsked(With[Clearance]):
    """A clearance, and what it was asked for."""

    purpose: str
    policy_version: str


@dataclass(frozen=True)
class CatalogueItem(With[CatalogueEntry]):
    """An item as a policy version has it."""

    policy_version: str


@dataclass(frozen=True)
class CatalogueItemPage:
    """A page of the catalogue."""

    catalogue_items: Sequence[CatalogueItem]
    next_page_token: str = ""


@dataclass(frozen=True)
class DeviationPage:
    """A page of deviations."""

    deviations: Sequence[Deviation]
    next_page_token: str = ""


@dataclass(frozen=True)
class FindingPage:
    """A page of findings."""

    findings: Sequence[Shown[Finding]]
    next_page_token: str = ""


@dataclass(frozen=True)
class ProgressAnalysisPage:
    """A page of analyses."""

    progress_analyses: Sequence[ProgressAnalysis]
    next_page_token: str = ""
