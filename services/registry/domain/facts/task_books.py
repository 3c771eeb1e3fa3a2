"""Task books and their changes (1.8), and exceptions from the age limit (3.4)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from plan.openness import OPEN, NeverTold, OnRequest
from services.registry.domain.task_book_terms import Budget, ChiefPayGrades, Target, TaskBookTerms, TaskNode

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class TaskBookPublished:
    """The task book as the neighbours need it, one version."""

    version: int
    term_start: date
    term_end: date
    nodes: tuple[TaskNode, ...]
    targets: tuple[Target, ...]
    budget: Budget
    chief_pay: NeverTold[ChiefPayGrades | None] = None

    @classmethod
    def of(cls, version: int, terms: TaskBookTerms) -> "TaskBookPublished":
        """A checked task book always has its term."""
        assert terms.term_start is not None and terms.term_end is not None
        return cls(
            version=version,
            term_start=terms.term_start,
            term_end=terms.term_end,
            nodes=terms.nodes,
            targets=terms.targets,
            budget=terms.budget,
            chief_pay=terms.chief_pay,
        )


@dataclass(frozen=True, kw_only=True)
class TaskBookAccepted:
    """Every owner and the unit have accepted the version."""

    TYPE: ClassVar[str] = "task_book.accepted.v1"
    name: str
    project: str
    version: int
    accepted_by: tuple[str, ...]
    rule: str = "1.1,1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookAcceptedByParty:
    """One of them has; others are waited for."""

    TYPE: ClassVar[str] = "task_book.accepted_by_party.v1"
    name: str
    project: str
    version: int
    organization: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1,1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookChangeProposed:
    """A new version is proposed; `waiting_for` are owners."""

    TYPE: ClassVar[str] = "task_book.change_proposed.v1"
    name: str
    project: str
    version: int
    reason: OnRequest[str]
    proposed_by: str
    waiting_for: tuple[str, ...]
    rule: str = "1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookChangeConsented:
    """An owner consents."""

    TYPE: ClassVar[str] = "task_book.change_consented.v1"
    name: str
    project: str
    organization: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1,1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookChangeRefused:
    """An owner or the bureau refuses: the old version stays."""

    TYPE: ClassVar[str] = "task_book.change_refused.v1"
    name: str
    project: str
    organization: str
    reason: OnRequest[str]
    rule: str = "1.1,1.8"


@dataclass(frozen=True, kw_only=True)
class TaskBookChanged:
    """A new version is in force: every owner has consented and the bureau has approved."""

    TYPE: ClassVar[str] = "task_book.changed.v1"
    name: str
    project: str
    version: int
    reason: OnRequest[str]
    task_book: TaskBookPublished
    rule: str = "1.8"


@dataclass(frozen=True, kw_only=True)
class AgeExceptionConsented:
    """An owner grants the exception; others are waited for."""

    TYPE: ClassVar[str] = "age_exception.consented.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    person: str
    organization: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1,3.4"


@dataclass(frozen=True, kw_only=True)
class AgeExceptionGranted:
    """The fact and the rule, not the age (3.4); for the suite alone, for its name says who is over it."""

    TYPE: ClassVar[str] = "age_exception.granted.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    person: str
    granted_by: tuple[str, ...]
    rule: str = "1.1,1.11,3.4"


@dataclass(frozen=True, kw_only=True)
class AgeExceptionRefused:
    """An owner refuses the exception."""

    TYPE: ClassVar[str] = "age_exception.refused.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    person: str
    organization: str
    rule: str = "1.1,3.4"
