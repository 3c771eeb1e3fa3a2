"""What the entries of a rating add up to at the end of a day. Pure, exact arithmetic (3.6)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from chassis.calendar import china_date
from plan.months import months_after
from services.evaluation.domain.policy import RatingPolicy
from services.evaluation.domain.rating.entry import Objection, RatingEntry
from services.evaluation.domain.words import RatingCause, RatingEntryState, RatingGrade

HUNDRED = 100
NOT_COUNTED = frozenset({RatingEntryState.SET_ASIDE, RatingEntryState.CORRECTED, RatingEntryState.WITHDRAWN})


@dataclass(frozen=True)
class EntryCounted:
    """An entry as it stood at the end of that day. percent: how much of its points counts; counted: points × percent ÷ 100, else 0."""

    entry: RatingEntry
    state: RatingEntryState
    percent: int
    counted: Decimal
    objection: Objection | None

    @property
    def name(self) -> str:
        """Its name."""
        return self.entry.name

    @property
    def cause(self) -> str:
        """What it is about."""
        return self.entry.cause

    @property
    def kind(self) -> RatingCause:
        """What kind of cause."""
        return self.entry.kind

    @property
    def project(self) -> str:
        """In which project; "" for none."""
        return self.entry.project

    @property
    def on(self) -> date:
        """Since when."""
        return self.entry.on

    @property
    def about(self) -> str:
        """In words."""
        return self.entry.about

    @property
    def points(self) -> int:
        """Before it ages."""
        return self.entry.points

    @property
    def policy_version(self) -> str:
        """By which its points are."""
        return self.entry.policy_version

    @property
    def etag(self) -> str:
        """Its version (4.7a)."""
        return self.entry.etag


@dataclass(frozen=True)
class Standing:
    """A rating at the end of a day. policy_version: by which entries age and grades are bounded."""

    person: str
    as_of: date
    entries: tuple[EntryCounted, ...]
    total: Decimal
    grade: RatingGrade
    policy_version: str

    @property
    def name(self) -> str:
        """The name of the rating."""
        return f"{self.person}/rating"

    @property
    def entries_counted(self) -> int:
        """How many entries count, be it with nothing for their age."""
        return sum(_counts(each) for each in self.entries)


def standing_of(person: str, entries: Iterable[RatingEntry], day: date, policy: RatingPolicy, policy_version: str) -> Standing:
    """Add up what there was at the end of a day; entries of later causes are not there yet."""
    rows = tuple(_counted(entry, day, policy) for entry in sorted(entries, key=lambda each: each.on) if entry.on <= day)
    total = sum((row.counted for row in rows), Decimal(0))
    # 3.6: no entry, no rating; one that has aged to nothing says nothing any more either.
    rated = any(_counts(row) and row.percent for row in rows)
    return Standing(person, day, rows, total, _grade(total, policy) if rated else RatingGrade.UNRATED, policy_version)


def percent_at(on: date, day: date, policy: RatingPolicy) -> int:
    """How much of an entry counts on a day, by its age; months as the Civil Code counts them (art. 202)."""
    for step in sorted(policy.decay, key=lambda each: each.under_months):
        if day < months_after(on, step.under_months):
            return step.percent
    return 0


def _counted(entry: RatingEntry, day: date, policy: RatingPolicy) -> EntryCounted:
    percent = percent_at(entry.on, day, policy)
    counted = Decimal(entry.points * percent) / HUNDRED if entry.counts_on(day) else Decimal(0)
    return EntryCounted(entry, entry.state_on(day), percent, counted, _said_by(day, entry.objection))


def _said_by(day: date, objection: Objection | None) -> Objection | None:
    if objection is None or china_date(objection.objected_at) > day:
        return None
    answered = objection.answer is not None and china_date(objection.answer.answered_at) <= day
    return objection if answered else replace(objection, answer=None)


def _counts(row: EntryCounted) -> bool:
    return row.state not in NOT_COUNTED


def _grade(total: Decimal, policy: RatingPolicy) -> RatingGrade:
    reached = [bound for bound in policy.grades if total >= bound.at_least]
    return max(reached, key=lambda bound: bound.at_least).grade if reached else RatingGrade.POOR
