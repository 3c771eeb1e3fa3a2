"""A new version of the task book: deadlines are set anew, with the reason, and what was done stays done (1.8)."""

from services.milestones.consumed import TaskBookChanged
from services.milestones.domain.node import Node
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.states import SCHEDULE
from services.milestones.domain.task_book import Plan, PlannedNode, counts_from
from services.milestones.domain.words import DeadlineKind, NodeState, ScheduleState
from services.milestones.handlers import deadlines, midterm, plans, rounds
from services.milestones.handlers.schedules import new_node, time_term, wake_node
from services.milestones.store import MilestonesTransaction


async def change_schedule(fact: TaskBookChanged, tx: MilestonesTransaction) -> None:
    """Nodes come, go and move; the mid-term check and the end of term follow. An ended schedule follows nothing."""
    schedule = await tx.schedule_of(fact.project)
    before, plan, occasion = schedule.plan, fact.task_book.plan, f"任务书第{fact.version}版：{fact.reason}"
    if before is None or not SCHEDULE.admits(schedule.state, "follow"):
        return
    tx.publish(*schedule.follow(plan, occasion, tx.now))
    await _remove(before, plan, fact.project, occasion, tx)
    for planned in plan.nodes:
        await _follow(planned, schedule, occasion, tx)
    if schedule.is_awake:
        await _replan(schedule, plan, tx)
    await tx.schedules.save(schedule)


async def _remove(before: Plan, plan: Plan, project: str, occasion: str, tx: MilestonesTransaction) -> None:
    for gone in before.nodes:
        if plan.node(gone.id) is not None:
            continue
        node = await tx.nodes.get(f"{project}/nodes/{gone.id}")
        if node.is_open:
            await deadlines.cancel(node, occasion, "1.8", tx)
            tx.publish(*node.cancel(occasion, "1.8"))
            await tx.nodes.save(node)


async def _follow(planned: PlannedNode, schedule: Schedule, occasion: str, tx: MilestonesTransaction) -> None:
    node = await tx.nodes.find(f"{schedule.project}/nodes/{planned.id}")
    if node is None:
        node = new_node(schedule.project, planned)
        tx.nodes.create(node)
        if schedule.is_awake:
            await wake_node(node, tx.now, occasion, tx)
        return
    if node.state is NodeState.CANCELLED:  # An earlier version had taken it out.
        node.restore(planned.title, planned.due_date, planned.midterm)
        if schedule.is_awake:
            await wake_node(node, tx.now, occasion, tx)
            return
    elif node.is_open:
        moved = node.due_date != planned.due_date
        node.change(planned.title, planned.due_date, planned.midterm)
        if moved and node.follows_task_book:
            await _move_materials(node, occasion, tx)
    else:
        return
    await tx.nodes.save(node)


async def _move_materials(node: Node, occasion: str, tx: MilestonesTransaction) -> None:
    deadline = await deadlines.pending(node.review.deadline(DeadlineKind.MATERIALS), tx)
    if deadline is None:
        return
    # A date that has passed when its version comes counts from that day.
    start, _ = counts_from(node.due_date, tx.now)
    # The period itself is that of the version under which the deadline was set.
    basis = tx.policies.at(deadline.policy_version).materials.after(start)
    await deadlines.keep(deadline, deadline.move(basis, await tx.calendar(), tx.now, occasion, "1.8"), tx)


async def _replan(schedule: Schedule, plan: Plan, tx: MilestonesTransaction) -> None:
    check = await tx.midterm_checks.find(midterm.check_name(schedule.project))
    if check is not None and check.can_be_replanned and schedule.effective_at is not None:
        planned = plan.midterm(schedule.effective_at)
        if planned != (check.planned_on, check.node):  # One that is due and stays where it is does not fall due twice.
            check.plan(*planned)
            midterm.time(check, tx)
            await tx.midterm_checks.save(check)
    if schedule.state is ScheduleState.AWAKE:
        time_term(schedule, tx)
    await rounds.go_on_after_change(schedule, tx)
    await plans.follow_task_book(schedule, tx)
