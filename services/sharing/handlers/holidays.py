"""Holiday notices: answer periods are counted again (4.3)."""

from chassis.calendar import HolidayNotice
from services.sharing.consumed import HolidayNoticePublished
from services.sharing.domain.words import RequestState
from services.sharing.handlers.periods import set_timers
from services.sharing.store import SharingTransaction


async def learn_holidays(fact: HolidayNoticePublished, tx: SharingTransaction) -> None:
    """A year's notice is known."""
    tx.learn(HolidayNotice(fact.year, fact.days_off, fact.makeup_days, fact.reference))
    calendar = await tx.calendar()
    reason = f"{fact.year}年节假日安排已公布（{fact.reference}）"
    for listed in await tx.requests.list({"state": RequestState.PENDING}):
        request = await tx.requests.get(listed.name)
        moved = request.redate(calendar, tx.now, reason)
        if moved:
            tx.publish(*moved)
            await tx.requests.save(request)
            set_timers(request, tx)
