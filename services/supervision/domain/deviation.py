"""A deviation: found, assigned, corrected, closed with evidence. Home of 7.2."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar, china_date
from chassis.errors import PermissionDenied, RuleViolated
from plan.counting import demand_countable
from plan.deadlines import Change, Deadline, DeadlineState, Overdue, Redated, Warned
from plan.files import FileRef
from plan.seen import version_of
from services.supervision.domain import facts
from services.supervision.domain.states import DEVIATION
from services.supervision.domain.words import DeviationAspect, DeviationCause, DeviationState

S = DeviationState
Facts = list[Any]


@dataclass(frozen=True)
class Correction:
    """What the assignee reports. late: after the due date."""

    done: str
    evidence: tuple[FileRef, ...]
    reported_by: str
    reported_at: datetime
    late: bool


@dataclass(frozen=True)
class Observation:
    """A later fact about the same deviation. source: its id. remedied: what was missing has come."""

    source: str
    description: str
    observed_at: datetime
    remedied: bool = False


@dataclass(frozen=True)
class Assignment:
    """What is to be done, by whom, until when. by_default: by the lead, whoever that is."""

    corrective_action: str
    assignee: str
    by_default: bool
    deadline: Deadline
    assigned_by: str


@dataclass
class Deviation:
    """`name` is "projects/{project}/deviations/{deviation}". source: who reported it, or the id of the fact that shows it."""

    name: str
    project: str
    aspect: DeviationAspect
    cause: DeviationCause
    source: str
    subject: str
    description: str
    opened_at: datetime
    assignee: str
    deadline: Deadline
    policy_version: str
    evidence: tuple[FileRef, ...] = ()
    assigned_by_default: bool = True
    state: DeviationState = S.OPEN
    corrective_action: str = ""
    assigned_by: str = ""
    assigned_at: datetime | None = None
    corrections: list[Correction] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    conclusion: str = ""
    closing_evidence: tuple[FileRef, ...] = ()
    closed_by: str = ""
    closed_at: datetime | None = None
    version: int = 0

    @property
    def etag(self) -> str:
        """What is to be corrected, what was reported, and what was observed (4.7a)."""
        return version_of(self.name, self.description, self.corrective_action, self.corrections, self.observations)

    @property
    def due_date(self) -> date:
        """The last day for the correction."""
        return self.deadline.last_day

    @property
    def due_provisional(self) -> bool:
        """Whether that day may still move (4.3)."""
        return self.deadline.provisional

    @property
    def overdue(self) -> bool:
        """Whether the last day passed without a reported correction."""
        return self.deadline.overdue_at is not None

    def admit(self, act: str, by: str) -> DeviationState:
        """The state that an act of a person leads to, whatever its request says.

        Refuses what the state does not admit, NOT_THE_ASSIGNEE, ASSIGNEE_MAY_NOT_CLOSE (7.2).
        """
        if act == "report_correction" and by != self.assignee:
            raise PermissionDenied("NOT_THE_ASSIGNEE", f"纠正责任人为 {self.assignee or '（暂缺）'}，不是 {by}", rule="7.2")
        state = DEVIATION.after(self.state, act)
        if act == "close" and by in (self.assignee, *(each.reported_by for each in self.corrections)):
            raise PermissionDenied("ASSIGNEE_MAY_NOT_CLOSE", f"{by} 是纠正责任人，不能自行办结", rule="7.2")
        return state

    def open(self) -> Facts:
        """Say that it was found."""
        opened = facts.DeviationOpened(
            **self._what(),
            subject=self.subject,
            assignee=self.assignee,
            due=self.due_date,
            provisional=self.due_provisional,
            basis=self.deadline.basis,
        )
        return [opened, self._described()]

    def knows(self, source: str) -> bool:
        """Whether this fact has shown it already."""
        return source == self.source or any(each.source == source for each in self.observations)

    def observe(self, observation: Observation) -> Facts:
        """A later fact is about the same deviation."""
        self.state = DEVIATION.after(self.state, "observe")
        self.observations.append(observation)
        return [facts.DeviationObserved(**{**self._what(), "source": observation.source}, remedied=observation.remedied)]

    def assign(self, assignment: Assignment, now: datetime) -> Facts:
        """Set the correction, or set it anew where what was reported does not suffice."""
        state = DEVIATION.after(self.state, "assign")
        if not assignment.assignee:
            raise RuleViolated("ASSIGNEE_NOT_KNOWN", "本项目当前没有责任人在任，请指定纠正责任人", rule="7.2")
        today, due = china_date(now), assignment.deadline.last_day
        if due < today:
            raise RuleViolated("DATE_IN_PAST", f"完成日期{due}早于今日{today}", rule="7.2", due_date=str(due))
        demand_countable(due, "完成日期", field="due_date")
        self.state, self.deadline, self.assigned_at = state, assignment.deadline, now
        self.corrective_action, self.assigned_by = assignment.corrective_action, assignment.assigned_by
        self.assignee, self.assigned_by_default = assignment.assignee, assignment.by_default
        return [self._assigned(), self._described()]

    def follow_lead(self, lead: str) -> Facts:
        """Who leads has changed (1.9): what is the lead's by default to correct is the new lead's, or nobody's for the time being."""
        self.state = DEVIATION.after(self.state, "follow_lead")
        if not self.assigned_by_default or self.assignee == lead:
            return []
        self.assignee = lead
        return [self._assigned()]

    def report_correction(self, by: str, done: str, evidence: tuple[FileRef, ...], now: datetime) -> Facts:
        """The assignee says what was done."""
        state = self.admit("report_correction", by)
        if not evidence:
            raise RuleViolated("EVIDENCE_REQUIRED", "报告纠正情况须附证据，未收到任何文件", rule="7.2")
        changes = self.deadline.meet(now)
        late = self.deadline.late
        self.state = state
        self.corrections.append(Correction(done, evidence, by, now, late))
        corrected = facts.DeviationCorrected(name=self.name, project=self.project, assignee=by, reported_at=now, late=late)
        return [*self._told(changes), corrected]

    def close(self, by: str, conclusion: str, evidence: tuple[FileRef, ...], now: datetime) -> Facts:
        """Close it on evidence; who was to correct it never does."""
        state = self.admit("close", by)
        # What was reported before it was assigned anew did not suffice.
        shown = evidence or (self.corrections[-1].evidence if self.state is S.REPORTED else ())
        if not shown:
            raise RuleViolated("EVIDENCE_REQUIRED", "办结须有证据：没有纠正情况报告，也未收到任何文件", rule="7.2")
        self.state, self.conclusion, self.closing_evidence = state, conclusion, evidence
        self.closed_by, self.closed_at = by, now
        if self.deadline.is_pending:
            self.deadline.cancel("偏差已经办结", "7.2")
        digests = tuple(file.digest for file in shown)
        common = {**self._what(), "assignee": self.assignee, "due": self.due_date}
        return [facts.DeviationClosed(**common, closed_by=by, closed_at=now, evidence=digests)]

    def warn(self, days_left: int) -> Facts:
        """Its date comes near (4.5)."""
        self.state = DEVIATION.after(self.state, "warn")
        return self._told(self.deadline.warn(days_left))

    def mark_overdue(self, now: datetime) -> Facts:
        """Its date has passed (4.5); said once for each date that is set. Refuses as Deadline.mark_overdue."""
        self.state = DEVIATION.after(self.state, "mark_overdue")
        return self._told(self.deadline.mark_overdue(now))

    def redate(self, calendar: Calendar, now: datetime, reason: str) -> Facts:
        """Compute its date again with what the calendar has learnt (4.3)."""
        self.state = DEVIATION.after(self.state, "redate")
        return self._told(self.deadline.redate(calendar, now, reason))

    @property
    def awaits_correction(self) -> bool:
        """Whether the assignee has still to report, and was not marked late."""
        return self.state in (S.OPEN, S.ASSIGNED) and self.deadline.state is DeadlineState.OPEN

    @property
    def all_files(self) -> list[FileRef]:
        """Every file of it."""
        return [*self.evidence, *(file for each in self.corrections for file in each.evidence), *self.closing_evidence]

    def _told(self, changes: list[Change]) -> Facts:
        common: dict[str, Any] = {"name": self.name, "project": self.project, "assignee": self.assignee, "due": self.due_date}
        told: Facts = []
        for change in changes:
            match change:
                case Warned():
                    told.append(facts.DeviationWarned(**common, days_left=change.days_left))
                case Overdue():
                    told.append(facts.DeviationOverdue(**common, overdue_at=change.overdue_at))
                case Redated():
                    common |= {"previous_due": change.previous_last_day, "provisional": self.due_provisional, "reason": change.reason}
                    told.append(facts.DeviationRedated(**common, basis=self.deadline.basis))
        return told

    def _described(self) -> facts.DeviationDescribed:
        described = {"description": self.description, "corrective_action": self.corrective_action}
        return facts.DeviationDescribed(name=self.name, project=self.project, **described)

    def _assigned(self) -> facts.DeviationAssigned:
        default = self.assigned_by_default
        return facts.DeviationAssigned(
            **self._what(),
            assignee=self.assignee,
            due=self.due_date,
            provisional=self.due_provisional,
            basis=self.deadline.basis,
            by_default=default,
            assigned_by=self.assigned_by,
        )

    def _what(self) -> dict[str, Any]:
        return {"name": self.name, "project": self.project, "aspect": self.aspect, "cause": self.cause, "source": self.source}
