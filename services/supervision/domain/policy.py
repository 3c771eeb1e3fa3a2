"""The numbers and tables of supervision that offices will change: policy/<version>/supervision.yaml."""

from dataclasses import dataclass
from decimal import Decimal

from plan.counting import Span
from services.supervision.domain.words import Severity, SubjectKind


@dataclass(frozen=True)
class CorrectionPolicy:
    """Until when a deviation is to be corrected where nobody set a date, and when to warn (7.2, 4.5)."""

    period: Span
    warn_days: tuple[int, ...]


@dataclass(frozen=True)
class Thresholds:
    """Percentage points from which a progress report shows a deviation (7.2)."""

    progress_behind: Decimal
    money_ahead: Decimal


@dataclass(frozen=True)
class CatalogueEntry:
    """A kind of conduct on the negative list (7.3). bars: a person found in it. months: how long; 0: until lifted."""

    code: str
    title: str
    conduct: str
    subject_kinds: tuple[SubjectKind, ...]
    severity: Severity
    measures: tuple[str, ...]
    bars: bool
    months: int

    @property
    def name(self) -> str:
        """Its resource name."""
        return f"catalogueItems/{self.code}"


@dataclass(frozen=True)
class SupervisionPolicy:
    """One version of it. answer: the period in which the subject of a finding may answer (7.4)."""

    correction: CorrectionPolicy
    thresholds: Thresholds
    answer: Span
    catalogue: tuple[CatalogueEntry, ...]

    def find(self, item: str) -> CatalogueEntry | None:
        """The catalogue's entry of this resource name."""
        return next((entry for entry in self.catalogue if entry.name == item), None)
