"""What callers ask of registry; field names are those of registry.proto. A field without a default is required."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from services.registry.domain.credentials import AttestationKind, Education, Experience
from services.registry.domain.guides import ScoreFactor
from services.registry.domain.proposals import Proposal
from services.registry.domain.reviews import FactorScore
from services.registry.domain.terms import TaskBookTerms
from services.registry.domain.words import ApplicationState, EngagedRole, OrganizationKind, PersonRole, ProjectState


@dataclass(frozen=True)
class RegisterOrganization:
    """Registers an organisation."""

    organization_id: str
    display_name: str
    kind: OrganizationKind
    area: str = ""


@dataclass(frozen=True)
class UpdateOrganization:
    """What is empty stays."""

    name: str
    display_name: str = ""
    area: str = ""
    etag: str = ""


@dataclass(frozen=True)
class GetResource:
    """One resource, by its name."""

    name: str


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
class ListPeople:
    """People of an organisation."""

    organization: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class AttestPerson:
    """Conditions of 3.2 or 3.3, all on one evidence."""

    name: str
    kinds: list[AttestationKind]
    evidence: str
    attested_on: date | None = None
    field: str = ""


@dataclass(frozen=True)
class WithdrawAttestation:
    """Takes an attestation back."""

    name: str
    kind: AttestationKind
    reason: str


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


@dataclass(frozen=True)
class CheckQualification:
    """Whether a person meets the conditions of a role."""

    project: str
    person: str
    role: EngagedRole
    is_lead: bool = False


@dataclass(frozen=True)
class CreateGuide:
    """Drafts a guide."""

    guide_id: str
    title: str
    opens_at: datetime
    closes_at: datetime
    threshold: Decimal
    factors: list[ScoreFactor] = field(default_factory=list)
    summary: str = ""


@dataclass(frozen=True)
class ListPage:
    """A page of all."""

    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class CreateApplication:
    """Drafts an application."""

    application_id: str
    guide: str
    proposal: Proposal


@dataclass(frozen=True)
class UpdateApplication:
    """Replaces a proposal."""

    name: str
    proposal: Proposal
    etag: str = ""


@dataclass(frozen=True)
class FileUpload:
    """A file that comes with a request."""

    name: str
    content: bytes
    media_type: str = ""


@dataclass(frozen=True)
class RecommendApplication:
    """The county's recommendation with its plan, a text or a file."""

    name: str
    implementation_plan: str = ""
    implementation_plan_file: FileUpload | None = None
    reason: str = ""


@dataclass(frozen=True)
class GiveBack:
    """A return, with all its reasons."""

    name: str
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Decide:
    """A decision that may say why."""

    name: str
    reason: str = ""


@dataclass(frozen=True)
class DecideWithReason:
    """A decision that has to say why."""

    name: str
    reason: str


@dataclass(frozen=True)
class OpenExpertReview:
    """The panel."""

    name: str
    experts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ScoreApplication:
    """An expert's own scores."""

    name: str
    scores: list[FactorScore] = field(default_factory=list)
    comment: str = ""


@dataclass(frozen=True)
class ApproveApplication:
    """Approval; the proposal's task book stands unless another is given."""

    name: str
    task_book: TaskBookTerms | None = None
    reason: str = ""


@dataclass(frozen=True)
class ListApplications:
    """Applications of a guide, in a state."""

    guide: str = ""
    state: ApplicationState | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetApplicationFile:
    """A file, by its digest."""

    name: str
    digest: str


@dataclass(frozen=True)
class ListProjects:
    """Projects in a state, of an owner or unit."""

    state: ProjectState | None = None
    organization: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ProposeTaskBookChange:
    """A new version."""

    name: str
    terms: TaskBookTerms
    reason: str


@dataclass(frozen=True)
class AnswerAgeException:
    """An owner grants or refuses, with a written reason."""

    project: str
    person: str
    reason: str
