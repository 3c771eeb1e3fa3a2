"""A deadline: set, warned of, moved, met or overdue (4.1 to 4.5). Its `end` is exclusive: `now < end` is in time."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chassis.calendar import Calendar, Term, china_date, start_of_day
from chassis.errors import RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.basis import Basis
from services.milestones.domain.extensions import Extension
from services.milestones.domain.states import deadline_after
from services.milestones.domain.terms import DeadlineKind, DeadlineState, ExtensionState


@dataclass(frozen=True)
class SkippedDay:
    """A day off that moved the last day."""

    day: date
    why: str


@dataclass(frozen=True)
class Redating:
    """A change of the last day, and why."""

    previous_last_day: date
    last_day: date
    reason: str
    rule: str
    redated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a deadline asks for, of whom, by which rule, and when it warns. `occasion`: why it is set anew, if it is."""

    name: str
    project: str
    kind: DeadlineKind
    node: str
    rule: str
    responsible_role: str
    responsible: str
    warn_days: tuple[int, ...]
    policy_version: str
    occasion: str = ""


@dataclass
class Deadline:
    """`name` is "projects/{project}/deadlines/{deadline}", `node` the id of its node."""

    name: str
    project: str
    kind: DeadlineKind
    node: str
    rule: str
    basis: Basis
    last_day: date
    end: datetime
    provisional: bool
    skipped: list[SkippedDay]
    makeup_days: list[date]
    responsible_role: str
    responsible: str
    warn_days: list[int]
    set_at: datetime
    policy_version: str
    occasion: str = ""
    state: DeadlineState = DeadlineState.OPEN
    warned: list[int] = field(default_factory=list)
    overdue_at: datetime | None = None
    met_at: datetime | None = None
    late: bool = False
    cancelled_because: str = ""
    redatings: list[Redating] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    version: int = 0

    @classmethod
    def set(cls, demand: Demand, basis: Basis, calendar: Calendar, now: datetime) -> tuple["Deadline", list[Any]]:
        """A deadline that runs from now on."""
        term = basis.term(calendar)
        deadline = cls(
            name=demand.name,
            project=demand.project,
            kind=demand.kind,
            node=demand.node,
            rule=demand.rule,
            basis=basis,
            last_day=term.last_day,
            end=term.end,
            provisional=term.provisional,
            skipped=[SkippedDay(each.day, each.why) for each in term.skipped],
            makeup_days=list(term.makeup_days),
            responsible_role=demand.responsible_role,
            responsible=demand.responsible,
            warn_days=sorted(demand.warn_days, reverse=True),
            set_at=now,
            policy_version=demand.policy_version,
            occasion=demand.occasion,
        )
        return deadline, [deadline.fact(facts.DeadlineSet, start=basis.start, days=basis.days, occasion=demand.occasion)]

    @property
    def is_pending(self) -> bool:
        """Still asked for."""
        return self.state in (DeadlineState.OPEN, DeadlineState.OVERDUE)

    def has_passed(self, now: datetime) -> bool:
        """Whether it is missed at this instant."""
        return now >= self.end

    def warnings_ahead(self, now: datetime) -> list[tuple[int, datetime]]:
        """The warnings still to come: days left, and the instant, the beginning of that day in China (4.5)."""
        instants = [(days, start_of_day(self.last_day - timedelta(days=days))) for days in self.warn_days]
        return [(days, instant) for days, instant in instants if instant > now]

    def warn(self, days_left: int) -> list[Any]:
        """Say that it comes near (4.5). Refuses DEADLINE_PASSED, DEADLINE_CLOSED."""
        self.state = deadline_after(self.state, "warn")
        self.warned.append(days_left)
        return [self.fact(facts.DeadlineWarned, days_left=days_left)]

    def mark_overdue(self, now: datetime) -> list[Any]:
        """Say once that it was missed (4.5). Refuses DEADLINE_PASSED, DEADLINE_CLOSED, DEADLINE_RUNS."""
        state = deadline_after(self.state, "mark_overdue")
        if not self.has_passed(now):
            raise RuleViolated("DEADLINE_RUNS", f"期限至{self.last_day}24时，尚未届满", rule="4.5")
        self.state, self.overdue_at = state, now
        self._lapse_extension()
        return [self.fact(facts.DeadlineOverdue, overdue_at=self.end, marked_at=now)]

    def meet(self, now: datetime, *, late: bool | None = None) -> list[Any]:
        """What was due is in; late delivery is accepted and recorded as late (4.5). Refuses DEADLINE_CLOSED.

        `late` is given where another period excuses it (4.4).
        """
        state = deadline_after(self.state, "meet")
        passed = self.has_passed(now)
        before = self.mark_overdue(now) if passed and self.state is DeadlineState.OPEN else []
        self.state, self.met_at, self.late = state, now, passed if late is None else late
        self._lapse_extension()
        return [*before, self.fact(facts.DeadlineMet, met_at=now, late=self.late)]

    def cancel(self, reason: str, rule: str) -> list[Any]:
        """It is no longer asked for, or its clock stops. Refuses DEADLINE_CLOSED."""
        self.state, self.cancelled_because = deadline_after(self.state, "cancel"), reason
        self._lapse_extension()
        return [self.fact(facts.DeadlineCancelled, rule=rule, reason=reason)]

    def compute_anew(self, calendar: Calendar, now: datetime) -> list[Any]:
        """Compute it by what the calendar knows now (4.3); nothing to say where neither date nor certainty changes."""
        self.state = deadline_after(self.state, "compute_anew")
        term = self.basis.term(calendar)
        if (term.last_day, term.provisional) == (self.last_day, self.provisional):
            return []
        return self._take(term, self.basis, now, "放假安排公布，重新计算", "4.3")

    def move(self, basis: Basis, calendar: Calendar, now: datetime, reason: str, rule: str) -> list[Any]:
        """Compute it from another basis: more time granted (4.4), a new task book (1.8). Refuses DEADLINE_CLOSED.

        One that is overdue and moves beyond today runs again.
        """
        self.state = deadline_after(self.state, "move")
        return self._take(basis.term(calendar), basis, now, reason, rule)

    @property
    def pending_extension(self) -> Extension | None:
        """The request for more time that waits for consents."""
        last = self.extensions[-1] if self.extensions else None
        return last if last is not None and last.state is ExtensionState.PENDING else None

    def fact(self, cls: type, **more: Any) -> Any:
        """A fact about this deadline as it stands."""
        common = {
            "name": self.name,
            "project": self.project,
            "kind": self.kind,
            "node": self.node,
            "last_day": self.last_day,
            "end": self.end,
            "provisional": self.provisional,
            "responsible_role": self.responsible_role,
            "responsible": self.responsible,
            "rule": self.rule,
        }
        return cls(**common | more)

    def _take(self, term: Term, basis: Basis, now: datetime, reason: str, rule: str) -> list[Any]:
        previous, today = self.last_day, china_date(now)
        # Re-dating never moves a last day into the past (4.3); a last day that stays where it was is no move.
        last_day = max(term.last_day, min(previous, today))
        self.last_day, self.basis, self.provisional = last_day, basis, term.provisional
        self.end = start_of_day(last_day + timedelta(days=1))
        self.skipped = [SkippedDay(each.day, each.why) for each in term.skipped]
        self.makeup_days = list(term.makeup_days)
        if self.state is DeadlineState.OVERDUE and not self.has_passed(now):
            self.state, self.overdue_at = deadline_after(self.state, "resume"), None
        self.redatings.append(Redating(previous, last_day, reason, rule, now))
        return [self.fact(facts.DeadlineRedated, rule=rule, previous_last_day=previous, reason=reason)]

    def _lapse_extension(self) -> None:
        pending = self.pending_extension
        if pending is not None:
            pending.lapse()
