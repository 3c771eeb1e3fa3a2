"""Deadlines with their timers: whatever changes a deadline moves or cancels its warnings and its end (4.5)."""

from typing import Any

from services.milestones.domain.basis import Basis
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.deadlines import Deadline, Demand
from services.milestones.domain.node import Node
from services.milestones.domain.terms import Counting, DeadlineKind, DeadlineState
from services.milestones.store import MilestonesTransaction


async def set_materials_deadline(
    node: Node, card: ProjectCard, start: Any, rule: str, tx: MilestonesTransaction, occasion: str = ""
) -> None:
    """The unit's 30 days (4.1)."""
    policy = tx.policy.materials
    basis = Basis(start, policy.days, Counting.CALENDAR, policy.rolls)
    await _set(node, DeadlineKind.MATERIALS, basis, ("undertaking_unit", card.undertaking_unit, rule, occasion), tx)


async def set_completion_deadline(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> None:
    """The period that the lead granted with a return (4.4)."""
    basis = Basis.fixed(tx.today, node.review.returns[-1].complete_by)
    await _set(node, DeadlineKind.COMPLETION, basis, ("undertaking_unit", card.undertaking_unit, "4.4", "材料退回补齐"), tx)


async def set_review_deadline(node: Node, card: ProjectCard, start: Any, tx: MilestonesTransaction, rule: str, occasion: str = "") -> None:
    """The lead's 30 working days (4.2)."""
    basis = Basis(start, tx.policy.review.working_days, Counting.WORKING)
    await _set(node, DeadlineKind.REVIEW, basis, ("lead", card.lead, rule, occasion), tx)


async def _set(node: Node, kind: DeadlineKind, basis: Basis, duty: tuple[str, str, str, str], tx: MilestonesTransaction) -> None:
    role, responsible, rule, occasion = duty
    demand = Demand(
        name=node.name_deadline(kind),
        project=node.project,
        kind=kind,
        node=node.node,
        rule=rule,
        responsible_role=role,
        responsible=responsible,
        warn_days=tx.policy.warn_days,
        policy_version=tx.policy_version,
        occasion=occasion,
    )
    deadline, said = Deadline.set(demand, basis, await tx.calendar(), tx.now)
    tx.deadlines.create(deadline)
    time(deadline, tx)
    tx.publish(*said)


async def keep(deadline: Deadline, said: list[Any], tx: MilestonesTransaction) -> None:
    """Save a deadline, its timers as they have to be now, and what is said of it."""
    await tx.deadlines.save(deadline)
    time(deadline, tx)
    tx.publish(*said)


def time(deadline: Deadline, tx: MilestonesTransaction) -> None:
    """Set the timers of a deadline that runs, in place of those before; a closed one has none."""
    runs = deadline.state is DeadlineState.OPEN
    ahead = dict(deadline.warnings_ahead(tx.now)) if runs else {}
    for days in deadline.warn_days:
        timer = f"{deadline.name}/warn-{days}"
        if days in ahead:
            tx.schedule(timer, "warn_deadline", ahead[days], deadline.project, deadline=deadline.name, days=days)
        else:
            tx.cancel(timer)
    if runs:
        tx.schedule(f"{deadline.name}/end", "mark_overdue", deadline.end, deadline.project, deadline=deadline.name)
    else:
        tx.cancel(f"{deadline.name}/end")


async def pending(name: str, tx: MilestonesTransaction) -> Deadline | None:
    """A deadline that is still asked for; None where there is none of this name or it is closed."""
    deadline = await tx.deadlines.find(name) if name else None
    return deadline if deadline is not None and deadline.is_pending else None


async def meet(node: Node, kind: DeadlineKind, tx: MilestonesTransaction, late: bool | None = None) -> None:
    """What the current deadline of a kind asked for is in."""
    deadline = await pending(node.review.deadline(kind), tx)
    if deadline is not None:
        await keep(deadline, deadline.meet(tx.now, late=late), tx)


async def cancel(node: Node, reason: str, rule: str, tx: MilestonesTransaction, *kinds: DeadlineKind) -> None:
    """What the current deadlines of these kinds, or of all, asked for is no longer asked for."""
    for kind in kinds or tuple(DeadlineKind):
        deadline = await pending(node.review.deadline(kind) if node.reviews else "", tx)
        if deadline is not None:
            await keep(deadline, deadline.cancel(reason, rule), tx)
