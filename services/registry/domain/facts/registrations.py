"""Organisations and people on record: names and ids only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.openness import OPEN, OnRequest

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class OrganizationRegistered:
    """An organisation is on record."""

    TYPE: ClassVar[str] = "organization.registered.v1"
    name: str
    display_name: str
    kind: str
    area: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class OrganizationUpdated:
    """What is on record of an organisation has changed."""

    TYPE: ClassVar[str] = "organization.updated.v1"
    name: str
    display_name: str
    kind: str
    area: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class SignatoryAuthorized:
    """A person may sign for the organisation, from `since` to `until`."""

    TYPE: ClassVar[str] = "signatory.authorized.v1"
    name: str
    person: str
    since: date
    until: date | None
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class SignatoryRevoked:
    """A person may sign for it until `until` and no longer."""

    TYPE: ClassVar[str] = "signatory.revoked.v1"
    name: str
    person: str
    until: date
    reason: OnRequest[str]
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class PersonRegistered:
    """A person is on record."""

    TYPE: ClassVar[str] = "person.registered.v1"
    name: str
    display_name: OnRequest[str]
    organization: str
    roles: tuple[str, ...]
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonUpdated:
    """What is on record of a person has changed."""

    TYPE: ClassVar[str] = "person.updated.v1"
    name: str
    display_name: OnRequest[str]
    organization: str
    roles: tuple[str, ...]
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonDeparted:
    """A person has left, and does nothing in the suite from now on; why stays inside registry."""

    TYPE: ClassVar[str] = "person.departed.v1"
    name: str
    organization: str
    left_at: datetime
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonReturned:
    """A person who had left is back."""

    TYPE: ClassVar[str] = "person.returned.v1"
    name: str
    organization: str
    returned_at: datetime
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class OfficeProposed:
    """A person is to have an office, once a second person confirms it. `organization`: the authority that it is of, empty for none."""

    TYPE: ClassVar[str] = "office.proposed.v1"
    name: str
    office: str
    role: str
    organization: str
    proposed_by: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class OfficeGranted:
    """A second person has confirmed it, and it is theirs."""

    TYPE: ClassVar[str] = "office.granted.v1"
    name: str
    office: str
    role: str
    organization: str
    proposed_by: str
    confirmed_by: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class OfficeGrantedInEmergency:
    """One person alone has granted it, until `until`: somebody has to look at it."""

    TYPE: ClassVar[str] = "office.granted_in_emergency.v1"
    name: str
    office: str
    role: str
    granted_by: str
    reason: OnRequest[str]
    until: datetime
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class OfficeEnded:
    """It is theirs no longer, or was never confirmed; by nobody where the time of an emergency is over."""

    TYPE: ClassVar[str] = "office.ended.v1"
    name: str
    office: str
    role: str
    organization: str
    ended_by: str
    reason: OnRequest[str]
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class PersonAttested:
    """Who attested conditions of 3.2 or 3.3 of whom; which ones stays inside the suite."""

    TYPE: ClassVar[str] = "person.attested.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    attestations: tuple[str, ...]
    kinds: tuple[str, ...]
    attested_by: str
    organization: str
    attested_on: date
    rule: str


@dataclass(frozen=True, kw_only=True)
class AttestationWithdrawn:
    """An attestation was taken back; `attestation` is its id among the person's."""

    TYPE: ClassVar[str] = "attestation.withdrawn.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    attestation: str
    kind: str
    withdrawn_by: str
    reason: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class SigningKeyRegistered:
    """A person signs with a new key."""

    TYPE: ClassVar[str] = "signing_key.registered.v1"
    name: str
    key_id: str
    algorithm: str
    valid_from: datetime
    valid_until: datetime | None
    rule: str = "1.6"


@dataclass(frozen=True, kw_only=True)
class SigningKeyRevoked:
    """A person signs with a key no longer."""

    TYPE: ClassVar[str] = "signing_key.revoked.v1"
    name: str
    key_id: str
    revoked_at: datetime
    reason: OnRequest[str]
    rule: str = "1.6"
