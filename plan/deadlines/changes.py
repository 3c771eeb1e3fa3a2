"""Where a deadline stands, and what can change of it (4.3 to 4.5)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plan.states import StateTable


class DeadlineState(StrEnum):
    """Where a deadline stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    MET = "met"
    CANCELLED = "cancelled"


_S = DeadlineState
DEADLINE = StateTable.refusing(
    {
        "warn": {_S.OPEN: _S.OPEN},
        "extend": {_S.OPEN: _S.OPEN},
        "date_anew": {_S.OPEN: _S.OPEN, _S.OVERDUE: _S.OVERDUE},
        "resume": {_S.OVERDUE: _S.OPEN},
        "mark_overdue": {_S.OPEN: _S.OVERDUE},
        "meet": {_S.OPEN: _S.MET, _S.OVERDUE: _S.MET},
        "cancel": {_S.OPEN: _S.CANCELLED, _S.OVERDUE: _S.CANCELLED},
    },
    {
        _S.OPEN: ("DEADLINE_RUNS", "4.5", "期限尚未届满"),
        _S.OVERDUE: ("DEADLINE_PASSED", "4.5", "期限已经届满"),
        _S.MET: ("DEADLINE_CLOSED", "4.5", "该期限所要求的已完成"),
        _S.CANCELLED: ("DEADLINE_CLOSED", "4.5", "该期限已取消"),
    },
)


@dataclass(frozen=True)
class SkippedDay:
    """A day off that moved the last day."""

    day: date
    why: str


@dataclass(frozen=True)
class Redating:
    """A change of the last day, and why."""

    previous_last_day: date
    last_day: date
    reason: str
    rule: str
    redated_at: datetime


@dataclass(frozen=True)
class Warned:
    """So many days are left."""

    days_left: int


@dataclass(frozen=True)
class Overdue:
    """It was missed at `overdue_at`, its end, and that was seen at `marked_at`."""

    overdue_at: datetime
    marked_at: datetime


@dataclass(frozen=True)
class Met:
    """What was due is in."""

    met_at: datetime
    late: bool


@dataclass(frozen=True)
class Cancelled:
    """It is no longer asked for."""

    reason: str
    rule: str


@dataclass(frozen=True)
class Redated:
    """Its last day, or how certain that is, has changed."""

    previous_last_day: date
    reason: str
    rule: str


@dataclass(frozen=True)
class ExtensionRequested:
    """More time was asked for, up to `asked_for`."""

    asked_for: date
    reason: str
    requested_by: str
    waiting_for: tuple[str, ...]
    rule: str = "4.4"


@dataclass(frozen=True)
class ExtensionConsented:
    """One party consented to it."""

    asked_for: date
    organization: str
    waiting_for: tuple[str, ...]
    rule: str = "4.4,1.1"


@dataclass(frozen=True)
class ExtensionRefused:
    """One party refused it, and by that all."""

    asked_for: date
    organization: str
    reason: str
    rule: str = "4.4,1.1"


Change = Warned | Overdue | Met | Cancelled | Redated | ExtensionRequested | ExtensionConsented | ExtensionRefused
