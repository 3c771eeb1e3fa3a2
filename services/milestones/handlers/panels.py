"""The panel of a review is convened, completed, and votes (4.7, 7.5)."""

from chassis.access.views import Shown
from chassis.errors import PermissionDenied, RuleViolated
from services.milestones.commands import ConvenePanel, ObjectToPanelMember, RecordVote, ReplacePanelMember
from services.milestones.domain.independence import Candidate, Circle
from services.milestones.domain.node import Node
from services.milestones.domain.panel import Panel, PanelMember, check_composition
from services.milestones.handlers.views import shown
from services.milestones.neighbours import barred_from_panels, candidate_for, circle_of
from services.milestones.store import MilestonesTransaction


async def convene_panel(command: ConvenePanel, tx: MilestonesTransaction) -> Shown[Node]:
    """The lead convenes experts, each asked after in registry and supervision first (4.2, 4.7)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project)
    node.admit("convene_panel")
    check_composition(list(command.members), tx.policy.panel)
    card = await tx.cards.get(node.project)  # Held: who is tied to the project decides.
    circle = await circle_of(card, tx)
    candidates = [await candidate_for(person, node.project, tx) for person in command.members]
    circle.check(candidates)
    members = [_seated(candidate) for candidate in candidates]
    tx.publish(*node.convene_panel(Panel(tx.now, tx.actor.person, members, len(members))))
    await tx.nodes.save(node)
    return shown(node, card, tx)


async def object_to_panel_member(command: ObjectToPanelMember, tx: MilestonesTransaction) -> Shown[Node]:
    """An owner, or the bureau under 1.4 and 1.11, objects to a member before the voting (4.7)."""
    node = await tx.nodes.get(command.name)
    card = await tx.permit(node.project)
    wanted = "science_bureau" if card.bureau_objects else "owner"
    actor = tx.actor
    if wanted not in tx.roles_in(card):
        who = "市科技局" if card.bureau_objects else "本项目业主"
        raise PermissionDenied("OBJECTION_NOT_YOURS", f"本项目评审专家的异议由{who}提出", rule="4.7")
    tx.publish(*node.object_to_member(command.member, actor.organization or actor.person, command.reason))
    await tx.nodes.save(node)
    return shown(node, card, tx)


async def replace_panel_member(command: ReplacePanelMember, tx: MilestonesTransaction) -> Shown[Node]:
    """The lead names another expert for one who left or cannot take part (4.7)."""
    node = await tx.nodes.get(command.name)
    await tx.permit(node.project)
    node.admit("replace_member")
    node.review.convened_panel()
    card = await tx.cards.get(node.project)
    circle = await circle_of(card, tx)
    candidate = await candidate_for(command.successor, node.project, tx)
    circle.check([candidate])
    tx.publish(*node.replace_member(command.member, _seated(candidate), command.reason))
    await tx.nodes.save(node)
    return shown(node, card, tx)


async def record_vote(command: RecordVote, tx: MilestonesTransaction) -> Shown[Node]:
    """A member of the panel votes; who was barred meanwhile does not (4.7, 7.5)."""
    node = await tx.nodes.get(command.name)
    card = await tx.permit(node.project, node=node)
    person = tx.actor.person
    # A tie that came up since the panel was convened counts as well (4.7).
    Circle(card, "").check([Candidate(person, person, node.review.convened_panel().member(person).organization)])
    barred, grounds = await barred_from_panels(person, node.project, tx)
    if barred:
        message = "您在负面清单限制期内，不能参加评审" + (f"：{'；'.join(grounds)}" if grounds else "")
        raise RuleViolated("BARRED", message, rule="7.5")
    tx.publish(*node.record_vote(person, command.vote, command.opinion, tx.now))
    await tx.nodes.save(node)
    return shown(node, card, tx)


def _seated(candidate: Candidate) -> PanelMember:
    return PanelMember(candidate.person, candidate.organization)
