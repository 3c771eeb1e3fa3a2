"""Facts about what was concluded, and what follows: reports, remedies, mid-term judgements (4.2, 4.6 to 4.8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.files import FileRef
from plan.openness import OPEN, OnRequest
from services.milestones.domain.words import Judgement, RemedyChoice

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class _NodeConcluded:
    """The report is with the owner, and a majority has concluded (4.2, 4.7). `late`: after the deadline of the review."""

    name: str
    project: str
    node: str
    round: int
    lead: str
    concluded_at: datetime
    votes_for: int
    votes_against: int
    late: bool
    materials_late: bool
    report: FileRef
    rule: str = "4.2,4.7"


@dataclass(frozen=True, kw_only=True)
class NodePassed(_NodeConcluded):
    """The node passed."""

    TYPE: ClassVar[str] = "node.passed.v1"


@dataclass(frozen=True, kw_only=True)
class NodeFailed(_NodeConcluded):
    """The node failed; the owner decides what follows (4.8)."""

    TYPE: ClassVar[str] = "node.failed.v1"


@dataclass(frozen=True, kw_only=True)
class RemedyChosen:
    """An owner chose; others are waited for, or differ (4.8, 1.1)."""

    TYPE: ClassVar[str] = "remedy.chosen.v1"
    name: str
    project: str
    owner: str
    choice: RemedyChoice
    reason: OnRequest[str]
    waiting_for: tuple[str, ...]
    agreed: bool
    rule: str = "4.8,1.1"


@dataclass(frozen=True, kw_only=True)
class RemedyDecided:
    """Every owner chose the same. `name`: the node or mid-term check; `rectify_by` with `rectify` alone."""

    TYPE: ClassVar[str] = "remedy.decided.v1"
    name: str
    project: str
    node: str
    decision: RemedyChoice
    rectify_by: date | None
    reasons: OnRequest[tuple[str, ...]]
    rule: str = "4.8"


@dataclass(frozen=True, kw_only=True)
class MidtermFellDue:
    """The bureau has to judge (4.6)."""

    TYPE: ClassVar[str] = "midterm.fell_due.v1"
    name: str
    project: str
    node: str
    planned_on: date
    rule: str = "4.6"


@dataclass(frozen=True, kw_only=True)
class MidtermJudged:
    """What the bureau judged, with whom (4.6)."""

    TYPE: ClassVar[str] = "midterm.judged.v1"
    name: str
    project: str
    judgement: Judgement
    reasons: OnRequest[str]
    consulted: tuple[str, ...]
    judged_at: datetime
    rule: str = "4.6"


@dataclass(frozen=True, kw_only=True)
class MidtermReported:
    """The judgement went to the city government (4.6)."""

    TYPE: ClassVar[str] = "midterm.reported.v1"
    name: str
    project: str
    judgement: Judgement
    reference: str
    reported_on: date
    report_digest: str
    rule: str = "4.6"
