"""Facts about the panel of an evaluation, and how far its experts are (4.7, 6.2)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from plan.openness import OPEN
from services.evaluation.domain.words import Expertise, FundsFinding

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class EvaluationPanelConvened:
    """The comprehensive evaluation has started (6.2). Who sits on the panel is not said."""

    TYPE: ClassVar[str] = "evaluation.panel_convened.v1"
    name: str
    project: str
    convened_at: datetime
    members: int
    without_self_evaluation: bool
    rule: str = "6.2,4.7"


@dataclass(frozen=True, kw_only=True)
class EvaluationPanelMember:
    """A member of the panel, in EvaluationPanelNamed."""

    person: str
    organization: str
    expertise: Expertise


@dataclass(frozen=True, kw_only=True)
class EvaluationPanelNamed:
    """Who sits on the panel, for the suite alone (4.7)."""

    TYPE: ClassVar[str] = "evaluation.panel_named.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    members: tuple[EvaluationPanelMember, ...]
    rule: str = "4.7"


@dataclass(frozen=True, kw_only=True)
class PanelMemberReplaced:
    """A member of the panel was replaced (4.7)."""

    TYPE: ClassVar[str] = "evaluation.panel_member_replaced.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    member: str
    successor: str
    reason: str
    rule: str = "4.7"


@dataclass(frozen=True, kw_only=True)
class ItemsAssessed:
    """An expert of the panel recorded findings (6.2). complete: all of theirs; sheets_in: of how many experts all are in."""

    TYPE: ClassVar[str] = "evaluation.items_assessed.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    expert: str
    targets: tuple[str, ...]
    funds: bool
    complete: bool
    sheets_in: int
    sheets_needed: int
    rule: str = "6.2"


@dataclass(frozen=True, kw_only=True)
class ExpertVerified:
    """What one expert verified, in ValuesVerified: a value by target, none where it could not be verified; amounts in fen."""

    expert: str
    values: dict[str, Decimal | None]
    received_fen: int
    spent_fen: int
    finding: FundsFinding


@dataclass(frozen=True, kw_only=True)
class ValuesVerified:
    """Who verified what, held against this version of the task book: not for other departments.

    Told once all are in (4.7), and anew where a member was replaced after that.
    """

    TYPE: ClassVar[str] = "evaluation.values_verified.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    task_book_version: int
    experts: tuple[ExpertVerified, ...]
    rule: str = "6.2,6.3"
