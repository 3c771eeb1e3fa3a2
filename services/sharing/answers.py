"""What sharing answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.access.views import Shown
from chassis.rpc.answers import With
from services.sharing.domain.result import Result
from services.sharing.domain.use import Adoption, Use
from services.sharing.domain.use_request import UseRequest


@dataclass(frozen=True)
class ResultToday(With[Result]):
    """A result, and to whom alone it is licensed today, if it is. until: the licence's last day."""

    exclusive_licensee: str
    exclusive_until: Any


@dataclass(frozen=True)
class ResultPage:
    """A page of results."""

    results: Sequence[Shown[ResultToday]]
    next_page_token: str = ""


@dataclass(frozen=True)
class CatalogueRecord:
    """A published result as DataCite has it, JSON."""

    name: str
    datacite: str


@dataclass(frozen=True)
class UseRequestPage:
    """A page of requests."""

    use_requests: Sequence[UseRequest]
    next_page_token: str = ""


@dataclass(frozen=True)
class UsePage:
    """A page of records of use."""

    uses: Sequence[Use]
    next_page_token: str = ""


@dataclass(frozen=True)
class AdoptionOf(With[Adoption]):
    """Adoption, and of what."""

    name: str
