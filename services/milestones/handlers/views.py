"""A node as the caller may see it: votes only once all are in, and then for bureau, owners, lead, commissioners and auditors (4.7)."""

from chassis.access.views import Hidden, Shown, View
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.node import Node
from services.milestones.store import MilestonesTransaction

_PANELS = ("reviews.panel", "reviews.dissolved_panels")
_VOTES = tuple(f"{panel}.members.{field}" for panel in _PANELS for field in ("vote", "opinion", "seen"))
_COUNTS = tuple(f"{panel}.{field}" for panel in _PANELS for field in ("votes_for", "votes_against"))

# An expert sees the own vote; once all are in, counts are for everybody.
NODE = View(
    Hidden(*_VOTES, to={"science_bureau", "auditor", "service", "owner", "lead", "commissioner"}, own={"person"}),
    Hidden(*_VOTES, *_COUNTS, own={"person"}, until="open_to_view"),
)


def shown(node: Node, card: ProjectCard, tx: MilestonesTransaction) -> Shown[Node]:
    """The node, for the caller's roles in the project."""
    return tx.show(node, NODE, tx.roles_in(tx.standing(card, node)))
