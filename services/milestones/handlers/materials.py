"""Materials come in, or go back to be completed (4.1, 4.4)."""

from chassis.access.views import Shown
from services.milestones.commands.reviews import ReturnMaterials, SubmitMaterials
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.materials import Material, MaterialsReturn, Timing, defects_of
from services.milestones.domain.node import Node
from services.milestones.domain.words import DeadlineKind, NodeState
from services.milestones.handlers import deadlines
from services.milestones.handlers.uploads import kept
from services.milestones.handlers.views import shown
from services.milestones.store import MilestonesTransaction


async def submit_materials(command: SubmitMaterials, tx: MilestonesTransaction) -> Shown[Node]:
    """The undertaking unit hands in one material or both; with both the review clock starts (4.1, 4.2)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project)
    card = await tx.cards.get(node.project)  # Held: whether there is a lead decides.
    node.admit("submit_materials")
    materials = [Material(upload.kind, await kept(upload.file, tx), tx.now, tx.actor.person) for upload in command.materials]
    due = await _timing(node, tx)
    # Until a successor of the lead is in effect the owner receives (1.9).
    tx.publish(*node.submit_materials(materials, due, tx.now, "lead" if card.lead else "owner"))
    if node.state is NodeState.UNDER_REVIEW:
        await _start_review(node, card, tx)
    await tx.nodes.save(node)
    return shown(node, card, tx)


async def return_materials(command: ReturnMaterials, tx: MilestonesTransaction) -> Shown[Node]:
    """The lead returns incomplete materials; the review clock stops until they are complete (4.4)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project)
    card = await tx.cards.get(node.project)  # Held: who leads decides.
    node.admit("return_materials")
    returned = MaterialsReturn(tx.now, tx.actor.person, defects_of(command.defects), command.complete_by)
    tx.publish(*node.return_materials(returned, tx.policy, await tx.calendar()))
    await deadlines.cancel(node, "材料退回，考核期限中止，自补齐之日重新起算", "4.4", tx, DeadlineKind.REVIEW)
    await deadlines.set_completion_deadline(node, card, tx)
    await tx.nodes.save(node)
    return shown(node, card, tx)


async def _timing(node: Node, tx: MilestonesTransaction) -> Timing:
    first = await tx.deadlines.get(node.review.deadline(DeadlineKind.MATERIALS))
    granted = await deadlines.pending(node.review.deadline(DeadlineKind.COMPLETION), tx)
    return Timing(first.end, granted.end if granted else None)


async def _start_review(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> None:
    await deadlines.meet(node, DeadlineKind.MATERIALS, tx)
    completes = bool(node.review.returns)
    # Whoever misses the period granted is not late before the day of 4.1 (4.4).
    await deadlines.meet(node, DeadlineKind.COMPLETION, tx, late=node.review.materials_late)
    if not card.lead:
        return
    node.start_clock(tx.now)
    ground = deadlines.Ground(tx.today, "4.2,4.4", "材料补齐") if completes else deadlines.Ground(tx.today, "4.2")
    await deadlines.set_review_deadline(node, card, ground, tx)
