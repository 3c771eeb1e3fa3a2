"""The deadline of the self-evaluation: set, warned of, met or overdue, dated anew (4.3, 4.5, 6.2)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chassis.calendar import Calendar, Term, start_of_day
from chassis.errors import RuleViolated
from services.evaluation.domain import facts
from services.evaluation.domain.policy import SelfEvaluationPolicy
from services.evaluation.domain.states import deadline_after
from services.evaluation.domain.terms import DeadlineState


@dataclass(frozen=True)
class SkippedDay:
    """A day off that moved the last day."""

    day: date
    why: str


@dataclass
class Deadline:
    """`name` is "projects/{project}/deadlines/self-evaluation"; `end` is exclusive: before it is in time."""

    name: str
    project: str
    start: date
    days: int
    rolls: bool
    warn_days: list[int]
    last_day: date
    end: datetime
    provisional: bool
    skipped: list[SkippedDay]
    responsible: str
    set_at: datetime
    policy_version: str
    kind: str = "self_evaluation"
    node: str = ""
    responsible_role: str = "undertaking_unit"
    rule: str = "6.2"
    state: DeadlineState = DeadlineState.OPEN
    warned: list[int] = field(default_factory=list)
    overdue_at: datetime | None = None
    met_at: datetime | None = None
    late: bool = False
    cancelled_because: str = ""
    version: int = 0

    @property
    def is_pending(self) -> bool:
        """Still asked for."""
        return self.state in (DeadlineState.OPEN, DeadlineState.OVERDUE)

    def has_passed(self, now: datetime) -> bool:
        """Whether it is missed at this instant."""
        return now >= self.end

    def warnings_ahead(self, now: datetime) -> list[tuple[int, datetime]]:
        """The warnings still to come: days left and the instant, the beginning of that day in China."""
        instants = [(days, start_of_day(self.last_day - timedelta(days=days))) for days in self.warn_days]
        return [(days, instant) for days, instant in instants if instant > now]

    def warn(self, days_left: int) -> list[Any]:
        """Say that it comes near (4.5)."""
        self.state = deadline_after(self.state, "warn")
        self.warned.append(days_left)
        return [facts.DeadlineWarned(**self._common(), days_left=days_left, rule="4.5")]

    def mark_overdue(self, now: datetime) -> list[Any]:
        """Say once that it was missed (4.5)."""
        state = deadline_after(self.state, "mark_overdue")
        if not self.has_passed(now):
            raise RuleViolated("DEADLINE_NOT_OVER", f"期限到{self.last_day}24时才届满", rule="4.5")
        self.state, self.overdue_at = state, self.end
        return [facts.DeadlineOverdue(**self._common(), overdue_at=self.end, marked_at=now, rule="4.5")]

    def meet(self, now: datetime) -> list[Any]:
        """What was due is in; after the end it is late (4.5)."""
        self.state = deadline_after(self.state, "meet")
        self.met_at, self.late = now, self.has_passed(now)
        return [facts.DeadlineMet(**self._common(), met_at=now, late=self.late, rule="4.5" if self.late else self.rule)]

    def cancel(self, reason: str) -> list[Any]:
        """It is no longer asked for."""
        self.state, self.cancelled_because = deadline_after(self.state, "cancel"), reason
        return [facts.DeadlineCancelled(**self._common(), reason=reason, rule=self.rule)]

    def redate(self, calendar: Calendar, today: date, reason: str) -> list[Any]:
        """Compute it again with what the calendar has learnt (4.3); never into the past, and no fact if nothing moves."""
        self.state = deadline_after(self.state, "redate")
        term = calendar.calendar_days_after(self.start, self.days, self.rolls)
        last_day = max(term.last_day, today) if term.last_day < self.last_day else term.last_day
        if (last_day, term.provisional) == (self.last_day, self.provisional):
            return []
        previous = self.last_day
        self.last_day, self.provisional = last_day, term.provisional
        self.end = start_of_day(last_day + timedelta(days=1))
        self.skipped = skipped_of(term)
        self.warned = [days for days in self.warned if last_day - timedelta(days=days) <= today]
        return [facts.DeadlineRedated(**self._common(), previous_last_day=previous, reason=reason, rule="4.3")]

    def announce(self) -> list[Any]:
        """Say that it runs."""
        return [facts.DeadlineSet(**self._common(), rule=self.rule)]

    def _common(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "project": self.project,
            "kind": self.kind,
            "node": self.node,
            "last_day": self.last_day,
            "end": self.end,
            "provisional": self.provisional,
            "responsible_role": self.responsible_role,
            "responsible": self.responsible,
        }


@dataclass(frozen=True)
class Basis:
    """What a deadline is set by: the policy and its version, the calendar, and when."""

    policy: SelfEvaluationPolicy
    policy_version: str
    calendar: Calendar
    now: datetime


def set_self_evaluation_deadline(project: str, unit: str, ended_on: date, basis: Basis) -> Deadline:
    """Due so many days after the term, or after the termination (6.2, 1.10)."""
    policy = basis.policy
    term = basis.calendar.calendar_days_after(ended_on, policy.days, policy.rolls)
    return Deadline(
        name=deadline_name(project),
        project=project,
        start=ended_on,
        days=policy.days,
        rolls=policy.rolls,
        warn_days=sorted(policy.warn_days, reverse=True),
        last_day=term.last_day,
        end=term.end,
        provisional=term.provisional,
        skipped=skipped_of(term),
        responsible=unit,
        set_at=basis.now,
        policy_version=basis.policy_version,
    )


def deadline_name(project: str) -> str:
    """The name of a project's only deadline here."""
    return f"{project}/deadlines/self-evaluation"


def skipped_of(term: Term) -> list[SkippedDay]:
    """The days off that a term skipped."""
    return [SkippedDay(skipped.day, skipped.why) for skipped in term.skipped]
