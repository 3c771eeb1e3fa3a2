"""What callers ask of support, field by field as in the proto."""

from dataclasses import dataclass
from datetime import date

from chassis.store.files.ref import SentFile
from services.support.domain.words import ClaimState, ConditionKind, FacilityKind, Level, ServiceKind, ServiceState


@dataclass(frozen=True)
class Condition:
    """A condition of a policy."""

    kind: ConditionKind
    any_of: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class PublishPolicy:
    """A policy on offer. No valid_until: until it is ended."""

    policy_id: str
    title: str
    issuer: str
    number: str
    level: Level
    valid_from: date
    summary: str
    valid_until: date | None = None
    conditions: tuple[Condition, ...] = ()
    documents: tuple[str, ...] = ()
    amount_fen: int = 0


@dataclass(frozen=True)
class EndPolicy:
    """A policy on offer no longer."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class GetPolicy:
    """One policy."""

    name: str


@dataclass(frozen=True)
class SearchPolicies:
    """Policies that a text is found in. in_force: those that can be claimed today."""

    query: str = ""
    level: Level | None = None
    in_force: bool = False
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class CheckQualification:
    """Whether an organisation, or a project's unit, qualifies for a policy."""

    name: str
    project: str = ""
    organization: str = ""


@dataclass(frozen=True)
class ListQualifications:
    """The policies in force, each with what is met and what is lacking."""

    project: str = ""
    organization: str = ""
    only_met: bool = False
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class AskQuestion:
    """A question about policies."""

    text: str
    policy: str = ""


@dataclass(frozen=True)
class AnswerQuestion:
    """The answer to a question."""

    name: str
    answer: str
    etag: str = ""


@dataclass(frozen=True)
class GetQuestion:
    """One question."""

    name: str


@dataclass(frozen=True)
class SearchQuestions:
    """Answered questions that a text is found in, and the caller's own."""

    query: str = ""
    policy: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class SentDocument:
    """A document of a claim."""

    kind: str
    file: SentFile


@dataclass(frozen=True)
class SubmitClaim:
    """A claim on a policy, for a project."""

    parent: str
    policy: str
    documents: tuple[SentDocument, ...] = ()
    amount_fen: int = 0


@dataclass(frozen=True)
class ReturnClaim:
    """Something is missing."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class CompleteClaim:
    """What was missing."""

    name: str
    documents: tuple[SentDocument, ...]
    etag: str = ""


@dataclass(frozen=True)
class GrantClaim:
    """A claim granted."""

    name: str
    grounds: str
    granted_fen: int = 0
    etag: str = ""


@dataclass(frozen=True)
class DeclineClaim:
    """A claim declined."""

    name: str
    grounds: str
    etag: str = ""


@dataclass(frozen=True)
class RecordPayment:
    """What was paid on a claim."""

    name: str
    paid_on: date
    reference: str
    amount_fen: int = 0
    etag: str = ""


@dataclass(frozen=True)
class WithdrawClaim:
    """A claim withdrawn."""

    name: str


@dataclass(frozen=True)
class GetClaim:
    """One claim."""

    name: str


@dataclass(frozen=True)
class ListClaims:
    """Claims that the caller may read. No parent: of all projects."""

    parent: str = ""
    state: ClaimState | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class RequestService:
    """A service asked for."""

    parent: str
    kind: ServiceKind
    description: str
    result: str = ""


@dataclass(frozen=True)
class AssignService:
    """Who sees to it."""

    name: str
    assignee: str


@dataclass(frozen=True)
class MakeOffer:
    """An enterprise's offer to manufacture."""

    name: str
    text: str


@dataclass(frozen=True)
class ChooseOffer:
    """The unit's choice."""

    name: str
    offer: str
    etag: str = ""


@dataclass(frozen=True)
class CompleteService:
    """What came of it."""

    name: str
    outcome: str


@dataclass(frozen=True)
class RateService:
    """What the requester thinks of it."""

    name: str
    stars: int
    comment: str = ""
    etag: str = ""


@dataclass(frozen=True)
class WithdrawService:
    """A request withdrawn."""

    name: str


@dataclass(frozen=True)
class GetServiceRequest:
    """One request."""

    name: str


@dataclass(frozen=True)
class ListServiceRequests:
    """Requests that the caller may read. No parent: of all projects."""

    parent: str = ""
    state: ServiceState | None = None
    kind: ServiceKind | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class RegisterFacility:
    """A test facility."""

    facility_id: str
    title: str
    kind: FacilityKind
    organization: str
    area: str
    capacity: int
    description: str


@dataclass(frozen=True)
class CloseFacility:
    """Days on which it is closed."""

    name: str
    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True)
class BookFacility:
    """Days of a facility for a project. request: the service request, or empty."""

    name: str
    project: str
    first_day: date
    last_day: date
    request: str = ""


@dataclass(frozen=True)
class CancelBooking:
    """Days given back."""

    name: str
    booking: str
    reason: str


@dataclass(frozen=True)
class GetFacility:
    """One facility."""

    name: str


@dataclass(frozen=True)
class ListFacilities:
    """All facilities, or those of one kind."""

    kind: FacilityKind | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class GetFacilityCalendar:
    """How much room it has from the first to the last day."""

    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class PublishNotice:
    """A notice for the fields that it concerns."""

    title: str
    source: str
    dated: date
    fields: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class FollowFields:
    """The fields that a project follows besides its own, all of them."""

    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadNotice:
    """A project has read it."""

    name: str
    project: str


@dataclass(frozen=True)
class JudgeNotice:
    """A project says whether it was of use."""

    name: str
    project: str
    useful: bool = False


@dataclass(frozen=True)
class GetNotice:
    """One notice."""

    name: str


@dataclass(frozen=True)
class ListNotices:
    """Notices pushed to a project, or all."""

    project: str = ""
    field: str = ""
    query: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListFields:
    """The tree of fields."""

    page_size: int = 0
    page_token: str = ""
