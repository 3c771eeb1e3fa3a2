"""The rating of one lead: a list of entries, one a cause, that an official can add up. Home of 3.6."""

from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.errors import NotFound
from services.evaluation.domain import facts
from services.evaluation.domain.policy import RatingPolicy
from services.evaluation.domain.rating.cause import Cause
from services.evaluation.domain.rating.entry import ObjectionAnswer, RatingEntry
from services.evaluation.domain.rating.standing import Standing, standing_of
from services.evaluation.domain.states import RATING_ENTRY


@dataclass
class Rating:
    """`name` is "people/{person}/rating". A rating bars nobody by itself."""

    name: str
    person: str
    entries: list[RatingEntry] = field(default_factory=list)
    version: int = 0

    def enter(self, cause: Cause, policy: RatingPolicy, policy_version: str) -> list[facts.RatingEntered]:
        """Enter a cause under the policy of its day.

        Nothing for what is entered already. A later word on the same cause, such as a report that was in time after all, takes the
        place of the earlier one, which stays readable.
        """
        before = next((each for each in reversed(self.entries) if each.cause == cause.name), None)
        if before is not None and (before.kind, before.points) == (cause.kind, cause.points(policy)):
            return []
        if before is not None and RATING_ENTRY.admits(before.state, "correct"):
            before.correct(cause.on)
        entry = RatingEntry(
            name=f"{self.name}/entries/{len(self.entries) + 1}",
            cause=cause.name,
            kind=cause.kind,
            project=cause.project,
            on=cause.on,
            about=cause.words(policy),
            points=cause.points(policy),
            policy_version=policy_version,
        )
        self.entries.append(entry)
        return [
            facts.RatingEntered(
                name=self.name,
                person=self.person,
                entry=entry.name,
                cause=entry.cause,
                kind=entry.kind,
                about=entry.about,
                entered_on=entry.on,
                points=entry.points,
                corrects=before.name if before else "",
            )
        ]

    def withdraw(self, cause: str, on: date) -> list[facts.RatingEntryWithdrawn]:
        """A finding was lifted: its entry stays readable and does not count from that day on. Nothing where none counts."""
        counting = [each for each in self.entries if each.cause == cause and RATING_ENTRY.admits(each.state, "withdraw")]
        for entry in counting:
            entry.withdraw(on)
        return [
            facts.RatingEntryWithdrawn(name=self.name, person=self.person, entry=entry.name, cause=cause, withdrawn_on=on)
            for entry in counting
        ]

    def entry(self, name: str) -> RatingEntry:
        """One entry. Refuses NOT_FOUND."""
        found = next((each for each in self.entries if each.name == name), None)
        if found is None:
            raise NotFound("NOT_FOUND", f"没有找到 {name}", resource=name)
        return found

    def object(self, name: str, statement: str, by: str, now: datetime) -> list[facts.RatingObjected]:
        """The rated person objects to an entry, once. Refuses as RatingEntry.object."""
        entry = self.entry(name)
        entry.object(statement, by, now)
        return [facts.RatingObjected(name=self.name, person=self.person, entry=name, cause=entry.cause, objected_at=now)]

    def answer(self, name: str, answer: ObjectionAnswer) -> list[facts.RatingObjectionAnswered]:
        """The bureau answers an objection; an entry set aside stays readable. Refuses as RatingEntry.answer."""
        entry = self.entry(name)
        entry.answer(answer)
        return [
            facts.RatingObjectionAnswered(
                name=self.name,
                person=self.person,
                entry=name,
                cause=entry.cause,
                sustained=answer.sustained,
                reason=answer.reason,
                answered_at=answer.answered_at,
            )
        ]

    def as_of(self, day: date, policy: RatingPolicy, policy_version: str) -> Standing:
        """The rating at the end of a day, by the decay and the grades that hold on it."""
        return standing_of(self.person, self.entries, day, policy, policy_version)


def rating_name(person: str) -> str:
    """The name of a person's rating."""
    return f"{person}/rating"


def person_of_rating(name: str) -> str:
    """Whose rating, or entry of one, a name is: "people/{person}/rating…". Refuses NOT_FOUND."""
    parts = name.split("/")
    if len(parts) < 3 or parts[0] != "people" or not parts[1] or parts[2] != "rating":
        raise NotFound("NOT_FOUND", f"没有找到 {name}", resource=name)
    return f"people/{parts[1]}"
