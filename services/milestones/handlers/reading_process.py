"""Reads of how a project goes on: reports, plan against actual, inspections, the integrated work plan (5.1, 5.2, 2.5)."""

from plan.files import FileRef
from services.milestones.answers import DispatchReportPage, InspectionPage, Progress, ProgressReportPage
from services.milestones.commands.reading import GetProgress, ListOfProject, Named
from services.milestones.domain import progress
from services.milestones.domain.dispatch_report import DispatchReport
from services.milestones.domain.inspection import Inspection
from services.milestones.domain.integrated_plan import IntegratedPlan
from services.milestones.domain.progress_report import ProgressReport
from services.milestones.store import MilestonesTransaction


async def get_progress_report(command: Named, tx: MilestonesTransaction) -> ProgressReport:
    """A progress report with all its versions."""
    report = await tx.reports.read(command.name)
    await tx.permit(report.project)
    return report


async def list_progress_reports(command: ListOfProject, tx: MilestonesTransaction) -> ProgressReportPage:
    """The progress reports of a project, by period."""
    await tx.permit(command.parent)
    page = await tx.reports.page({"project": command.parent}, command.page_size, command.page_token)
    return ProgressReportPage(page.items, page.next_page_token)


async def get_progress(command: GetProgress, tx: MilestonesTransaction) -> Progress:
    """Plan against actual: the line that follows from the task book, and what was reported (5.1)."""
    await tx.permit(command.project)
    plan = (await tx.schedules.read(f"{command.project}/schedule")).agreed_plan
    reports = await tx.reports.list({"project": command.project})
    told = [progress.Standing(each.last_day, each.edition.actual, each.name) for each in reports if each.edition]
    day = command.on or tx.today
    return Progress(command.project, day, progress.planned_whole(plan, day), progress.on(plan, day), progress.curve(plan), told)


async def get_inspection(command: Named, tx: MilestonesTransaction) -> Inspection:
    """An inspection."""
    inspection = await tx.inspections.read(command.name)
    await tx.permit(inspection.project)
    return inspection


async def list_inspections(command: ListOfProject, tx: MilestonesTransaction) -> InspectionPage:
    """The inspections of a project, in the order in which they came on record."""
    await tx.permit(command.parent)
    page = await tx.inspections.page({"project": command.parent}, command.page_size, command.page_token)
    return InspectionPage(page.items, page.next_page_token)


async def get_integrated_plan(command: Named, tx: MilestonesTransaction) -> IntegratedPlan:
    """The integrated work plan with all its versions."""
    plan = await tx.integrated_plans.read(command.name)
    await tx.permit(plan.project)
    return plan


async def get_dispatch_report(command: Named, tx: MilestonesTransaction) -> DispatchReport:
    """A report against the plan."""
    report = await tx.dispatch_reports.read(command.name)
    await tx.permit(report.project)
    return report


async def list_dispatch_reports(command: ListOfProject, tx: MilestonesTransaction) -> DispatchReportPage:
    """The reports against the plan, by period."""
    await tx.permit(command.parent)
    page = await tx.dispatch_reports.page({"project": command.parent}, command.page_size, command.page_token)
    return DispatchReportPage(page.items, page.next_page_token)


async def files_of_process(name: str, tx: MilestonesTransaction) -> list[FileRef] | None:
    """The files of a report, an inspection or the plan; None for any other name. Refuses NOT_FOUND, ROLE_REQUIRED."""
    if "/progressReports/" in name:
        report = await get_progress_report(Named(name), tx)
        return [file for edition in report.editions for file in edition.content.files]
    if "/inspections/" in name:
        return list((await get_inspection(Named(name), tx)).files)
    if name.endswith("/integratedPlan"):
        plan = await get_integrated_plan(Named(name), tx)
        return [file for edition in plan.editions for file in edition.content.files]
    return None
