"""The milestone report concludes a node, and the owners choose what follows a failed one (4.2, 4.7, 4.8)."""

from chassis.access.views import Shown
from services.milestones.commands.reviews import ChooseRemedy, SubmitMilestoneReport
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.node import Node
from services.milestones.domain.remedy import OwnerChoice, Remedy
from services.milestones.domain.review import MilestoneReport
from services.milestones.domain.words import DeadlineKind, NodeState
from services.milestones.handlers import deadlines, midterm
from services.milestones.handlers.uploads import kept
from services.milestones.handlers.views import shown
from services.milestones.neighbours import checked
from services.milestones.store import MilestonesTransaction


async def submit_milestone_report(command: SubmitMilestoneReport, tx: MilestonesTransaction) -> Shown[Node]:
    """The lead submits the report to the owner: the majority has passed or failed the node (4.2)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project)
    card = await tx.cards.get(node.project)  # Held: who leads decides.
    passed, panel = node.conclusion()
    # Nothing concludes on votes of somebody who may not sit today (4.7, 7.5).
    await checked(sorted(panel.people), card, tx)
    file = await kept(command.report, tx)
    await deadlines.meet(node, DeadlineKind.REVIEW, tx)
    deadline = await tx.deadlines.get(node.review.deadline(DeadlineKind.REVIEW))
    report = MilestoneReport(
        file=file,
        summary=command.summary,
        submitted_at=tx.now,
        submitted_by=tx.actor.person,
        passed=passed,
        votes_for=panel.votes_for,
        votes_against=panel.votes_against,
        late=deadline.late,
    )
    rectifiable = node.rectifications < tx.policy.rectification.times
    tx.publish(*node.submit_milestone_report(report, Remedy(node.name, node.project, node.node, list(card.owners), rectifiable)))
    await tx.nodes.save(node)
    await midterm.fall_due_with(node, tx)
    return shown(node, card, tx)


async def choose_remedy(command: ChooseRemedy, tx: MilestonesTransaction) -> Remedy | None:
    """An owner chooses what follows a failed node or a `cannot_finish` (4.8)."""
    if command.name.endswith("/midtermCheck"):
        return await midterm.choose_remedy_for_midterm(command, choice_of(command, tx), tx)
    node = await tx.nodes.get(command.name)
    card = await tx.permit(node.project)
    (await tx.schedules.get(f"{node.project}/schedule")).demand_remedy(command.choice)
    tx.publish(*node.choose_remedy(choice_of(command, tx)))
    if node.state is NodeState.AWAITING_MATERIALS:
        await _review_once_more(node, card, tx)
    await tx.nodes.save(node)
    return node.remedy


def choice_of(command: ChooseRemedy, tx: MilestonesTransaction) -> OwnerChoice:
    """The choice of the caller's organisation."""
    return OwnerChoice(tx.actor.organization, tx.actor.person, command.choice, command.rectify_by, command.reason, tx.now, tx.seen)


async def _review_once_more(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> None:
    # The materials of the second review follow the date of rectification as those of the first follow the due date.
    await deadlines.set_materials_deadline(node, card, deadlines.Ground(node.review.due_date, "4.8,4.1", "整改后复评"), tx)
