"""A deadline: warned of, dated anew, met or overdue, and given more time (4.4). Home of 4.3 and 4.5."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chassis.calendar import Calendar, Term, china_date, start_of_day
from chassis.errors import RuleViolated
from plan.consents import Consent
from plan.counting import Basis, demand_countable, end_of
from plan.deadlines.changes import (
    DEADLINE,
    Cancelled,
    Change,
    DeadlineState,
    ExtensionConsented,
    ExtensionRefused,
    ExtensionRequested,
    Met,
    Overdue,
    Redated,
    Redating,
    SkippedDay,
    Warned,
)
from plan.deadlines.extensions import Extension, ExtensionState
from plan.text import demand_reason


@dataclass(kw_only=True)
class Deadline:
    """The last day and all that has become of it. `warn_days`: so many days before it, a warning (4.5)."""

    basis: Basis
    last_day: date
    end: datetime
    provisional: bool
    set_at: datetime
    skipped: list[SkippedDay] = field(default_factory=list)
    makeup_days: list[date] = field(default_factory=list)
    warn_days: list[int] = field(default_factory=list)
    state: DeadlineState = DeadlineState.OPEN
    warned: list[int] = field(default_factory=list)
    overdue_at: datetime | None = None
    met_at: datetime | None = None
    late: bool = False
    cancelled_because: str = ""
    redatings: list[Redating] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    @property
    def is_pending(self) -> bool:
        """Still asked for."""
        return self.state in (DeadlineState.OPEN, DeadlineState.OVERDUE)

    def has_passed(self, now: datetime) -> bool:
        """Whether its end is over at this instant."""
        return now >= self.end

    def warnings_ahead(self, now: datetime) -> list[tuple[int, datetime]]:
        """The warnings still to come: days left, and the instant, the beginning of that day in China (4.5)."""
        instants = [(days, start_of_day(self.last_day - timedelta(days=days))) for days in self.warn_days]
        return [(days, instant) for days, instant in instants if instant > now]

    def warn(self, days_left: int) -> list[Change]:
        """Say that it comes near (4.5). Refuses DEADLINE_PASSED, DEADLINE_CLOSED."""
        self.state = DEADLINE.after(self.state, "warn")
        self.warned.append(days_left)
        return [Warned(days_left)]

    def mark_overdue(self, now: datetime) -> list[Change]:
        """Say once that it was missed (4.5). Refuses DEADLINE_PASSED, DEADLINE_CLOSED, DEADLINE_RUNS."""
        state = DEADLINE.after(self.state, "mark_overdue")
        if not self.has_passed(now):
            raise RuleViolated("DEADLINE_RUNS", f"期限至{self.last_day} 24时，尚未届满", rule="4.5")
        self.state, self.overdue_at = state, self.end
        self._lapse_extension()
        return [Overdue(self.end, now)]

    def meet(self, now: datetime, *, late: bool | None = None) -> list[Change]:
        """What was due is in; late delivery is accepted and recorded as late (4.5). Refuses DEADLINE_CLOSED.

        One that was missed is marked so first, whether its timer has fired or not. `late` is given where another period
        excuses it (4.4).
        """
        state = DEADLINE.after(self.state, "meet")
        passed = self.has_passed(now)
        missed = self.mark_overdue(now) if passed and self.state is DeadlineState.OPEN else []
        self.state, self.met_at, self.late = state, now, passed if late is None else late
        self._lapse_extension()
        return [*missed, Met(now, self.late)]

    def cancel(self, reason: str, rule: str) -> list[Change]:
        """It is no longer asked for, or its clock stops. Refuses DEADLINE_CLOSED."""
        self.state, self.cancelled_because = DEADLINE.after(self.state, "cancel"), reason
        self._lapse_extension()
        return [Cancelled(reason, rule)]

    def redate(self, calendar: Calendar, now: datetime, reason: str) -> list[Change]:
        """Compute it by what the calendar knows now (4.3); nothing changes where neither date nor certainty does.

        Any deadline that is still asked for: a notice may move one that was no longer provisional, and one that is overdue
        runs again where its last day turns out to lie ahead. Refuses DEADLINE_CLOSED.
        """
        DEADLINE.after(self.state, "date_anew")
        term = self.basis.term(calendar)
        if (self._settled(term, now), term.provisional) == (self.last_day, self.provisional):
            return []
        return self._take(term, self.basis, now, Redated(self.last_day, reason, "4.3"))

    def move(self, basis: Basis, calendar: Calendar, now: datetime, reason: str, rule: str) -> list[Change]:
        """Compute it from another basis: more time granted (4.4), a new task book (1.8). Refuses DEADLINE_CLOSED.

        One that is overdue and moves beyond today runs again. A day that was granted stands where the new one comes before it (4.4).
        """
        DEADLINE.after(self.state, "date_anew")
        return self._take(basis.term(calendar), basis, now, Redated(self.last_day, reason, rule))

    @property
    def granted_until(self) -> date | None:
        """The latest day that was granted (4.4): no later counting takes it back."""
        return max((each.last_day for each in self.extensions if each.state is ExtensionState.GRANTED), default=None)

    @property
    def pending_extension(self) -> Extension | None:
        """The request for more time that waits for consents."""
        last = self.extensions[-1] if self.extensions else None
        return last if last is not None and last.is_pending else None

    def request_extension(self, extension: Extension) -> list[Change]:
        """Ask for more time, before the end (4.4).

        Refuses REASON_MISSING, DEADLINE_PASSED, DEADLINE_CLOSED, EXTENSION_PENDING, NOT_LATER, DATE_OUT_OF_RANGE.
        """
        demand_reason(extension.reason, "4.4")
        self._demand_time_left(extension.requested_at)
        pending = self.pending_extension
        if pending is not None:
            raise RuleViolated("EXTENSION_PENDING", f"已有延期申请（至{pending.last_day}）待处理", rule="4.4")
        if extension.last_day <= self.last_day:
            message = f"申请延至{extension.last_day}，不晚于现期限{self.last_day}"
            raise RuleViolated("NOT_LATER", message, rule="4.4", last_day=self.last_day)
        demand_countable(extension.last_day, "申请延至的日期", field="last_day")
        self.extensions.append(extension)
        return [ExtensionRequested(extension.last_day, extension.reason, extension.requested_by, extension.waiting_for)]

    def consent_to_extension(self, parties: frozenset[str], given: Consent, calendar: Calendar) -> list[Change]:
        """Consent for those whom the caller speaks for; with the last consent the deadline moves (4.4, 1.1).

        Refuses NO_EXTENSION_PENDING, DEADLINE_PASSED, CONSENT_NOT_YOURS, ALREADY_CONSENTED.
        """
        extension = self._demand_pending(given.at)
        agreed = extension.act.answer_for(parties, given, "1.1")
        said: list[Change] = [ExtensionConsented(extension.last_day, party, extension.waiting_for) for party in agreed]
        if extension.act.is_pending:
            return said
        extension.grant()
        basis = Basis.fixed(self.basis.start, extension.last_day)
        return [*said, *self.move(basis, calendar, given.at, f"经同意延期：{extension.reason}", "4.4")]

    def refuse_extension(self, parties: frozenset[str], given: Consent) -> list[Change]:
        """One refusal refuses it (1.1). Refuses NO_EXTENSION_PENDING, DEADLINE_PASSED, CONSENT_NOT_YOURS, REASON_MISSING."""
        extension = self._demand_pending(given.at)
        (refused_by,) = extension.act.answer_for(parties, given, "1.1")
        extension.refuse()
        return [ExtensionRefused(extension.last_day, refused_by, given.reason)]

    def _demand_pending(self, now: datetime) -> Extension:
        extension = self.pending_extension
        if extension is None:
            raise RuleViolated("NO_EXTENSION_PENDING", "没有待处理的延期申请", rule="4.4")
        self._demand_time_left(now)
        return extension

    def _demand_time_left(self, now: datetime) -> None:
        if not self.is_pending:
            DEADLINE.after(self.state, "extend")
        if self.has_passed(now):
            message = f"期限已于{self.last_day} 24时届满，延期须在届满前提出并获同意"
            raise RuleViolated("DEADLINE_PASSED", message, rule="4.4", last_day=self.last_day)

    def _take(self, term: Term, basis: Basis, now: datetime, change: Redated) -> list[Change]:
        self.last_day = self._settled(term, now)
        self.end = end_of(self.last_day)
        self.basis, self.provisional = basis, term.provisional
        counted = self.last_day == term.last_day
        self.skipped, self.makeup_days = (skipped_of(term), list(term.makeup_days)) if counted else ([], [])
        # A warning given for an earlier last day is due again for a later one.
        self.warned = [days for days in self.warned if start_of_day(self.last_day - timedelta(days=days)) <= now]
        if self.state is DeadlineState.OVERDUE:
            passed = self.has_passed(now)
            self.state, self.overdue_at = (self.state, self.end) if passed else (DEADLINE.after(self.state, "resume"), None)
        asked_again = self._extension_from(change.previous_last_day)
        self.redatings.append(Redating(change.previous_last_day, self.last_day, change.reason, change.rule, now))
        return [change, *asked_again]

    def _extension_from(self, previous: date) -> list[Change]:
        """What becomes of a request for more time when the last day moves: it lapses, or all are asked again (4.7a)."""
        pending = self.pending_extension
        if pending is None:
            return []
        if pending.last_day <= self.last_day:
            pending.lapse()
        elif previous != self.last_day and pending.act.ask_again():
            return [ExtensionRequested(pending.last_day, pending.reason, pending.requested_by, pending.waiting_for)]
        return []

    def _settled(self, term: Term, now: datetime) -> date:
        last_day = not_into_the_past(term.last_day, self.last_day, china_date(now))
        return max(last_day, self.granted_until or last_day)

    def _lapse_extension(self) -> None:
        pending = self.pending_extension
        if pending is not None:
            pending.lapse()


def running(basis: Basis, calendar: Calendar, now: datetime, warn_days: Sequence[int] = ()) -> dict[str, Any]:
    """The fields of a deadline that runs from now on, by what the calendar knows: `Deadline(**running(…))`."""
    term = basis.term(calendar)
    return {
        "basis": basis,
        "last_day": term.last_day,
        "end": term.end,
        "provisional": term.provisional,
        "skipped": skipped_of(term),
        "makeup_days": list(term.makeup_days),
        "warn_days": sorted(warn_days, reverse=True),
        "set_at": now,
    }


def not_into_the_past(last_day: date, previous: date, today: date) -> date:
    """What a last day becomes that is computed anew: never a day before today, unless it lay there already (4.3)."""
    return max(last_day, min(previous, today))


def skipped_of(term: Term) -> list[SkippedDay]:
    """The days off that a period skipped."""
    return [SkippedDay(each.day, each.why) for each in term.skipped]
