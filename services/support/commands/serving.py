"""Services asked for, and offers of manufacturers (9.2)."""

from dataclasses import dataclass

from services.support.domain.words import ServiceKind, ServiceState


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
