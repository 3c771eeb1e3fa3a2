"""The date of a correction and its timers (4.5, 7.2)."""

from chassis.time.timers import Timer
from services.supervision.domain.deviation import Deviation
from services.supervision.domain.periods import end_of
from services.supervision.store import SupervisionTransaction


def set_timers(deviation: Deviation, tx: SupervisionTransaction) -> None:
    """Warn of the date and mark it when it has passed."""
    warn_days = tx.policies.at(deviation.policy_version).correction.warn_days
    cancel_timers(deviation, tx)
    for days, instant in deviation.warnings_ahead(warn_days, tx.now):
        tx.schedule(f"{deviation.name}/warn-{days}", "warn_deviation", instant, deviation.project, days_left=days)
    tx.schedule(f"{deviation.name}/overdue", "mark_deviation_overdue", end_of(deviation.due_date), deviation.project)


def cancel_timers(deviation: Deviation, tx: SupervisionTransaction) -> None:
    """Nothing more is to be said of the date."""
    for days in tx.policies.at(deviation.policy_version).correction.warn_days:
        tx.cancel(f"{deviation.name}/warn-{days}")
    tx.cancel(f"{deviation.name}/overdue")


async def warn_deviation(timer: Timer, tx: SupervisionTransaction) -> None:
    """The date of a correction comes near."""
    deviation = await tx.deviations.get(timer.name.rpartition("/")[0])
    if deviation.awaits_correction:
        tx.publish(*deviation.warn(int(timer.payload["days_left"])))


async def mark_deviation_overdue(timer: Timer, tx: SupervisionTransaction) -> None:
    """The date of a correction has passed."""
    deviation = await tx.deviations.get(timer.name.rpartition("/")[0])
    if deviation.awaits_correction:
        tx.publish(*deviation.mark_overdue(tx.now))
        await tx.deviations.save(deviation)
