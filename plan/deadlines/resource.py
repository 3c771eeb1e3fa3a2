"""A deadline of a project as a resource of its own, "projects/{project}/deadlines/{deadline}", and its facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar
from plan.counting import Basis
from plan.deadlines import changes, facts
from plan.deadlines.changes import Change
from plan.deadlines.deadline import Deadline, running
from plan.seen import version_of

_FACTS: Mapping[type[Change], Any] = {
    changes.Warned: facts.DeadlineWarned,
    changes.Overdue: facts.DeadlineOverdue,
    changes.Met: facts.DeadlineMet,
    changes.Cancelled: facts.DeadlineCancelled,
    changes.Redated: facts.DeadlineRedated,
    changes.ExtensionRequested: facts.ExtensionRequested,
    changes.ExtensionConsented: facts.ExtensionConsented,
    changes.ExtensionRefused: facts.ExtensionRefused,
}


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a deadline asks for, of whom, by which rule, and when it warns. `occasion`: why it is set anew, if it is."""

    name: str
    project: str
    kind: str
    rule: str
    responsible_role: str
    responsible: str
    policy_version: str
    node: str = ""
    occasion: str = ""
    warn_days: tuple[int, ...] = ()


@dataclass(kw_only=True)
class ProjectDeadline(Deadline):
    """`kind`: what is asked for, one of the words of its service. `node`: the id of its node, where it is one's."""

    name: str
    project: str
    kind: str
    rule: str
    responsible_role: str
    responsible: str
    policy_version: str
    node: str = ""
    occasion: str = ""
    version: int = 0

    @property
    def etag(self) -> str:
        """Its last day, and the extension that is asked for (4.7a)."""
        asked = self.extensions[-1] if self.extensions else None
        wanted = (asked.last_day, asked.reason, asked.requested_by, asked.requested_at) if asked else ()
        return version_of(self.name, self.last_day, wanted)

    @classmethod
    def set(cls, demand: Demand, basis: Basis, calendar: Calendar, now: datetime) -> tuple["ProjectDeadline", list[Any]]:
        """A deadline that runs from now on, and its fact."""
        named = {name: value for name, value in vars(demand).items() if name != "warn_days"}
        deadline = cls(**named, **running(basis, calendar, now, demand.warn_days))
        return deadline, [facts.DeadlineSet(**deadline._common(), **vars(basis), occasion=demand.occasion)]

    @property
    def start(self) -> date:
        """The day that it counts from."""
        return self.basis.start

    def facts(self, changed: Iterable[Change]) -> list[Any]:
        """The facts of what changed, as the deadline stands now."""
        return [_FACTS[type(change)](**{**self._common(), **self._counted(change), **vars(change)}) for change in changed]

    def _counted(self, change: Change) -> dict[str, Any]:
        """From what it is counted now, where it was dated anew."""
        return vars(self.basis) if isinstance(change, changes.Redated) else {}

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
            "rule": self.rule,
        }
