"""A milestone node: planned, awaiting materials, under review, passed or failed, and reviewed once more (4.1 to 4.8)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar
from plan.seen import version_of
from services.milestones.domain import facts
from services.milestones.domain.materials import Defect, Material, MaterialsReturn, Timing, check_no_repetition
from services.milestones.domain.panel import MilestonePanel, PanelReplacement
from services.milestones.domain.policy import MilestonesPolicy
from services.milestones.domain.remedy import OwnerChoice, Remedy
from services.milestones.domain.review import MilestoneReport, Review
from services.milestones.domain.states import NODE, moved
from services.milestones.domain.words import DeadlineKind, NodeState, RemedyChoice, Vote

S = NodeState


@dataclass
class Node:
    """`name` is "projects/{project}/nodes/{node}"; `due_date` is the task book's and does not roll (1.6a).

    cancelled_by: the rule, 1.8 where a version of the task book took it out, that of the project's end else.
    """

    name: str
    project: str
    node: str
    title: str
    due_date: date
    midterm: bool = False
    state: NodeState = S.PLANNED
    reviews: list[Review] = field(default_factory=list)
    remedy: Remedy | None = None
    cancelled_because: str = ""
    cancelled_by: str = ""
    deadlines_set: dict[str, int] = field(default_factory=dict)
    version: int = 0

    @property
    def review(self) -> Review:
        """The review under way, or the last one."""
        return self.reviews[-1]

    @property
    def etag(self) -> str:
        """What the task book has of it; materials, panel and report of the review; of votes, that all are in (4.7a, 4.7)."""
        return version_of(self.name, self.title, self.due_date, self.reviews[-1].substance if self.reviews else ())

    @property
    def is_open(self) -> bool:
        """Neither concluded nor cancelled."""
        return self.state not in (S.PASSED, S.FAILED, S.CANCELLED)

    @property
    def follows_task_book(self) -> bool:
        """Whether materials are awaited for the date of the task book, not for that of a rectification (4.8)."""
        return self.state is S.AWAITING_MATERIALS and not self.review.rectifies

    @property
    def panel_members(self) -> frozenset[str]:
        """Those who sit on the panel of the review under way."""
        panel = self.reviews[-1].panel if self.reviews else None
        return panel.people if panel else frozenset()

    @property
    def rectifications(self) -> int:
        """How many rectifications were reviewed, or are (4.8)."""
        return sum(review.rectifies for review in self.reviews)

    def wake(self) -> None:
        """Deadlines run: materials are awaited (1.6)."""
        self.state = NODE.after(self.state, "wake")
        self.reviews.append(Review(len(self.reviews) + 1, self.due_date))

    def restore(self, title: str, due_date: date, midterm: bool) -> None:
        """A new version of the task book has it again (1.8). A review that was cut off stays on record; it is reviewed from the start."""
        self.state, self.cancelled_because, self.cancelled_by = NODE.after(self.state, "restore"), "", ""
        self.title, self.due_date, self.midterm = title, due_date, midterm

    def name_deadline(self, kind: DeadlineKind) -> str:
        """The name for a new deadline of the review under way: n1-review, then n1-review-2 …"""
        number = self.deadlines_set[kind.value] = self.deadlines_set.get(kind.value, 0) + 1
        name = f"{self.project}/deadlines/{self.node}-{kind.value}" + (f"-{number}" if number > 1 else "")
        self.review.note_deadline(kind, name)
        return name

    def submit_materials(self, materials: list[Material], timing: Timing, now: datetime, received_by: str) -> list[Any]:
        """The unit hands in one or both (4.1), or what a return named (4.4); late ones are accepted (4.5).

        Refuses SCHEDULE_ASLEEP, MATERIALS_ALREADY_RECEIVED, NODE_CONCLUDED, NODE_CANCELLED, LISTED_TWICE.
        """
        state = moved(NODE, self.state, "submit_materials", self.cancelled_by)
        check_no_repetition([material.kind for material in materials])
        completes = state is S.RETURNED
        said: list[Any] = [
            facts.MaterialSubmitted(**self._about(), kind=material.kind, file=material.file, submitted_at=now) for material in materials
        ]
        if not self.review.take_in(materials, timing, now):
            return said
        self.state = NODE.after(self.state, "receive_materials")
        received = facts.MaterialsReceived(
            **self._about(),
            received_at=now,
            late=self.review.materials_late,
            completed=completes,
            files=self.review.files,
            received_by=received_by,
            rule="4.1,4.4" if completes else "4.1",
        )
        return [*said, received]

    def return_materials(self, returned: MaterialsReturn, policy: MilestonesPolicy, calendar: Calendar) -> list[Any]:
        """The lead returns incomplete materials; the review clock stops (4.4). Refuses as Review.give_back does."""
        state = moved(NODE, self.state, "return_materials", self.cancelled_by)
        self.review.give_back(returned, policy.returns, calendar)
        self.state = state
        return [
            facts.MaterialsReturned(
                **self._about(),
                returned_at=returned.returned_at,
                defects=tuple(_told(defect) for defect in returned.defects),
                complete_by=returned.complete_by,
            )
        ]

    def start_clock(self, at: datetime) -> None:
        """The lead's period runs from this instant: materials are complete (4.2), or a successor has come (1.9)."""
        self.review.start_clock(at)

    def convene_panel(self, panel: MilestonePanel) -> list[Any]:
        """The lead convenes experts, checked before (4.2, 4.7). Refuses MATERIALS_NOT_RECEIVED, PANEL_ALREADY_CONVENED."""
        self.admit("convene_panel")
        self.review.seat(panel)
        people = tuple(member.person for member in panel.members)
        named = facts.PanelNamed(**self._about_panel(), members=people)
        return [facts.PanelConvened(**self._about(), convened_at=panel.convened_at, members=panel.size), named]

    def object_to_panel_member(self, member: str, objector: str, reason: str, now: datetime) -> list[Any]:
        """Somebody who may objects to a member beforehand (4.7). Refuses as Panel.object_to, and PANEL_NOT_CONVENED."""
        self.admit("object_to_panel_member")
        self.review.convened_panel().object_to(member, objector, reason, now)
        return [facts.PanelMemberObjected(**self._about_panel(), member=member, objected_by=objector, reason=reason)]

    def replace_panel_member(self, replacement: PanelReplacement, now: datetime) -> list[Any]:
        """The lead names another expert, checked before (4.7). Refuses as Panel.replace, and PANEL_NOT_CONVENED."""
        self.admit("replace_panel_member")
        member, successor, reason = replacement.member, replacement.successor, replacement.reason
        self.review.convened_panel().replace(member, successor, reason, now, unfit=replacement.unfit)
        return [facts.PanelMemberReplaced(**self._about_panel(), member=member, successor=successor.person, reason=reason)]

    def record_vote(self, member: str, vote: Vote, opinion: str, now: datetime, seen: str = "") -> list[Any]:
        """A member of the panel votes (4.7)."""
        self.admit("record_vote")
        panel = self.review.convened_panel()
        panel.record(member, vote, opinion, now, seen)
        votes_in = panel.votes_for + panel.votes_against
        return [facts.VoteRecorded(**self._about_panel(), member=member, votes_in=votes_in, votes_needed=panel.size)]

    def submit_milestone_report(self, report: MilestoneReport, remedy: Remedy) -> list[Any]:
        """The report is with the owner, and the majority has concluded (4.2, 4.7). `remedy` waits for a failed node's owners."""
        self.state = NODE.after(self.state, "pass" if report.passed else "fail")
        self.review.conclude(report)
        self.remedy = None if report.passed else remedy
        fact = facts.NodePassed if report.passed else facts.NodeFailed
        return [
            fact(
                **self._about(),
                lead=report.submitted_by,
                concluded_at=report.submitted_at,
                votes_for=report.votes_for,
                votes_against=report.votes_against,
                late=report.late,
                materials_late=self.review.materials_late,
                report=report.file,
            )
        ]

    def conclusion(self) -> tuple[bool, MilestonePanel]:
        """What the majority of the panel concludes (4.7).

        Refuses MATERIALS_NOT_RECEIVED, PANEL_NOT_CONVENED, PANEL_INCOMPLETE, DELIVERY_MISSING, NODE_CONCLUDED, NODE_CANCELLED.
        """
        self.admit("submit_milestone_report")
        panel = self.review.convened_panel()
        return panel.conclude(), panel

    def choose_remedy(self, choice: OwnerChoice) -> list[Any]:
        """An owner chooses what follows a failed node; with `rectify` its second review begins (4.8). Refuses NODE_NOT_FAILED."""
        self.admit("choose_remedy")
        assert self.remedy is not None, "a failed node has one"
        said = self.remedy.choose(choice)
        if self.remedy.decision is RemedyChoice.RECTIFY and self.remedy.rectify_by is not None:
            self.state = NODE.after(self.state, "rectify")
            self.reviews.append(Review(len(self.reviews) + 1, self.remedy.rectify_by, rectifies=True))
        return said

    def change(self, title: str, due_date: date, midterm: bool) -> None:
        """A new version of the task book (1.8); what was reviewed stays as it was. Refuses NODE_CONCLUDED, NODE_CANCELLED."""
        self.admit("change")
        self.title, self.due_date, self.midterm = title, due_date, midterm
        if self.follows_task_book:
            self.review.move(due_date)

    def cancel(self, reason: str, rule: str) -> list[Any]:
        """Taken out of the task book (1.8), or the project ended first (1.10, 6.4). Refuses NODE_CONCLUDED, NODE_CANCELLED."""
        self.state, self.cancelled_because, self.cancelled_by = moved(NODE, self.state, "cancel", self.cancelled_by), reason, rule
        return [facts.NodeCancelled(name=self.name, project=self.project, node=self.node, reason=reason, rule=rule)]

    def change_lead(self, reason: str) -> list[Any]:
        """A successor of the lead is in effect: a panel that has not concluded is convened anew (1.9)."""
        self.admit("change_lead")
        return [facts.PanelDissolved(**self._about(), reason=reason)] if self.review.dissolve_panel() else []

    def admit(self, act: str) -> None:
        """Refuse an act that the state does not admit, and a second panel (PANEL_ALREADY_CONVENED)."""
        moved(NODE, self.state, act, self.cancelled_by)
        if act == "convene_panel":
            self.review.demand_no_panel()

    def _about_panel(self) -> dict[str, Any]:
        return {"name": self.name, "project": self.project, "node": self.node}

    def _about(self) -> dict[str, Any]:
        return {"name": self.name, "project": self.project, "node": self.node, "round": self.review.round}


def _told(defect: Defect) -> facts.Defect:
    return facts.Defect(material=defect.material, description=defect.description)
