"""Materials come in, or go back to be completed (4.1, 4.4)."""

from chassis.access.views import Shown
from services.milestones.commands import MaterialUpload, ReturnMaterials, SubmitMaterials
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.files import StoredFile
from services.milestones.domain.materials import Material, MaterialsReturn, Timing
from services.milestones.domain.node import Node
from services.milestones.domain.review import defects_of
from services.milestones.domain.terms import DeadlineKind, NodeState
from services.milestones.handlers import timing
from services.milestones.handlers.views import shown
from services.milestones.store import MilestonesTransaction


async def submit_materials(command: SubmitMaterials, tx: MilestonesTransaction) -> Shown[Node]:
    """The undertaking unit hands in one material or both; with both the review clock starts (4.1, 4.2)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project)
    card = await tx.cards.get(node.project)  # Held: whether there is a lead decides.
    node.admit("submit_materials")
    materials = [await _kept(upload, tx) for upload in command.materials]
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
    returned = MaterialsReturn(tx.now, tx.actor.person, defects_of(command.defects), command.complete_by)
    tx.publish(*node.return_materials(returned, tx.policy, await tx.calendar()))
    await timing.cancel(node, "材料退回，考核期限中止，自补齐之日重新起算", "4.4", tx, DeadlineKind.REVIEW)
    await timing.set_completion_deadline(node, card, tx)
    await tx.nodes.save(node)
    return shown(node, card, tx)


async def _kept(upload: MaterialUpload, tx: MilestonesTransaction) -> Material:
    ref = await tx.files.put(upload.name, upload.content, upload.media_type)
    return Material(upload.kind, StoredFile(ref.digest, ref.name, ref.size, ref.media_type), tx.now, tx.actor.person)


async def _timing(node: Node, tx: MilestonesTransaction) -> Timing:
    first = await tx.deadlines.get(node.review.deadline(DeadlineKind.MATERIALS))
    granted = await timing.pending(node.review.deadline(DeadlineKind.COMPLETION), tx)
    return Timing(first.end, granted.end if granted else None)


async def _start_review(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> None:
    await timing.meet(node, DeadlineKind.MATERIALS, tx)
    completes = bool(node.review.returns)
    await timing.meet(node, DeadlineKind.COMPLETION, tx)
    if not card.lead:
        return
    node.review.clock_from = tx.now
    ground = timing.Ground(tx.today, "4.2,4.4", "材料补齐") if completes else timing.Ground(tx.today, "4.2")
    await timing.set_review_deadline(node, card, ground, tx)
