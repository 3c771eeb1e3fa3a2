"""The deadline of the self-evaluation and its timers (4.3, 4.5)."""

from datetime import date

from chassis.calendar import HolidayNotice
from chassis.time.timers import Timer
from services.evaluation.consumed import HolidayNoticePublished
from services.evaluation.domain.deadline import Basis, Deadline, set_self_evaluation_deadline
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.terms import DeadlineState
from services.evaluation.store import EvaluationTransaction


async def set_deadline(evaluation: Evaluation, ended_on: date, tx: EvaluationTransaction) -> None:
    """Set the deadline of an evaluation that was opened, with its timers."""
    basis = Basis(tx.policy.self_evaluation, tx.policy_version, await tx.calendar(), tx.now)
    deadline = set_self_evaluation_deadline(evaluation.project, evaluation.undertaking_unit, ended_on, basis)
    tx.deadlines.create(deadline)
    tx.publish(*deadline.announce())
    _set_timers(deadline, tx)


async def learn_holidays(fact: HolidayNoticePublished, tx: EvaluationTransaction) -> None:
    """A year's notice is known: open deadlines that touch it are computed again (4.3)."""
    tx.learn(HolidayNotice(fact.year, fact.days_off, fact.makeup_days, fact.reference))
    calendar = await tx.calendar()
    for listed in await tx.deadlines.list({"state": DeadlineState.OPEN}):
        if fact.year not in range(listed.start.year, listed.last_day.year + 1):
            continue
        deadline = await tx.deadlines.get(listed.name)
        moved = deadline.redate(calendar, tx.today, f"{fact.year}年节假日安排已公布（{fact.reference}）")
        if moved:
            tx.publish(*moved)
            await tx.deadlines.save(deadline)
            _set_timers(deadline, tx)


async def warn_deadline(timer: Timer, tx: EvaluationTransaction) -> None:
    """A deadline comes near (4.5)."""
    deadline = await tx.deadlines.find(timer.name.rpartition("/")[0])
    if deadline is None or deadline.state is not DeadlineState.OPEN or deadline.has_passed(tx.now):
        return
    tx.publish(*deadline.warn(int(timer.payload["days_left"])))
    await tx.deadlines.save(deadline)


async def mark_overdue(timer: Timer, tx: EvaluationTransaction) -> None:
    """A deadline was missed (4.5)."""
    deadline = await tx.deadlines.find(timer.name.rpartition("/")[0])
    if deadline is None or deadline.state is not DeadlineState.OPEN or not deadline.has_passed(tx.now):
        return
    tx.publish(*deadline.mark_overdue(tx.now))
    await tx.deadlines.save(deadline)


def cancel_timers(deadline: Deadline, tx: EvaluationTransaction) -> None:
    """Nothing more is to be said of a deadline that is met or cancelled."""
    for days in deadline.warn_days:
        tx.cancel(f"{deadline.name}/warn-{days}")
    tx.cancel(f"{deadline.name}/overdue")


def _set_timers(deadline: Deadline, tx: EvaluationTransaction) -> None:
    cancel_timers(deadline, tx)
    for days, instant in deadline.warnings_ahead(tx.now):
        tx.schedule(f"{deadline.name}/warn-{days}", "warn_deadline", instant, deadline.project, days_left=days)
    tx.schedule(f"{deadline.name}/overdue", "mark_overdue", deadline.end, deadline.project)
