"""The lead reports to the owner, and the owner takes it in or asks for more, once (5.1)."""

from services.milestones.commands.process import (
    AskForMore,
    CorrectProgressReport,
    ProgressContent,
    SubmitProgressReport,
    TakeInProgressReport,
)
from services.milestones.domain.progress_report import MoreAsked, ProgressReport, TakenIn
from services.milestones.domain.report_content import ReportContent
from services.milestones.domain.schedule import Schedule
from services.milestones.handlers import rounds
from services.milestones.handlers.uploads import kept
from services.milestones.store import MilestonesTransaction


async def submit_progress_report(command: SubmitProgressReport, tx: MilestonesTransaction) -> ProgressReport:
    """The lead reports on a period; a late one is accepted and recorded as late (4.5)."""
    report, schedule = await _own(command.name, tx)
    report.admit("submit", tx.now)
    content = await _content(command.content, "", tx)
    late = await rounds.deliver(rounds.REPORTS, report, tx)
    tx.publish(*report.submit(content, schedule.agreed_plan, tx.actor.person, tx.now, late))
    await tx.reports.save(report)
    return report


async def correct_progress_report(command: CorrectProgressReport, tx: MilestonesTransaction) -> ProgressReport:
    """A new version corrects what was reported, or adds what the owner asked for; the old one stays."""
    report, schedule = await _own(command.name, tx)
    report.admit("correct", tx.now)
    schedule.demand_not_ended()
    content = await _content(command.content, command.reason, tx)
    late = await rounds.deliver(rounds.REPORTS, report, tx)
    tx.publish(*report.correct(content, schedule.agreed_plan, tx.actor.person, tx.now, late))
    await tx.reports.save(report)
    return report


async def take_in_progress_report(command: TakeInProgressReport, tx: MilestonesTransaction) -> ProgressReport:
    """An owner takes it in."""
    report = await tx.reports.get(command.name)
    await tx.permit(report.project)
    tx.publish(*report.take_in(TakenIn(tx.actor.person, tx.actor.organization, tx.now, tx.seen)))
    await tx.reports.save(report)
    return report


async def ask_for_more(command: AskForMore, tx: MilestonesTransaction) -> ProgressReport:
    """An owner asks for more, once; the lead has some working days to add it."""
    report = await tx.reports.get(command.name)
    await tx.permit(report.project)
    await tx.cards.get(report.project)  # Held: who leads decides.
    report.admit("ask_for_more", tx.now)
    (await tx.schedules.get(f"{report.project}/schedule")).demand_not_ended()
    basis = tx.policy.reports.more_after(tx.today)
    more = MoreAsked(tx.actor.person, tx.actor.organization, command.what, tx.now, tx.seen)
    tx.publish(*report.ask_for_more(more, basis.term(await tx.calendar()).last_day))
    await rounds.ask(rounds.REPORTS, report, tx.today, "", tx)
    regular = await rounds.rounds_of(rounds.REPORTS, report.project, tx)
    regular.await_report(report.name)
    await tx.rounds.save(regular)
    await tx.reports.save(report)
    return report


async def _own(name: str, tx: MilestonesTransaction) -> tuple[ProgressReport, Schedule]:
    report = await tx.reports.get(name)
    await tx.permit(report.project)
    await tx.cards.get(report.project)  # Held: who leads decides.
    return report, await tx.schedules.get(f"{report.project}/schedule")


async def _content(given: ProgressContent, reason: str, tx: MilestonesTransaction) -> ReportContent:
    return ReportContent(
        nodes=given.nodes,
        money=given.money,
        summary=given.summary,
        route_changes=given.route_changes,
        investment_changes=given.investment_changes,
        risks=given.risks,
        files=tuple([await kept(each, tx) for each in given.files]),
        reason=reason,
    )
