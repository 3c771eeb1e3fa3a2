"""A deadline: set, warned of, dated anew, met or overdue (4.3, 4.5), with requests for more time (4.4).

Its `end` is exclusive: `now < end` is in time. A deadline that is a resource of its own is a `ProjectDeadline`; one that is part
of an aggregate is a field of it. Its methods return what changed; `ProjectDeadline.facts` makes facts of it.
"""

from plan.deadlines.alarms import Alarms, needed, set_alarms
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
from plan.deadlines.deadline import Deadline, not_into_the_past, running
from plan.deadlines.extensions import Extension, ExtensionState
from plan.deadlines.resource import Demand, ProjectDeadline

__all__ = [
    "DEADLINE",
    "Alarms",
    "Cancelled",
    "Change",
    "Deadline",
    "DeadlineState",
    "Demand",
    "Extension",
    "ExtensionConsented",
    "ExtensionRefused",
    "ExtensionRequested",
    "ExtensionState",
    "Met",
    "Overdue",
    "ProjectDeadline",
    "Redated",
    "Redating",
    "SkippedDay",
    "Warned",
    "needed",
    "not_into_the_past",
    "running",
    "set_alarms",
]
