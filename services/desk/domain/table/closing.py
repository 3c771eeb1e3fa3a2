"""When nobody can do a task any more, whatever they do. No fact says that it is over then: the clock does.

Most tasks go on after their last day and are done late (4.5), or a timer's fact ends them; these are the ones that a service refuses by
its clock alone. An instant that comes later, or a last day that is moved, opens the task again.
"""

from collections.abc import Callable
from datetime import date, datetime

from plan.counting import end_of
from services.desk.domain.task import Task

Closing = Callable[[Task], datetime | None]


def never(task: Task) -> datetime | None:
    """It is done late, or a fact ends it."""
    return None


def with_its_window(task: Task) -> datetime | None:
    """What it is for closes then; None where the fact that asked is older than its field that says so."""
    return datetime.fromisoformat(task.window) if task.window else None


def with_its_day(task: Task) -> datetime | None:
    """Its last day is over at 24:00 in China."""
    return end_of(date.fromisoformat(task.last_day)) if task.last_day else None


def once_reached(task: Task) -> datetime | None:
    """4.4: a request for more time lapses once the last day is the one that it is for, or a later one."""
    return task.since if task.window and task.last_day >= task.window else None


def with_the_later(task: Task) -> datetime | None:
    """2.6: a returned application is taken while its guide is open, and in its correction period."""
    window, day = with_its_window(task), with_its_day(task)
    return window if window is None or day is None else max(window, day)
