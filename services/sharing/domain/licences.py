"""Licences: who may use a result, for what, until when; what is licensed to one exclusively says so. Part of 8.2."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chassis.errors import RuleViolated
from services.sharing.domain.words import Purpose


@dataclass(frozen=True)
class Licence:
    """`name` is "{result}/licences/{request}". `until` is its last day."""

    name: str
    organization: str
    purpose: Purpose
    exclusive: bool
    since: date
    until: date

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day <= self.until


def excluding(licences: Sequence[Licence], today: date) -> Licence | None:
    """The licence that leaves the result to one alone now."""
    return next((each for each in licences if each.exclusive and each.until >= today), None)


def demand_licensable(licences: Sequence[Licence], organization: str, purpose: Purpose, exclusive: bool, today: date) -> None:
    """Refuse what an exclusive licence leaves no room for; studying it is left to everybody (8.2).

    Refuses LICENSED_EXCLUSIVELY, LICENSED_ALREADY.
    """
    if purpose is Purpose.STUDY:
        return
    sole = excluding(licences, today)
    if sole is not None and sole.organization != organization:
        message = f"该成果已独占许可给 {sole.organization}，至{sole.until}"
        raise RuleViolated("LICENSED_EXCLUSIVELY", message, rule="8.2", until=sole.until)
    others = [each for each in licences if each.organization != organization and each.until >= today and each.purpose is not Purpose.STUDY]
    if exclusive and others:
        last = max(each.until for each in others)
        message = f"该成果已许可给{len({each.organization for each in others})}家其他单位（最晚至{last}），其间不能独占许可"
        raise RuleViolated("LICENSED_ALREADY", message, rule="8.2", until=last)
