"""A node as the caller may see it: how each expert votes is for the bureau, owners, lead, commissioners and auditors."""

from chassis.access.views import Hidden, Shown, View
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.node import Node
from services.milestones.store import MilestonesTransaction

# An expert sees the own vote; counts are for everybody.
NODE = View(
    Hidden(
        "reviews.panel.members.vote",
        "reviews.panel.members.opinion",
        "reviews.dissolved_panels.members.vote",
        "reviews.dissolved_panels.members.opinion",
        to={"science_bureau", "auditor", "service", "owner", "lead", "commissioner"},
        own={"person"},
    )
)


def shown(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> Shown[Node]:
    """The node, for the caller's roles in the project."""
    return tx.show(node, NODE, tx.roles_in(tx.standing(card, node)))
