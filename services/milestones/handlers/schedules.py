"""A schedule is planned, wakes, follows its task book, and ends (1.6, 1.6a, 1.8, 1.10)."""

from datetime import datetime

from chassis.time.timers import Timer
from services.milestones.consumed import ContractSetTookEffect, EvaluationStarted, ProjectApproved, ProjectClosed, ProjectTerminated
from services.milestones.domain.midterm import MidtermCheck
from services.milestones.domain.node import Node
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.states import MIDTERM, SCHEDULE
from services.milestones.domain.task_book import PlannedNode, counts_from
from services.milestones.domain.words import ScheduleState
from services.milestones.handlers import deadlines, midterm, rounds
from services.milestones.store import MilestonesTransaction


async def plan_schedule(fact: ProjectApproved, tx: MilestonesTransaction) -> None:
    """The project is approved: its nodes are known; deadlines wait for the contract set (1.6)."""
    card = await tx.card_of(fact.project)
    card.approve(fact.title, fact.parties)
    await tx.cards.save(card)
    schedule = await tx.schedule_of(fact.project)
    schedule.approve(fact.task_book.plan)
    for planned in fact.task_book.plan.nodes:
        tx.nodes.create(new_node(fact.project, planned))
    await _wake_if_complete(schedule, tx)
    await tx.schedules.save(schedule)


async def wake_schedule(fact: ContractSetTookEffect, tx: MilestonesTransaction) -> None:
    """The contract set is in effect; with the approval, deadlines run from now on (1.6)."""
    schedule = await tx.schedule_of(fact.project)
    if not SCHEDULE.admits(schedule.state, "take_effect"):
        return  # Terminated before its contracts took effect.
    schedule.take_effect(fact.effective_at)
    await _wake_if_complete(schedule, tx)
    await tx.schedules.save(schedule)


async def end_term(timer: Timer, tx: MilestonesTransaction) -> None:
    """The last day of the term is over."""
    schedule = await tx.schedules.get(timer.payload["schedule"])
    if schedule.state is ScheduleState.AWAKE and tx.now >= schedule.term_over_at:
        tx.publish(*schedule.end_term(tx.now))
        await tx.schedules.save(schedule)


async def terminate_schedule(fact: ProjectTerminated, tx: MilestonesTransaction) -> None:
    """The project is terminated: open deadlines are cancelled (1.10)."""
    schedule = await tx.schedule_of(fact.project)
    if not SCHEDULE.admits(schedule.state, "terminate"):
        return
    await _end(schedule, f"项目于{fact.decided_on}终止：{fact.reason}", "1.10", tx)
    schedule.terminate(tx.now)
    await tx.schedules.save(schedule)


async def close_schedule(fact: ProjectClosed, tx: MilestonesTransaction) -> None:
    """The evaluation is filed: nothing is asked for any more (6.4)."""
    schedule = await tx.schedule_of(fact.project)
    await _end(schedule, "项目已结题备案", "6.4", tx)
    # A terminated project is evaluated and filed too (1.10); that it was terminated stays.
    if SCHEDULE.admits(schedule.state, "close"):
        schedule.close(tx.now)
    await tx.schedules.save(schedule)


async def note_evaluation(fact: EvaluationStarted, tx: MilestonesTransaction) -> None:
    """Experts evaluate the project: nothing is rectified or judged at mid-term beside them any more (6.2)."""
    schedule = await tx.schedule_of(fact.project)
    schedule.note_evaluation(fact.convened_at)
    await tx.schedules.save(schedule)


def new_node(project: str, planned: PlannedNode) -> Node:
    """A node of the task book, before deadlines run."""
    return Node(f"{project}/nodes/{planned.id}", project, planned.id, planned.title, planned.due_date, planned.midterm)


async def wake_node(node: Node, since: datetime, occasion: str, tx: MilestonesTransaction) -> None:
    """The 30 days of a node run: from its due date, or, where that has passed, from effect or from its version's day (4.1, 1.6a, 1.8).

    occasion: the version of the task book that brought the node, where it was not the first (1.8).
    """
    card = await tx.cards.get(node.project)
    node.wake()
    start, own = counts_from(node.due_date, since)
    ground = deadlines.Ground(start, f"1.8,{own}" if occasion else own, occasion)
    await deadlines.set_materials_deadline(node, card, ground, tx)
    await tx.nodes.save(node)


def time_term(schedule: Schedule, tx: MilestonesTransaction) -> None:
    """Let the term end at 24:00 of its last day."""
    tx.schedule(f"{schedule.name}/term", "end_term", schedule.term_over_at, schedule.project, schedule=schedule.name)


async def _wake_if_complete(schedule: Schedule, tx: MilestonesTransaction) -> None:
    if not schedule.can_wake or schedule.plan is None or schedule.effective_at is None:
        return
    tx.publish(*schedule.wake(tx.now))
    for node in await tx.nodes_of(schedule):
        await wake_node(node, schedule.effective_at, "", tx)
    planned_on, node_id = schedule.plan.midterm(schedule.effective_at)
    check = MidtermCheck(midterm.check_name(schedule.project), schedule.project, planned_on, node_id)
    tx.midterm_checks.create(check)
    midterm.time(check, tx)
    time_term(schedule, tx)
    await rounds.begin(rounds.REPORTS, schedule, schedule.effective_at, tx)


async def _end(schedule: Schedule, reason: str, rule: str, tx: MilestonesTransaction) -> None:
    for node in await tx.nodes_of(schedule):
        await deadlines.cancel(node, reason, rule, tx)
        if node.is_open:
            tx.publish(*node.cancel(reason, rule))
            await tx.nodes.save(node)
    check = await tx.midterm_checks.find(midterm.check_name(schedule.project))
    if check is not None and MIDTERM.admits(check.state, "cancel"):
        check.cancel()
        midterm.time(check, tx)
        await tx.midterm_checks.save(check)
    tx.cancel(f"{schedule.name}/term")
    await rounds.end(schedule.project, reason, rule, tx)
