"""People, and the keys they sign with."""

from dataclasses import dataclass, field
from datetime import datetime

from services.registry.domain.credentials import Education, Experience
from services.registry.domain.words import OfficeRole, PersonRole


@dataclass(frozen=True)
class RegisterPerson:
    """Registers a person."""

    person_id: str
    display_name: str
    organization: str = ""
    roles: list[PersonRole] = field(default_factory=list)
    birth_year: int = 0
    educations: list[Education] = field(default_factory=list)
    experiences: list[Experience] = field(default_factory=list)


@dataclass(frozen=True)
class UpdatePerson:
    """What is empty stays, but for the roles."""

    name: str
    display_name: str = ""
    organization: str = ""
    roles: list[PersonRole] = field(default_factory=list)
    birth_year: int = 0
    educations: list[Education] = field(default_factory=list)
    experiences: list[Experience] = field(default_factory=list)
    etag: str = ""


@dataclass(frozen=True)
class RecordDeparture:
    """A person has left."""

    name: str
    reason: str


@dataclass(frozen=True)
class RecordReturn:
    """A person who had left is back."""

    name: str


@dataclass(frozen=True)
class ConfirmOffice:
    """The second person agrees; `office` is its id among the person's."""

    name: str
    office: str


@dataclass(frozen=True)
class EndOffice:
    """It is not granted, or is theirs no longer."""

    name: str
    office: str
    reason: str


@dataclass(frozen=True)
class GrantOfficeInEmergency:
    """One person alone, for a while."""

    name: str
    role: OfficeRole
    reason: str


@dataclass(frozen=True)
class ListPeople:
    """People of an organisation."""

    organization: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class RegisterSigningKey:
    """A key to sign with, from now on and for good unless it says otherwise."""

    name: str
    key_id: str
    public_key: bytes
    algorithm: str = "ed25519"
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True)
class RevokeSigningKey:
    """Ends a key."""

    name: str
    key_id: str
    reason: str


@dataclass(frozen=True)
class GetSigner:
    """Who signs, at an instant."""

    person: str
    organization: str = ""
    at: datetime | None = None
