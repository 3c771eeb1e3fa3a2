"""Organisations, and who may sign for them."""

from dataclasses import dataclass
from datetime import date

from services.registry.domain.words import OrganizationKind


@dataclass(frozen=True)
class RegisterOrganization:
    """Registers an organisation."""

    organization_id: str
    display_name: str
    kind: OrganizationKind
    area: str = ""
    credit_code: str = ""
    same_name_confirmed: bool = False


@dataclass(frozen=True)
class UpdateOrganization:
    """What is empty stays."""

    name: str
    display_name: str = ""
    area: str = ""
    etag: str = ""
    credit_code: str = ""
    same_name_confirmed: bool = False


@dataclass(frozen=True)
class ListOrganizations:
    """Organisations of a kind, of an area."""

    kind: OrganizationKind | None = None
    area: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class AuthorizeSignatory:
    """A person may sign for an organisation."""

    name: str
    person: str
    since: date | None = None
    until: date | None = None
    evidence: str = ""


@dataclass(frozen=True)
class RevokeSignatory:
    """A person may sign no longer."""

    name: str
    person: str
    until: date | None = None
    reason: str = ""
