"""What registry answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.access.views import Shown
from services.registry.domain.applications import Application
from services.registry.domain.credentials import SigningKey
from services.registry.domain.failures import Failure
from services.registry.domain.guides import Guide
from services.registry.domain.organizations import Organization
from services.registry.domain.words import EngagedRole
from services.registry.handlers.views import PersonWithOffice, ProjectWithBook


@dataclass(frozen=True)
class OrganizationPage:
    """A page of organisations."""

    organizations: Sequence[Organization]
    next_page_token: str = ""


@dataclass(frozen=True)
class PersonPage:
    """A page of people."""

    people: Sequence[Shown[PersonWithOffice]]
    next_page_token: str = ""


@dataclass(frozen=True)
class GuidePage:
    """A page of guides."""

    guides: Sequence[Guide]
    next_page_token: str = ""


@dataclass(frozen=True)
class ApplicationPage:
    """A page of applications."""

    applications: Sequence[Shown[Application]]
    next_page_token: str = ""


@dataclass(frozen=True)
class ProjectPage:
    """A page of projects."""

    projects: Sequence[ProjectWithBook]
    next_page_token: str = ""


@dataclass(frozen=True)
class Signer:
    """Whether a person may sign, for an organisation or themselves, and with which keys (1.6)."""

    person: str
    organization: str
    authorized: bool
    keys: Sequence[SigningKey]


@dataclass(frozen=True)
class Qualification:
    """Whether a person meets the conditions of an engaged role at an instant (1.7); failures: all that are not met."""

    person: str
    role: EngagedRole
    failures: Sequence[Failure]
    checked_at: datetime
    policy_version: str

    @property
    def qualified(self) -> bool:
        """Whether all are met."""
        return not self.failures
