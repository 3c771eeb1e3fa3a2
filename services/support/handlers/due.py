"""The deadline of a question, claim or service request, and its timers (4.3, 4.5)."""

from typing import Any

from chassis.calendar import HolidayNotice
from chassis.time.timers import Timer
from plan.counting import Span
from plan.deadlines import Alarms, Deadline, running, set_alarms
from services.support.consumed import HolidayNoticePublished
from services.support.domain.due import Due
from services.support.store import SupportTransaction


async def deadline_of(span: Span, tx: SupportTransaction) -> Deadline:
    """So long from today."""
    return Deadline(**running(span.after(tx.today), await tx.calendar(), tx.now, tx.policy.warn_days))


def set_timers(due: Due, tx: SupportTransaction) -> None:
    """Warn of the end of the step, and mark it; nothing more is said of one that is done."""
    set_alarms(due.deadline, Alarms(due.name, due.project, "warn_of_step", "mark_step_overdue"), tx, tx.now)


def repository_of(name: str, tx: SupportTransaction) -> Any:
    """Where what has this name is kept."""
    if name.startswith("questions/"):
        return tx.questions
    return tx.claims if name.split("/")[2] == "claims" else tx.requests


async def warn_of_step(timer: Timer, tx: SupportTransaction) -> None:
    """A step is due soon (4.5)."""
    kept = repository_of(timer.payload["deadline"], tx)
    due: Due = await kept.get(timer.payload["deadline"])
    if due.waits and not due.deadline.has_passed(tx.now):
        tx.publish(*due.warn((due.due_date - tx.today).days))
        await kept.save(due)


async def mark_step_overdue(timer: Timer, tx: SupportTransaction) -> None:
    """A step was not done in time (4.5)."""
    kept = repository_of(timer.payload["deadline"], tx)
    due: Due = await kept.get(timer.payload["deadline"])
    if due.waits and due.deadline.has_passed(tx.now):
        tx.publish(*due.mark_overdue(tx.now))
        await kept.save(due)


async def learn_holidays(fact: HolidayNoticePublished, tx: SupportTransaction) -> None:
    """A year's notice is known: what is due is counted again (4.3)."""
    tx.learn(HolidayNotice(fact.year, fact.days_off, fact.makeup_days, fact.reference))
    reason = f"{fact.year}年节假日安排已公布（{fact.reference}）"
    for kept, states in (
        (tx.questions, ["open"]),
        (tx.claims, ["submitted", "returned", "granted"]),
        (tx.requests, ["requested", "assigned"]),
    ):
        await _redate(kept, states, reason, tx)


async def _redate(kept: Any, states: list[str], reason: str, tx: SupportTransaction) -> None:
    calendar = await tx.calendar()
    for listed in await kept.list({"state": {"$in": states}}):
        due: Due = await kept.get(listed.name)
        moved = due.redate(calendar, tx.now, reason)
        if moved:
            tx.publish(*moved)
            await kept.save(due)
            set_timers(due, tx)
