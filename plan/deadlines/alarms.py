"""The timers that a deadline needs: one a warning, one at its end (4.5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from plan.deadlines.changes import DeadlineState
from plan.deadlines.deadline import Deadline


class Timers(Protocol):
    """What sets timers by name: a transaction."""

    def schedule(self, name: str, kind: str, due: datetime, key: str, **payload: Any) -> None:
        """Set a timer, or move it."""

    def cancel(self, name: str) -> None:
        """Take a timer away, if it is there."""


@dataclass(frozen=True)
class Alarms:
    """Names of the timers of one deadline, "{name}/warn-7" and "{name}/end", and the kinds that they fire as."""

    name: str
    project: str
    warning: str = "warn_deadline"
    end: str = "mark_overdue"


def needed(deadline: Deadline, name: str) -> dict[str, datetime | None]:
    """The timers that are there as long as a deadline is as it is: the one at its end; warnings are over one after the other."""
    return {f"{name}/end": deadline.end} if deadline.state is DeadlineState.OPEN else {}


def set_alarms(deadline: Deadline, alarms: Alarms, timers: Timers, now: datetime) -> None:
    """Set the timers of a deadline that runs, in place of those before; one that is over, met or cancelled has none.

    A warning's payload has `days`, and both have `deadline`, the name.
    """
    runs = deadline.state is DeadlineState.OPEN
    ahead = dict(deadline.warnings_ahead(now)) if runs else {}
    for days in deadline.warn_days:
        timer = f"{alarms.name}/warn-{days}"
        if days in ahead:
            timers.schedule(timer, alarms.warning, ahead[days], alarms.project, deadline=alarms.name, days=days)
        else:
            timers.cancel(timer)
    if runs:
        timers.schedule(f"{alarms.name}/end", alarms.end, deadline.end, alarms.project, deadline=alarms.name)
    else:
        timers.cancel(f"{alarms.name}/end")
