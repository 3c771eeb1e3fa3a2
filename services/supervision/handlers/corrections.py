"""The date of a correction and its timers (4.5, 7.2)."""

from datetime import date

from chassis.time.timers import Timer
from plan.counting import Basis
from plan.deadlines import Alarms, Deadline, running, set_alarms
from services.supervision.domain.deviation import Deviation
from services.supervision.store import SupervisionTransaction


async def deadline_of(due_date: date | None, tx: SupervisionTransaction) -> Deadline:
    """The deadline of a correction: on the day that somebody set, else by policy (7.2)."""
    policy = tx.policy.correction
    basis = policy.period.after(tx.today) if due_date is None else Basis.fixed(tx.today, due_date)
    return Deadline(**running(basis, await tx.calendar(), tx.now, policy.warn_days))


def set_timers(deviation: Deviation, tx: SupervisionTransaction) -> None:
    """Warn of the date and mark it when it has passed; nothing more is said of one that is reported or closed."""
    alarms = Alarms(deviation.name, deviation.project, "warn_deviation", "mark_deviation_overdue")
    set_alarms(deviation.deadline, alarms, tx, tx.now)


async def warn_deviation(timer: Timer, tx: SupervisionTransaction) -> None:
    """The date of a correction comes near."""
    deviation = await tx.deviations.get(timer.payload["deadline"])
    if deviation.awaits_correction and not deviation.deadline.has_passed(tx.now):
        tx.publish(*deviation.warn((deviation.due_date - tx.today).days))
        await tx.deviations.save(deviation)


async def mark_deviation_overdue(timer: Timer, tx: SupervisionTransaction) -> None:
    """The date of a correction has passed."""
    deviation = await tx.deviations.get(timer.payload["deadline"])
    if deviation.awaits_correction and deviation.deadline.has_passed(tx.now):
        tx.publish(*deviation.mark_overdue(tx.now))
        await tx.deviations.save(deviation)
