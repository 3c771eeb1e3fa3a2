"""What milestones tells the suite and the city: topic sanzhi.milestones; INTERNAL ones go to sanzhi.milestones.internal.

`name` is the subject and `project`, where there is one, the key. Dates are China's, instants UTC. Who sits on a panel and
how an expert votes stays inside the suite.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from services.milestones.domain.files import StoredFile
from services.milestones.domain.terms import DeadlineKind, Judgement, MaterialKind, RemedyChoice, Vote


@dataclass(frozen=True, kw_only=True)
class HolidayNoticePublished:
    """A year's days off and make-up days are known, or corrected (`revision` above 1)."""

    TYPE: ClassVar[str] = "holiday_notice.published.v1"
    name: str
    year: int
    days_off: tuple[date, ...]
    makeup_days: tuple[date, ...]
    reference: str
    revision: int
    rule: str = "4.2,4.3"


@dataclass(frozen=True, kw_only=True)
class ScheduleAwoke:
    """The contract set is in effect: deadlines run."""

    TYPE: ClassVar[str] = "schedule.awoke.v1"
    name: str
    project: str
    effective_at: datetime
    task_book_version: int
    nodes: tuple[str, ...]
    midterm_on: date
    term_end: date
    rule: str = "1.6,4.1"


@dataclass(frozen=True, kw_only=True)
class ScheduleChanged:
    """A new version of the task book changed dates; the deadlines that follow say so themselves."""

    TYPE: ClassVar[str] = "schedule.changed.v1"
    name: str
    project: str
    task_book_version: int
    reason: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    term_end: date
    rule: str = "1.8"


@dataclass(frozen=True, kw_only=True)
class TermEnded:
    """The term of the task book is over."""

    TYPE: ClassVar[str] = "term.ended.v1"
    name: str
    project: str
    term_end: date
    noted_at: datetime
    rule: str = "6.2"


@dataclass(frozen=True, kw_only=True)
class NodeCancelled:
    """Taken out of the task book (1.8), or the project ended before it was concluded (1.10, 6.4)."""

    TYPE: ClassVar[str] = "node.cancelled.v1"
    name: str
    project: str
    node: str
    reason: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class _DeadlineFact:
    """What every fact about a deadline says. `end` is exclusive."""

    name: str
    project: str
    kind: DeadlineKind
    node: str
    last_day: date
    end: datetime
    provisional: bool
    responsible_role: str
    responsible: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class DeadlineSet(_DeadlineFact):
    """A deadline runs. `occasion`: why it was set anew, where it was."""

    TYPE: ClassVar[str] = "deadline.set.v1"
    start: date
    days: int
    occasion: str


@dataclass(frozen=True, kw_only=True)
class DeadlineRedated(_DeadlineFact):
    """Its last day was computed again (4.3), or moved (4.4, 1.8); `reason` says why."""

    TYPE: ClassVar[str] = "deadline.redated.v1"
    previous_last_day: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeadlineWarned(_DeadlineFact):
    """It comes near (4.5)."""

    TYPE: ClassVar[str] = "deadline.warned.v1"
    days_left: int


@dataclass(frozen=True, kw_only=True)
class DeadlineOverdue(_DeadlineFact):
    """It was missed (4.5). `overdue_at` is its end, `marked_at` when the service said so."""

    TYPE: ClassVar[str] = "deadline.overdue.v1"
    overdue_at: datetime
    marked_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadlineMet(_DeadlineFact):
    """What was due is in, in time or late (4.5)."""

    TYPE: ClassVar[str] = "deadline.met.v1"
    met_at: datetime
    late: bool


@dataclass(frozen=True, kw_only=True)
class DeadlineCancelled(_DeadlineFact):
    """What was due is no longer asked for, or its clock has stopped."""

    TYPE: ClassVar[str] = "deadline.cancelled.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested:
    """Whoever has to deliver asks for more time (4.4)."""

    TYPE: ClassVar[str] = "extension.requested.v1"
    name: str
    project: str
    last_day: date
    asked_for: date
    reason: str
    requested_by: str
    waiting_for: tuple[str, ...]
    rule: str = "4.4"


@dataclass(frozen=True, kw_only=True)
class ExtensionConsented:
    """One of those whose consent is needed gave it; the deadline is redated once nobody is waited for."""

    TYPE: ClassVar[str] = "extension.consented.v1"
    name: str
    project: str
    asked_for: date
    organization: str
    waiting_for: tuple[str, ...]
    rule: str


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused:
    """One of those whose consent is needed refused it."""

    TYPE: ClassVar[str] = "extension.refused.v1"
    name: str
    project: str
    asked_for: date
    organization: str
    reason: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class MaterialSubmitted:
    """One of the two materials is in (4.1)."""

    TYPE: ClassVar[str] = "material.submitted.v1"
    name: str
    project: str
    node: str
    round: int
    kind: MaterialKind
    file: StoredFile
    submitted_at: datetime
    rule: str = "4.1"


@dataclass(frozen=True, kw_only=True)
class MaterialsReceived:
    """Both are in; after a return, complete. `late`: after the deadline and not within a period granted."""

    TYPE: ClassVar[str] = "materials.received.v1"
    name: str
    project: str
    node: str
    round: int
    received_at: datetime
    late: bool
    completed: bool
    files: tuple[StoredFile, ...]
    received_by: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Defect:
    """What is missing or wrong in a material, in MaterialsReturned."""

    material: MaterialKind
    description: str


@dataclass(frozen=True, kw_only=True)
class MaterialsReturned:
    """The lead returned incomplete materials; the review clock has stopped (4.4)."""

    TYPE: ClassVar[str] = "materials.returned.v1"
    name: str
    project: str
    node: str
    round: int
    returned_at: datetime
    defects: tuple[Defect, ...]
    complete_by: date
    rule: str = "4.4"


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
    reason: str
    rule: str = "1.9"


@dataclass(frozen=True, kw_only=True)
class VoteRecorded:
    """An expert voted (4.7)."""

    TYPE: ClassVar[str] = "vote.recorded.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    node: str
    member: str
    vote: Vote
    votes_in: int
    votes_needed: int
    rule: str = "4.7"


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
    report: StoredFile
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
    reason: str
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
    reasons: tuple[str, ...]
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
    reasons: str
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
