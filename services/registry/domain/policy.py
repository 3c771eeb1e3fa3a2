"""The numbers and tables of policy/<version>/registry.yaml."""

from dataclasses import dataclass

from plan.panels import PanelPolicy
from services.registry.domain.credentials import EducationLevel, ExperienceKind

# Areas that are no county's: the city's own organisations, and those from outside the city.
CITY, OUTSIDE = "jinzhong", "outside"


@dataclass(frozen=True)
class ScopePolicy:
    """S.1."""

    enterprise_initiated: bool


@dataclass(frozen=True)
class ApplicationPolicy:
    """2.6, 3.1."""

    correction_working_days: int
    nomination_requires: tuple[str, ...]


@dataclass(frozen=True)
class ManagerPolicy:
    """3.1."""

    education: EducationLevel
    research_years: int
    eased_education: EducationLevel
    eased_work_years: int
    eased_work_kinds: tuple[ExperienceKind, ...]


@dataclass(frozen=True)
class ChiefPolicy:
    """3.3, 3.4."""

    age_limit: int
    lead_meets_manager_conditions: bool


@dataclass(frozen=True)
class OfficesPolicy:
    """2.5."""

    emergency_hours: int


@dataclass(frozen=True)
class RegistryPolicy:
    """`areas` maps the code of a county, city, district or zone to its Chinese name."""

    scope: ScopePolicy
    areas: dict[str, str]
    applications: ApplicationPolicy
    manager: ManagerPolicy
    chief: ChiefPolicy
    panel: PanelPolicy
    offices: OfficesPolicy
