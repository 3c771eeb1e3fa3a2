"""Deadlines with their timers: set, met, cancelled, and warning and passing by themselves (4.1 to 4.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chassis.time.timers import Timer
from plan.counting import Basis
from plan.deadlines import Alarms, Change, DeadlineState, Demand, ProjectDeadline, set_alarms
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.node import Node
from services.milestones.domain.words import DeadlineKind
from services.milestones.store import MilestonesTransaction


@dataclass(frozen=True)
class Ground:
    """The day from which a deadline counts, the rules that it follows, and why it is set anew, if it is."""

    start: date
    rule: str
    occasion: str = ""


async def set_materials_deadline(node: Node, card: ProjectCard, ground: Ground, tx: MilestonesTransaction) -> None:
    """The unit's 30 days (4.1)."""
    basis = tx.policy.materials.after(ground.start)
    await _set(_demand(node, DeadlineKind.MATERIALS, card.undertaking_unit, ground, tx), basis, tx)


async def set_completion_deadline(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> None:
    """The period that the lead granted with a return (4.4)."""
    basis = Basis.fixed(tx.today, node.review.returns[-1].complete_by)
    ground = Ground(tx.today, "4.4", "材料退回补齐")
    await _set(_demand(node, DeadlineKind.COMPLETION, card.undertaking_unit, ground, tx), basis, tx)


async def set_review_deadline(node: Node, card: ProjectCard, ground: Ground, tx: MilestonesTransaction) -> None:
    """The lead's 30 working days (4.2)."""
    basis = tx.policy.review.after(ground.start)
    await _set(_demand(node, DeadlineKind.REVIEW, card.lead, ground, tx), basis, tx)


@dataclass(frozen=True)
class Asked:
    """A deadline that belongs to no node: its name, what is asked for, and of whom."""

    name: str
    project: str
    kind: DeadlineKind
    role: str
    responsible: str


async def set_asked(asked: Asked, ground: Ground, basis: Basis, tx: MilestonesTransaction) -> None:
    """The deadline of a report (5.1, 5.2)."""
    policy = tx.policy.dispatch if asked.kind is DeadlineKind.DISPATCH_REPORT else tx.policy.reports
    demand = Demand(
        name=asked.name,
        project=asked.project,
        kind=asked.kind.value,
        rule=ground.rule,
        responsible_role=asked.role,
        responsible=asked.responsible,
        warn_days=policy.warn_days,
        policy_version=tx.policy_version,
        occasion=ground.occasion,
    )
    await _set(demand, basis, tx)


def _demand(node: Node, kind: DeadlineKind, responsible: str, ground: Ground, tx: MilestonesTransaction) -> Demand:
    return Demand(
        name=node.name_deadline(kind),
        project=node.project,
        kind=kind.value,
        node=node.node,
        rule=ground.rule,
        responsible_role="lead" if kind is DeadlineKind.REVIEW else "undertaking_unit",
        responsible=responsible,
        warn_days=tx.policy.warn_days,
        policy_version=tx.policy_version,
        occasion=ground.occasion,
    )


async def _set(demand: Demand, basis: Basis, tx: MilestonesTransaction) -> None:
    deadline, said = ProjectDeadline.set(demand, basis, await tx.calendar(), tx.now)
    tx.deadlines.create(deadline)
    _time(deadline, tx)
    tx.publish(*said)


async def keep(deadline: ProjectDeadline, changes: Iterable[Change], tx: MilestonesTransaction) -> None:
    """Save a deadline, its timers as they have to be now, and what changed."""
    await tx.deadlines.save(deadline)
    _time(deadline, tx)
    tx.publish(*deadline.facts(changes))


def _time(deadline: ProjectDeadline, tx: MilestonesTransaction) -> None:
    set_alarms(deadline, Alarms(deadline.name, deadline.project), tx, tx.now)


async def warn_deadline(timer: Timer, tx: MilestonesTransaction) -> None:
    """So many days are left (4.5). A warning that comes late says how many are left now."""
    deadline = await tx.deadlines.get(timer.payload["deadline"])
    if deadline.state is not DeadlineState.OPEN or deadline.has_passed(tx.now):
        return  # Its end is due as well, and says more.
    before = deadline.last_day
    # A calendar that a new release of the software brought is learnt at the next warning (4.3).
    changes = deadline.redate(await tx.calendar(), tx.now, "放假安排公布，重新计算")
    if deadline.last_day == before:
        changes += deadline.warn((deadline.last_day - tx.today).days)
    await keep(deadline, changes, tx)


async def mark_overdue(timer: Timer, tx: MilestonesTransaction) -> None:
    """Its end has come, and what was due is not in (4.5)."""
    deadline = await tx.deadlines.get(timer.payload["deadline"])
    if deadline.state is not DeadlineState.OPEN or not deadline.has_passed(tx.now):
        return
    await keep(deadline, deadline.mark_overdue(tx.now), tx)


async def pending(name: str, tx: MilestonesTransaction) -> ProjectDeadline | None:
    """A deadline that is still asked for; None where there is none of this name or it is closed."""
    deadline = await tx.deadlines.find(name) if name else None
    return deadline if deadline is not None and deadline.is_pending else None


async def meet(node: Node, kind: DeadlineKind, tx: MilestonesTransaction, *, late: bool | None = None) -> None:
    """What the current deadline of a kind asked for is in."""
    await meet_named(node.review.deadline(kind), tx, late=late)


async def meet_named(name: str, tx: MilestonesTransaction, *, late: bool | None = None) -> ProjectDeadline | None:
    """What a deadline asked for is in; None where none of this name is asked for. `late`: where another period excuses it (4.4)."""
    deadline = await pending(name, tx)
    if deadline is not None:
        await keep(deadline, deadline.meet(tx.now, late=late), tx)
    return deadline


async def cancel(node: Node, reason: str, rule: str, tx: MilestonesTransaction, *kinds: DeadlineKind) -> None:
    """What the current deadlines of these kinds, or of all, asked for is no longer asked for."""
    for kind in kinds or tuple(DeadlineKind):
        await cancel_named(node.review.deadline(kind) if node.reviews else "", reason, rule, tx)


async def cancel_named(name: str, reason: str, rule: str, tx: MilestonesTransaction) -> None:
    """What a deadline asked for is no longer asked for; nothing where none of this name is."""
    deadline = await pending(name, tx)
    if deadline is not None:
        await keep(deadline, deadline.cancel(reason, rule), tx)
