"""A node as the caller may see it: how each expert votes is for the bureau, owners, lead, commissioners and auditors."""

from dataclasses import replace

from services.milestones.domain.card import ProjectCard
from services.milestones.domain.node import Node
from services.milestones.domain.panel import Panel, PanelMember
from services.milestones.store import MilestonesTransaction

SEES_VOTES = frozenset({"science_bureau", "auditor", "service", "owner", "lead", "commissioner"})


def shown(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> Node:
    """The node, without votes that the caller may not see; counts stay. An expert sees the own vote."""
    actor = tx.actor
    roles = actor.roles | tx.standing(card, node).roles_of(actor.person, actor.organization, actor.area)
    return node if roles & SEES_VOTES else _without_votes(node, actor.person)


def _without_votes(node: Node, person: str) -> Node:
    reviews = [
        replace(
            review,
            panel=_closed(review.panel, person) if review.panel else None,
            dissolved_panels=[_closed(panel, person) for panel in review.dissolved_panels],
        )
        for review in node.reviews
    ]
    return replace(node, reviews=reviews)


class _ClosedPanel(Panel):
    """A panel that still counts what it does not show."""

    counted: tuple[int, int] = (0, 0)

    @property
    def votes_for(self) -> int:
        return self.counted[0]

    @property
    def votes_against(self) -> int:
        return self.counted[1]


def _closed(panel: Panel, person: str) -> Panel:
    members = [_silent(member) if member.person != person else member for member in panel.members]
    closed = _ClosedPanel(panel.convened_at, panel.convened_by, members, panel.size)
    closed.counted = (panel.votes_for, panel.votes_against)
    return closed


def _silent(member: PanelMember) -> PanelMember:
    return replace(member, vote=None, opinion="")
