"""The numbers and tables of support that offices will change: policy/<version>/support.yaml."""

from dataclasses import dataclass

from plan.counting import Span
from services.support.domain.conditions import Vocabulary
from services.support.domain.fields import Field, FieldTree
from services.support.domain.words import ServiceKind


@dataclass(frozen=True)
class ClaimPolicy:
    """Until when each step of a claim is due (9.1): decided, completed on return, paid."""

    decide: Span
    complete: Span
    pay: Span


@dataclass(frozen=True)
class SupportPolicy:
    """One version of it. question: until when one is answered. services: the periods of 9.2, the green channel's the shortest.

    areas: names of the registry's areas by their codes.
    """

    warn_days: tuple[int, ...]
    question: Span
    claims: ClaimPolicy
    services: dict[ServiceKind, Span]
    longest_booking_days: int
    areas: dict[str, str]
    fields: tuple[Field, ...]

    @property
    def tree(self) -> FieldTree:
        """The fields of technology (9.3)."""
        return FieldTree(self.fields)

    @property
    def vocabulary(self) -> Vocabulary:
        """What conditions of policies may ask for (9.1)."""
        return Vocabulary(self.tree, self.areas)
