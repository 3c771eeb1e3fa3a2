"""Deadlines over all projects, each with how its last day came about (4.1 to 4.5)."""

from datetime import date
from typing import Any

from chassis.calendar import Calendar
from services.desk.answers import DayOff, Deadline, DeadlinePage, Redating, Working
from services.desk.commands import ListDeadlines
from services.desk.domain.period import Period
from services.desk.domain.states import DeadlineState
from services.desk.domain.words import Lamp
from services.desk.handlers.lamps import lamps_of, within
from services.desk.handlers.names import NameOf, named_or_none, names_of
from services.desk.handlers.wording import deadline_word
from services.desk.store import DeskTransaction

LONGEST = 400  # days whose days off are told: no period of the plan is longer


async def list_deadlines(command: ListDeadlines, tx: DeskTransaction) -> DeadlinePage:
    """Open ones first of all; of one project all of them."""
    page = await tx.periods.page({"$and": _clauses(command, tx)}, command.page_size, command.page_token, "by_day")
    named = await names_of((each.responsible for each in page.items), tx)
    calendar = await tx.calendar()
    return DeadlinePage([_shown(each, named, calendar, tx) for each in page.items], page.next_page_token)


def _clauses(command: ListDeadlines, tx: DeskTransaction) -> list[dict[str, Any]]:
    clauses: list[dict[str, Any]] = [_readable(command, tx)]
    if command.parent:
        clauses.append({"project": command.parent})
    if command.state is not None:
        clauses.append({"state": command.state})
    if command.lamp is not None:
        clauses.append(within(command.lamp, "by_day", tx))
    if command.kind:
        clauses.append({"kind": command.kind})
    if command.rule:
        clauses.append({"rules": command.rule})
    if command.names:
        clauses.append({"_id": {"$in": command.names}})
    if command.mine:
        clauses.append({"bearer": {"$in": tx.principals}})
    return clauses


def _readable(command: ListDeadlines, tx: DeskTransaction) -> dict[str, Any]:
    """Watchers are there as long as a deadline is open, readers always."""
    over = command.state in (DeadlineState.MET, DeadlineState.CANCELLED)
    all_of_one = command.parent and command.state is None and command.lamp is None and not command.mine
    return {"readers" if over or all_of_one else "watchers": tx.readable}


def _shown(period: Period, named: NameOf, calendar: Calendar, tx: DeskTransaction) -> Deadline:
    lamps = lamps_of(tx)
    return Deadline(
        name=period.name,
        project=period.project,
        project_title=period.project_title,
        kind=period.kind,
        label=deadline_word(period.kind),
        node=period.node,
        node_title=period.node_title,
        state=period.state,
        last_day=period.last_day,
        provisional=period.provisional,
        lamp=lamps.of(period.last_day) if period.is_open else Lamp.NONE,
        days_left=lamps.days_left(period.last_day) if period.is_open else 0,
        responsible=named_or_none(period.responsible, named),
        responsible_role=period.responsible_role,
        rules=period.rules,
        ended_at=period.ended_at,
        late=period.late,
        cancelled_because=period.cancelled_because,
        working=_working(period, calendar) if period.days >= 0 else None,
    )


def _working(period: Period, calendar: Calendar) -> Working:
    first, last = date.fromisoformat(period.start), date.fromisoformat(period.last_day)
    off = [DayOff(each.day.isoformat(), each.why) for each in calendar.days_off_between(first, last)][:LONGEST]
    worked = [day.isoformat() for day in calendar.makeup_days_between(first, last)]
    redatings = [Redating(each.previous_last_day, each.last_day, each.reason, each.redated_at) for each in period.redatings]
    return Working(period.start, period.days, period.occasion, off, worked, redatings)
