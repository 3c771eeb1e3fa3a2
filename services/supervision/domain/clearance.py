"""Whether a person is clear of the negative list. Home of 7.5."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from chassis.errors import InvalidArgument, RuleViolated

if TYPE_CHECKING:
    from services.supervision.domain.finding import Finding


@dataclass(frozen=True)
class Ground:
    """A confirmed finding that bars now. message: zh-CN. until: last day; None: until it is lifted."""

    finding: str
    item: str
    message: str
    until: date | None


@dataclass(frozen=True)
class Clearance:
    """An answer, with reasons: what stands against a person at an instant."""

    subject: str
    grounds: tuple[Ground, ...]
    checked_at: datetime

    @property
    def clear(self) -> bool:
        """Whether nothing does."""
        return not self.grounds

    def demand(self, reason: str, consequence: str) -> None:
        """Refuse with this reason if the person is barred; consequence: zh-CN, what therefore cannot be."""
        if self.grounds:
            why = "；".join(ground.message for ground in self.grounds)
            findings = [ground.finding for ground in self.grounds]
            raise RuleViolated(reason, f"{self.subject}{consequence}：{why}", rule="7.5", subject=self.subject, findings=findings)


def check_clearance(subject: str, findings: Iterable["Finding"], now: datetime) -> Clearance:
    """The clearance of a person. A finding against a project bars nobody. Refuses SUBJECT_INVALID."""
    if not subject.startswith(("people/", "projects/")):
        raise InvalidArgument("SUBJECT_INVALID", f"核查对象应为 people/… ，收到“{subject}”", rule="7.5", subject=subject)
    barring = [finding for finding in findings if finding.subject == subject and finding.bars_at(now)]
    grounds = tuple(Ground(each.name, each.item, each.ground, each.until) for each in sorted(barring, key=lambda found: found.name))
    return Clearance(subject, grounds, now)
