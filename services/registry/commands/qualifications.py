"""What people are attested and qualified for."""

from dataclasses import dataclass
from datetime import date

from services.registry.domain.credentials import AttestationKind
from services.registry.domain.words import EngagedRole


@dataclass(frozen=True)
class AttestPerson:
    """Conditions of 3.2 or 3.3, all on one evidence."""

    name: str
    kinds: list[AttestationKind]
    evidence: str
    attested_on: date | None = None
    field: str = ""
    etag: str = ""


@dataclass(frozen=True)
class WithdrawAttestation:
    """Takes an attestation back."""

    name: str
    attestation: str
    reason: str


@dataclass(frozen=True)
class CheckQualification:
    """Whether a person meets the conditions of a role."""

    project: str
    person: str
    role: EngagedRole
    is_lead: bool = False
