"""The numbers and tables of sharing that offices will change: policy/<version>/sharing.yaml."""

from dataclasses import dataclass

from plan.counting import Span
from services.sharing.domain.words import OrganizationKind, Purpose, ResultKind


@dataclass(frozen=True)
class EmbargoPolicy:
    """How long publication may be held back, counted in months from the day of registration (8.1)."""

    longest_months: int


@dataclass(frozen=True)
class PurposePolicy:
    """Who may ask for it, and to whom what is published is granted at once (8.2)."""

    open_to: tuple[OrganizationKind, ...]
    at_once: tuple[OrganizationKind, ...] = ()


@dataclass(frozen=True)
class RequestPolicy:
    """Until when the holders of the rights answer, when to warn, and the longest term of a licence in months (8.2)."""

    answer: Span
    warn_days: tuple[int, ...]
    longest_months: int


@dataclass(frozen=True)
class Sector:
    """A sector of the economy in which results are used (8.2): its letter in GB/T 4754."""

    code: str
    title: str


@dataclass(frozen=True)
class SharingPolicy:
    """One version of it. identified: kinds that need an identifier."""

    embargo: EmbargoPolicy
    identified: tuple[ResultKind, ...]
    purposes: dict[Purpose, PurposePolicy]
    requests: RequestPolicy
    sectors: tuple[Sector, ...]

    def sector(self, code: str) -> Sector | None:
        """The sector of this code."""
        return next((each for each in self.sectors if each.code == code), None)
