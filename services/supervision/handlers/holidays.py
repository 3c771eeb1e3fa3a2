"""Holiday notices: answer periods are counted again (4.3)."""

from chassis.calendar import HolidayNotice
from services.supervision.consumed import HolidayNoticePublished
from services.supervision.domain.words import FindingState
from services.supervision.handlers.findings import schedule_end_of_answer
from services.supervision.store import SupervisionTransaction


async def learn_holidays(fact: HolidayNoticePublished, tx: SupervisionTransaction) -> None:
    """A year's notice is known."""
    tx.learn(HolidayNotice(fact.year, fact.days_off, fact.makeup_days, fact.reference))
    calendar = await tx.calendar()
    reason = f"{fact.year}年节假日安排已公布（{fact.reference}）"
    for listed in await tx.findings.list({"state": {"$in": [FindingState.NOTIFIED, FindingState.ANSWERED]}}):
        finding = await tx.findings.get(listed.name)
        moved = finding.redate(calendar, tx.policies.at(finding.policy_version).answer, tx.now, reason)
        if moved:
            tx.publish(*moved)
            await tx.findings.save(finding)
            schedule_end_of_answer(finding, tx)
