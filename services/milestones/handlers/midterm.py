"""The mid-term check falls due, is judged, and reported to the city government (4.6)."""

from chassis.calendar import start_of_day
from chassis.time.timers import Timer
from services.milestones import neighbours
from services.milestones.commands.reviews import ChooseRemedy, JudgeMidterm, ReportMidterm
from services.milestones.domain.midterm import GovernmentReport, Judged, MidtermCheck, demand_consulted
from services.milestones.domain.node import Node
from services.milestones.domain.remedy import OwnerChoice, Remedy
from services.milestones.domain.words import MidtermState, RemedyChoice
from services.milestones.handlers.uploads import kept
from services.milestones.store import MilestonesTransaction


def check_name(project: str) -> str:
    """Resource name of the mid-term check of a project."""
    return f"{project}/midtermCheck"


def time(check: MidtermCheck, tx: MilestonesTransaction) -> None:
    """Let it fall due on its day; never where it is due, judged or cancelled."""
    if check.state is MidtermState.PLANNED:
        tx.schedule(f"{check.name}/due", "midterm_falls_due", start_of_day(check.planned_on), check.project, check=check.name)
    else:
        tx.cancel(f"{check.name}/due")


async def midterm_falls_due(timer: Timer, tx: MilestonesTransaction) -> None:
    """Its day has come."""
    check = await tx.midterm_checks.get(timer.payload["check"])
    if check.state is MidtermState.PLANNED:
        tx.publish(*check.fall_due())
        await tx.midterm_checks.save(check)


async def fall_due_with(node: Node, tx: MilestonesTransaction) -> None:
    """The node that the task book marks is concluded, maybe before its day (4.6)."""
    check = await tx.midterm_checks.find(check_name(node.project))
    if check is not None and check.state is MidtermState.PLANNED and check.node == node.node:
        tx.publish(*check.fall_due())
        time(check, tx)
        await tx.midterm_checks.save(check)


async def judge_midterm(command: JudgeMidterm, tx: MilestonesTransaction) -> MidtermCheck:
    """The bureau judges, with the departments and units concerned."""
    tx.require()
    check = await tx.midterm_checks.get(command.name)
    (await tx.schedules.get(f"{check.project}/schedule")).demand_not_evaluated("作中期检查判断", "4.6")
    card = await tx.cards.read(check.project)
    check.admit("judge_midterm", tx.now)
    demand_consulted(await neighbours.consulted(command.consulted, tx))
    judged = Judged(command.judgement, command.reasons, command.consulted, tx.now, tx.actor.person)
    rectifiable = len(check.earlier) < tx.policy.rectification.times
    tx.publish(*check.judge(judged, Remedy(check.name, check.project, check.node, list(card.owners), rectifiable)))
    await tx.midterm_checks.save(check)
    return check


async def report_midterm(command: ReportMidterm, tx: MilestonesTransaction) -> MidtermCheck:
    """The bureau reports the judgement to the city government."""
    tx.require()
    check = await tx.midterm_checks.get(command.name)
    file = await kept(command.report, tx) if command.report is not None else None
    report = GovernmentReport(command.reference, command.reported_on or tx.today, file, tx.actor.person, tx.now)
    tx.publish(*check.report_to_government(report))
    await tx.midterm_checks.save(check)
    return check


async def choose_remedy_for_midterm(command: ChooseRemedy, choice: OwnerChoice, tx: MilestonesTransaction) -> Remedy | None:
    """An owner chooses what follows `cannot_finish` (4.8); after a rectification it is judged once more."""
    check = await tx.midterm_checks.get(command.name)
    await tx.permit(check.project)
    (await tx.schedules.get(f"{check.project}/schedule")).demand_remedy(command.choice)
    tx.publish(*check.choose_remedy(choice))
    if check.remedy is not None and check.remedy.decision is RemedyChoice.RECTIFY:
        time(check, tx)
    await tx.midterm_checks.save(check)
    return check.remedy
