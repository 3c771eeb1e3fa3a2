"""The panel of a review is convened, completed, and votes; each expert is asked after in registry and supervision first (4.7, 7.5)."""

from chassis.access.views import Shown
from chassis.errors import PermissionDenied
from plan.panels import check_composition
from services.milestones.commands.reviews import ConvenePanel, ObjectToPanelMember, RecordVote, ReplacePanelMember
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.node import Node
from services.milestones.domain.panel import MilestonePanel, PanelMember, PanelReplacement
from services.milestones.handlers.views import shown
from services.milestones.neighbours import candidate_for, checked, circle_of
from services.milestones.store import MilestonesTransaction


async def convene_panel(command: ConvenePanel, tx: MilestonesTransaction) -> Shown[Node]:
    """The lead convenes experts (4.2, 4.7)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project)
    node.admit("convene_panel")
    check_composition(command.members, tx.policy.panel)
    card = await tx.cards.get(node.project)  # Held: who is tied to the project decides.
    members = [PanelMember.of(candidate) for candidate in await checked(command.members, card, tx)]
    tx.publish(*node.convene_panel(MilestonePanel(tx.now, tx.actor.person, members, len(members))))
    await tx.nodes.save(node)
    return shown(node, card, tx)


async def object_to_panel_member(command: ObjectToPanelMember, tx: MilestonesTransaction) -> Shown[Node]:
    """An owner, or the bureau under 1.4 and 1.11, objects to a member before the voting (4.7)."""
    node = await tx.nodes.get(command.name)
    card = await tx.permit(node.project)
    require_objector(card, tx)
    actor = tx.actor
    tx.publish(*node.object_to_panel_member(command.member, actor.organization or actor.person, command.reason, tx.now))
    await tx.nodes.save(node)
    return shown(node, card, tx)


def require_objector(card: ProjectCard, tx: MilestonesTransaction) -> None:
    """Refuse OBJECTION_NOT_YOURS to owners where the bureau objects in their place, and to the bureau where they do (4.7)."""
    wanted = "science_bureau" if card.bureau_objects else "owner"
    if wanted not in tx.roles_in(card):
        who = "市科技局" if card.bureau_objects else "本项目业主"
        raise PermissionDenied("OBJECTION_NOT_YOURS", f"本项目评审专家的异议由{who}提出", rule="4.7")


async def replace_panel_member(command: ReplacePanelMember, tx: MilestonesTransaction) -> Shown[Node]:
    """The lead names another expert for one who left, does not vote, or may not sit any more (4.7)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project)
    node.admit("replace_panel_member")
    panel = node.review.convened_panel()
    card = await tx.cards.get(node.project)
    circle = await circle_of(card, tx)
    successor = await candidate_for(command.successor, card.name, tx)
    circle.check([successor])
    unfit = command.member in panel.people and bool(circle.unfit(await candidate_for(command.member, card.name, tx)))
    replacement = PanelReplacement(command.member, PanelMember.of(successor), command.reason, unfit)
    tx.publish(*node.replace_panel_member(replacement, tx.now))
    await tx.nodes.save(node)
    return shown(node, card, tx)


async def record_vote(command: RecordVote, tx: MilestonesTransaction) -> Shown[Node]:
    """A member of the panel votes; who was barred meanwhile, or has come too close to the project, does not (4.7, 7.5)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project, node=node)
    node.admit("record_vote")
    card = await tx.cards.get(node.project)
    person = tx.actor.person
    await checked([person], card, tx)
    tx.publish(*node.record_vote(person, command.vote, command.opinion, tx.now, tx.seen))
    await tx.nodes.save(node)
    return shown(node, card, tx)
