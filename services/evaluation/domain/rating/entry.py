"""One entry of a rating, and what was said against it (3.6)."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.calendar import china_date
from plan.seen import version_of
from plan.text import demand_reason
from services.evaluation.domain.states import RATING_ENTRY
from services.evaluation.domain.words import RatingCause, RatingEntryState


@dataclass(frozen=True)
class ObjectionAnswer:
    """What the bureau answered; `sustained`: the entry is set aside."""

    sustained: bool
    reason: str
    answered_by: str
    answered_at: datetime


@dataclass
class Objection:
    """What the rated person says against an entry (陈述)."""

    statement: str
    objected_by: str
    objected_at: datetime
    answer: ObjectionAnswer | None = None


@dataclass
class RatingEntry:
    """`name` is "people/{person}/rating/entries/{number}"; `cause`: what it is about. `over_on`: when it was corrected or withdrawn."""

    name: str
    cause: str
    kind: RatingCause
    project: str
    on: date
    about: str
    points: int
    policy_version: str
    state: RatingEntryState = RatingEntryState.COUNTING
    objection: Objection | None = None
    over_on: date | None = None

    @property
    def etag(self) -> str:
        """What it says, and what the rated person says against it (4.7a)."""
        said = self.objection.statement if self.objection else ""
        return version_of(self.name, self.kind, self.on, self.about, self.points, said)

    def admit(self, act: str, now: datetime) -> RatingEntryState:
        """The state that an act leads to. Refuses ALREADY_OBJECTED, NO_OBJECTION_PENDING, RATING_ENTRY_NOT_COUNTED."""
        return RATING_ENTRY.after(self.state, act)

    def object(self, statement: str, by: str, now: datetime) -> None:
        """The rated person objects, once, with a reason."""
        state = self.admit("object", now)
        demand_reason(statement, "3.6", field="statement")
        self.state, self.objection = state, Objection(statement, by, now)

    def answer(self, answer: ObjectionAnswer) -> None:
        """The bureau answers: the entry is set aside, or stands."""
        state = self.admit("set_aside" if answer.sustained else "uphold", answer.answered_at)
        demand_reason(answer.reason, "3.6")
        assert self.objection is not None  # its state says so
        self.state, self.objection.answer = state, answer

    def correct(self, on: date) -> None:
        """Another word on the same cause came, which is entered in its place."""
        self.state, self.over_on = RATING_ENTRY.after(self.state, "correct"), on

    def withdraw(self, on: date) -> None:
        """Its cause has no effect any more: the bureau has lifted the finding (7.4)."""
        self.state, self.over_on = RATING_ENTRY.after(self.state, "withdraw"), on

    @property
    def set_aside_on(self) -> date | None:
        """Since when it does not count any more by the bureau's answer."""
        answer = self.objection.answer if self.objection else None
        return china_date(answer.answered_at) if answer and answer.sustained else None

    def counts_on(self, day: date) -> bool:
        """Whether it counts at the end of a day, whatever became of it since."""
        over = [end for end in (self.over_on, self.set_aside_on) if end is not None]
        return self.on <= day and all(day < end for end in over)

    def state_on(self, day: date) -> RatingEntryState:
        """Where it stood at the end of a day."""
        if self.over_on is not None and self.over_on <= day:
            return self.state
        objection = self.objection
        if objection is None or china_date(objection.objected_at) > day:
            return RatingEntryState.COUNTING
        if objection.answer is None or china_date(objection.answer.answered_at) > day:
            return RatingEntryState.OBJECTED
        return RatingEntryState.SET_ASIDE if objection.answer.sustained else RatingEntryState.UPHELD
