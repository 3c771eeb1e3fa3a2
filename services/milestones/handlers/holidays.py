"""The bureau publishes a year's holiday notice; deadlines that reach into it are computed again (4.3)."""

from datetime import date

from chassis.time.timers import Timer
from plan.deadlines import DeadlineState
from services.milestones.commands.deadlines import PublishHolidayNotice
from services.milestones.domain.holidays import NEARBY, HolidayNotice
from services.milestones.handlers.deadlines import keep
from services.milestones.store import MilestonesTransaction

BATCH = 50


async def publish_holiday_notice(command: PublishHolidayNotice, tx: MilestonesTransaction) -> HolidayNotice:
    """Keep the notice, tell the others, and let the deadlines be computed again."""
    tx.require()
    given = HolidayNotice(
        name=f"holidayNotices/{command.year}",
        year=command.year,
        days_off=sorted(command.days_off),
        makeup_days=sorted(command.makeup_days),
        reference=command.reference,
        published_at=tx.now,
        published_by=tx.actor.person,
    )
    notice = await tx.holiday_notices.find(given.name)
    if notice is None:
        notice = given
        tx.publish(*notice.publish())
        tx.holiday_notices.create(notice)
    else:
        tx.publish(*notice.correct(given))
        await tx.holiday_notices.save(notice)
    tx.learn(notice.for_calendar)
    tx.schedule(f"{notice.name}/redating", "redate_deadlines", tx.now, year=notice.year, after="")
    return notice


async def redate_deadlines(timer: Timer, tx: MilestonesTransaction) -> None:
    """Compute again what is still asked for and reaches into the year, also what is overdue, a batch at a time (4.3)."""
    year = int(timer.payload["year"])
    where = {
        "state": {"$in": [DeadlineState.OPEN, DeadlineState.OVERDUE]},
        "basis.start": {"$lte": date(year, 12, 31) + NEARBY},
        "last_day": {"$gte": date(year, 1, 1) - NEARBY},
    }
    page = await tx.deadlines.page(where, BATCH, str(timer.payload["after"]))
    calendar = await tx.calendar()
    for deadline in page.items:
        changes = deadline.redate(calendar, tx.now, f"{year}年放假安排公布，重新计算")
        if changes:
            await keep(deadline, changes, tx)
    if page.next_page_token:
        tx.schedule(timer.name, "redate_deadlines", tx.now, year=year, after=page.next_page_token)
