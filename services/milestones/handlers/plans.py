"""The chief's integrated work plan, agreed to by the lead, and the reports against it (5.2)."""

from services.milestones.commands.process import AgreeToIntegratedPlan, RefuseIntegratedPlan, SubmitDispatchReport, SubmitIntegratedPlan
from services.milestones.domain.dispatch_report import DispatchContent, DispatchReport
from services.milestones.domain.integrated_plan import IntegratedPlan, LeadAnswer, PlanContent, PlanEdition
from services.milestones.domain.schedule import Schedule
from services.milestones.handlers import rounds
from services.milestones.handlers.uploads import kept
from services.milestones.store import MilestonesTransaction


def plan_name(project: str) -> str:
    """Resource name of the integrated work plan of a project."""
    return f"{project}/integratedPlan"


async def submit_integrated_plan(command: SubmitIntegratedPlan, tx: MilestonesTransaction) -> IntegratedPlan:
    """The chief submits a version of the plan."""
    card = await tx.permit(command.parent)
    card.demand_chief_beside_lead()
    schedule = await tx.schedules.get(f"{command.parent}/schedule")
    schedule.demand_going_on()
    plan = await tx.integrated_plans.find(plan_name(command.parent))
    is_new = plan is None
    plan = plan or IntegratedPlan(plan_name(command.parent), command.parent)
    files = tuple([await kept(each, tx) for each in command.files])
    content = PlanContent(command.dispatch_period, command.key_nodes, command.time_control, command.coordination, files, command.reason)
    tx.publish(*plan.submit(content, schedule.agreed_plan, tx.actor.person, tx.now))
    if is_new:
        tx.integrated_plans.create(plan)
    else:
        await tx.integrated_plans.save(plan)
    return plan


async def agree_to_integrated_plan(command: AgreeToIntegratedPlan, tx: MilestonesTransaction) -> IntegratedPlan:
    """The lead agrees: the version is in force, and its dispatch periods run."""
    plan, schedule = await _answered(command.name, tx)
    plan.admit("agree", tx.now)
    schedule.demand_going_on()
    tx.publish(*plan.agree(LeadAnswer(tx.actor.person, tx.now, seen=tx.seen), schedule.agreed_plan))
    await tx.integrated_plans.save(plan)
    await rounds.begin(rounds.DISPATCHES, schedule, tx.now, tx, plan.interval)
    return plan


async def refuse_integrated_plan(command: RefuseIntegratedPlan, tx: MilestonesTransaction) -> IntegratedPlan:
    """The lead does not agree, and says why."""
    plan, _ = await _answered(command.name, tx)
    answer = LeadAnswer(tx.actor.person, tx.now, agreed=False, reason=command.reason, seen=tx.seen)
    tx.publish(*plan.refuse(answer))
    await tx.integrated_plans.save(plan)
    return plan


async def submit_dispatch_report(command: SubmitDispatchReport, tx: MilestonesTransaction) -> DispatchReport:
    """The chief reports against the plan in force; a late one is accepted and recorded as late (4.5)."""
    report = await tx.dispatch_reports.get(command.name)
    await tx.permit(report.project)
    await tx.cards.get(report.project)  # Held: who is chief decides.
    report.admit("submit", tx.now)
    late = await rounds.deliver(rounds.DISPATCHES, report, tx)
    content = DispatchContent(command.key_nodes, command.summary, command.coordination)
    tx.publish(*report.submit(content, await _in_force(report.project, tx), tx.actor.person, tx.now, late))
    await tx.dispatch_reports.save(report)
    return report


async def follow_task_book(schedule: Schedule, tx: MilestonesTransaction) -> None:
    """A new task book may contradict the plan in force (1.8)."""
    plan = await tx.integrated_plans.find(plan_name(schedule.project))
    if plan is not None:
        tx.publish(*plan.follow(schedule.agreed_plan))
        await tx.integrated_plans.save(plan)


async def _answered(name: str, tx: MilestonesTransaction) -> tuple[IntegratedPlan, Schedule]:
    plan = await tx.integrated_plans.get(name)
    await tx.permit(plan.project)
    await tx.cards.get(plan.project)  # Held: who leads decides.
    return plan, await tx.schedules.get(f"{plan.project}/schedule")


async def _in_force(project: str, tx: MilestonesTransaction) -> PlanEdition:
    found = (await tx.integrated_plans.get(plan_name(project))).in_force
    assert found is not None, "dispatch periods run from the first version in force on"
    return found
