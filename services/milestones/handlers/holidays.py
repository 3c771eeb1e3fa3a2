"""The bureau publishes a year's holiday notice; deadlines that reach into it are computed again (4.3)."""

from datetime import date

from chassis.time.timers import Timer
from services.milestones.answers import HolidayNoticePage
from services.milestones.commands import ListHolidayNotices, Named, PublishHolidayNotice
from services.milestones.domain.holidays import NEARBY, HolidayNotice
from services.milestones.domain.terms import DeadlineState
from services.milestones.handlers import timing
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
    """Compute again what reaches into the year, a batch at a time (4.3)."""
    year = int(timer.payload["year"])
    where = {
        "state": DeadlineState.OPEN,
        "basis.start": {"$lte": date(year, 12, 31) + NEARBY},
        "last_day": {"$gte": date(year, 1, 1) - NEARBY},
    }
    page = await tx.deadlines.page(where, BATCH, str(timer.payload["after"]))
    calendar = await tx.calendar()
    for deadline in page.items:
        said = deadline.compute_anew(calendar, tx.now) if not deadline.has_passed(tx.now) else []
        if said:
            await timing.keep(deadline, said, tx)
    if page.next_page_token:
        tx.schedule(timer.name, "redate_deadlines", tx.now, year=year, after=page.next_page_token)


async def get_holiday_notice(command: Named, tx: MilestonesTransaction) -> HolidayNotice:
    """A notice that the bureau has published."""
    return await tx.holiday_notices.read(command.name)


async def list_holiday_notices(command: ListHolidayNotices, tx: MilestonesTransaction) -> HolidayNoticePage:
    """The notices that the bureau has published, by year."""
    page = await tx.holiday_notices.page({}, command.page_size, command.page_token)
    return HolidayNoticePage(page.items, page.next_page_token)
