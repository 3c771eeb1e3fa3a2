"""Deadlines with their timers: whatever changes a deadline moves or cancels its warnings and its end (4.5)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.milestones.domain.basis import Basis
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.deadlines import Deadline, Demand
from services.milestones.domain.node import Node
from services.milestones.domain.terms import Counting, DeadlineKind, DeadlineState
from services.milestones.store import MilestonesTransaction


@dataclass(frozen=True)
class Ground:
    """The day from which a deadline counts, the rules that it follows, and why it is set anew, if it is."""

    start: date
    rule: str
    occasion: str = ""


async def set_materials_deadline(node: Node, card: ProjectCard, ground: Ground, tx: MilestonesTransaction) -> None:
    """The unit's 30 days (4.1)."""
    policy = tx.policy.materials
    basis = Basis(ground.start, policy.days, Counting.CALENDAR, policy.rolls)
    await _set(_demand(node, DeadlineKind.MATERIALS, card.undertaking_unit, ground, tx), basis, tx)


async def set_completion_deadline(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> None:
    """The period that the lead granted with a return (4.4)."""
    basis = Basis.fixed(tx.today, node.review.returns[-1].complete_by)
    ground = Ground(tx.today, "4.4", "材料退回补齐")
    await _set(_demand(node, DeadlineKind.COMPLETION, card.undertaking_unit, ground, tx), basis, tx)


async def set_review_deadline(node: Node, card: ProjectCard, ground: Ground, tx: MilestonesTransaction) -> None:
    """The lead's 30 working days (4.2)."""
    basis = Basis(ground.start, tx.policy.review.working_days, Counting.WORKING)
    await _set(_demand(node, DeadlineKind.REVIEW, card.lead, ground, tx), basis, tx)


def _demand(node: Node, kind: DeadlineKind, responsible: str, ground: Ground, tx: MilestonesTransaction) -> Demand:
    return Demand(
        name=node.name_deadline(kind),
        project=node.project,
        kind=kind,
        node=node.node,
        rule=ground.rule,
        responsible_role="lead" if kind is DeadlineKind.REVIEW else "undertaking_unit",
        responsible=responsible,
        warn_days=tx.policy.warn_days,
        policy_version=tx.policy_version,
        occasion=ground.occasion,
    )


async def _set(demand: Demand, basis: Basis, tx: MilestonesTransaction) -> None:
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
