"""The deadline of the self-evaluation and its timers (4.3, 4.5)."""

from collections.abc import Sequence
from datetime import date

from chassis.calendar import HolidayNotice
from chassis.time.timers import Timer
from plan.deadlines import Alarms, Change, DeadlineState, ProjectDeadline, set_alarms
from services.evaluation.consumed import HolidayNoticePublished
from services.evaluation.domain.deadlines import basis, demand
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.store import EvaluationTransaction


async def set_deadline(evaluation: Evaluation, ended_on: date, tx: EvaluationTransaction) -> None:
    """Set the deadline of an evaluation that was opened, with its timers."""
    policy = tx.policy.self_evaluation
    asked = demand(evaluation.deadline, evaluation.project, evaluation.undertaking_unit, policy, tx.policy_version)
    deadline, said = ProjectDeadline.set(asked, basis(ended_on, policy), await tx.calendar(), tx.now)
    tx.deadlines.create(deadline)
    _time(deadline, tx)
    tx.publish(*said)


async def keep(deadline: ProjectDeadline, changes: Sequence[Change], tx: EvaluationTransaction) -> None:
    """Save a deadline, its timers as they have to be now, and what changed."""
    await tx.deadlines.save(deadline)
    _time(deadline, tx)
    tx.publish(*deadline.facts(changes))


async def learn_holidays(fact: HolidayNoticePublished, tx: EvaluationTransaction) -> None:
    """A year's notice is known: every deadline that is still asked for is computed again (4.3)."""
    tx.learn(HolidayNotice(fact.year, fact.days_off, fact.makeup_days, fact.reference))
    calendar = await tx.calendar()
    for listed in await tx.deadlines.readable({"state": {"$in": [DeadlineState.OPEN, DeadlineState.OVERDUE]}}):
        deadline = await tx.deadlines.get(listed.name)
        changes = deadline.redate(calendar, tx.now, f"{fact.year}年节假日安排已公布（{fact.reference}）")
        if changes:
            await keep(deadline, changes, tx)


async def warn_deadline(timer: Timer, tx: EvaluationTransaction) -> None:
    """A deadline comes near (4.5)."""
    deadline = await tx.deadlines.find(timer.payload["deadline"])
    if deadline is None or deadline.state is not DeadlineState.OPEN or deadline.has_passed(tx.now):
        return
    await keep(deadline, deadline.warn((deadline.last_day - tx.today).days), tx)


async def mark_overdue(timer: Timer, tx: EvaluationTransaction) -> None:
    """A deadline was missed (4.5)."""
    deadline = await tx.deadlines.find(timer.payload["deadline"])
    if deadline is None or deadline.state is not DeadlineState.OPEN or not deadline.has_passed(tx.now):
        return
    await keep(deadline, deadline.mark_overdue(tx.now), tx)


def _time(deadline: ProjectDeadline, tx: EvaluationTransaction) -> None:
    set_alarms(deadline, Alarms(deadline.name, deadline.project), tx, tx.now)
