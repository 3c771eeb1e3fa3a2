"""What is due to somebody: the one deadline that a question, claim or service request has at a time, and what is said of it (4.3, 4.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from chassis.calendar import Calendar
from plan.deadlines import Change, Deadline, DeadlineState, Overdue, Redated, Warned
from plan.states import StateTable
from services.support.domain import facts

Facts = list[Any]


@dataclass(kw_only=True)
class Due:
    """Base of what has a deadline. step: what is due, a word that facts carry; project: empty where there is none."""

    TABLE: ClassVar[StateTable[Any]]
    name: str
    project: str
    state: Any
    deadline: Deadline
    step: str
    responsible: str = ""

    @property
    def due_date(self) -> date:
        """The last day of the step that is due."""
        return self.deadline.last_day

    @property
    def provisional(self) -> bool:
        """Whether that day may still move (4.3)."""
        return self.deadline.provisional

    @property
    def counted(self) -> dict[str, Any]:
        """What facts tell of that day: which it is, whether it may still move, what it is counted from."""
        return {"last_day": self.due_date, "provisional": self.provisional, "basis": self.deadline.basis}

    @property
    def overdue(self) -> bool:
        """Whether that day passed before the step was done."""
        return self.deadline.overdue_at is not None

    @property
    def waits(self) -> bool:
        """Whether the step is still to be done, and was not marked late."""
        return self.TABLE.admits(self.state, "warn") and self.deadline.state is DeadlineState.OPEN

    def warn(self, days_left: int) -> Facts:
        """It is due soon (4.5)."""
        self.state = self.TABLE.after(self.state, "warn")
        return self.told(self.deadline.warn(days_left))

    def mark_overdue(self, now: datetime) -> Facts:
        """It was not done in time (4.5); said once. Refuses as Deadline.mark_overdue."""
        self.state = self.TABLE.after(self.state, "mark_overdue")
        return self.told(self.deadline.mark_overdue(now))

    def redate(self, calendar: Calendar, now: datetime, reason: str) -> Facts:
        """Count it again with what the calendar has learnt (4.3)."""
        self.state = self.TABLE.after(self.state, "redate")
        return self.told(self.deadline.redate(calendar, now, reason))

    def done(self, now: datetime) -> Facts:
        """The step is done, in time or late; late is recorded (4.5)."""
        return self.told(self.deadline.meet(now)) if self.deadline.is_pending else []

    def told(self, changes: Iterable[Change]) -> Facts:
        """The facts of what became of its deadline."""
        said: Facts = []
        for change in changes:
            common: dict[str, Any] = {"name": self.name, "project": self.project, "step": self.step, "last_day": self.due_date}
            match change:
                case Warned():
                    said.append(facts.StepDueSoon(**common, responsible=self.responsible, days_left=change.days_left))
                case Overdue():
                    said.append(facts.StepOverdue(**common, responsible=self.responsible, overdue_at=change.overdue_at))
                case Redated():
                    common |= {**self.counted, "previous_last_day": change.previous_last_day, "reason": change.reason}
                    said.append(facts.StepRedated(**common))
        return said
