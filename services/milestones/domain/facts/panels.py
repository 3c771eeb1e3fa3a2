"""Facts about panels; who sits on one and how an expert votes stays inside the suite (4.7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from plan.openness import OPEN, OnRequest

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class PanelConvened:
    """The lead convened the experts of a review (4.7). Who they are is not said."""

    TYPE: ClassVar[str] = "panel.convened.v1"
    name: str
    project: str
    node: str
    round: int
    convened_at: datetime
    members: int
    rule: str = "4.2,4.7"


@dataclass(frozen=True, kw_only=True)
class PanelNamed:
    """Who sits on the panel."""

    TYPE: ClassVar[str] = "panel.named.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    node: str
    members: tuple[str, ...]
    rule: str = "4.7"


@dataclass(frozen=True, kw_only=True)
class PanelMemberObjected:
    """An owner, or the bureau for it, objected to a member, who leaves (4.7)."""

    TYPE: ClassVar[str] = "panel_member.objected.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    node: str
    member: str
    objected_by: str
    reason: str
    rule: str = "4.7"


@dataclass(frozen=True, kw_only=True)
class PanelMemberReplaced:
    """The lead named another expert (4.7)."""

    TYPE: ClassVar[str] = "panel_member.replaced.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    node: str
    member: str
    successor: str
    reason: str
    rule: str = "4.7"


@dataclass(frozen=True, kw_only=True)
class PanelDissolved:
    """A lead was replaced before the panel had concluded; the successor convenes a panel (1.9)."""

    TYPE: ClassVar[str] = "panel.dissolved.v1"
    name: str
    project: str
    node: str
    round: int
    reason: OnRequest[str]
    rule: str = "1.9"


@dataclass(frozen=True, kw_only=True)
class VoteRecorded:
    """An expert voted; what they voted is told by nobody before all have, so no fact says it (4.7)."""

    TYPE: ClassVar[str] = "vote.recorded.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    node: str
    member: str
    votes_in: int
    votes_needed: int
    rule: str = "4.7"
