"""Holiday notices: answer periods and dates of corrections are counted again (4.3)."""

from chassis.calendar import HolidayNotice
from services.supervision.consumed import HolidayNoticePublished
from services.supervision.domain.words import DeviationState, FindingState
from services.supervision.handlers.corrections import set_timers
from services.supervision.handlers.findings import schedule_end_of_answer
from services.supervision.store import SupervisionTransaction


async def learn_holidays(fact: HolidayNoticePublished, tx: SupervisionTransaction) -> None:
    """A year's notice is known."""
    tx.learn(HolidayNotice(fact.year, fact.days_off, fact.makeup_days, fact.reference))
    reason = f"{fact.year}年节假日安排已公布（{fact.reference}）"
    await _redate_findings(reason, tx)
    await _redate_deviations(reason, tx)


async def _redate_findings(reason: str, tx: SupervisionTransaction) -> None:
    calendar = await tx.calendar()
    for listed in await tx.findings.readable({"state": {"$in": [FindingState.NOTIFIED, FindingState.ANSWERED]}}):
        finding = await tx.findings.get(listed.name)
        moved = finding.redate(calendar, tx.now, reason)
        if moved:
            tx.publish(*moved)
            await tx.findings.save(finding)
            schedule_end_of_answer(finding, tx)


async def _redate_deviations(reason: str, tx: SupervisionTransaction) -> None:
    calendar = await tx.calendar()
    for listed in await tx.deviations.readable({"state": {"$in": [DeviationState.OPEN, DeviationState.ASSIGNED]}}):
        deviation = await tx.deviations.get(listed.name)
        moved = deviation.redate(calendar, tx.now, reason)
        if moved:
            tx.publish(*moved)
            await tx.deviations.save(deviation)
            set_timers(deviation, tx)
