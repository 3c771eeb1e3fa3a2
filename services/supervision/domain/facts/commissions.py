"""The commissioners of a project."""

from dataclasses import dataclass
from typing import ClassVar

from plan.openness import OPEN
from services.supervision.domain.words import CommissionerKind, NamingSide

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class CommissionMember:
    """A commissioner as facts carry them. named_by: the organisation that named the person."""

    person: str
    organization: str
    kind: CommissionerKind
    named_by: str
    side: NamingSide


@dataclass(frozen=True, kw_only=True)
class CommissionNamed:
    """The commissioners as they are now. `added` and `released`: whom this act concerned; one of the two is empty."""

    TYPE: ClassVar[str] = "commission.named.v1"
    name: str
    project: str
    commissioners: tuple[CommissionMember, ...]
    added: str = ""
    released: str = ""
    rule: str = "7.1"
