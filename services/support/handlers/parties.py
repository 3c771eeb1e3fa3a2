"""Who the caller is towards a project, and for whom it acts."""

from chassis.errors import PermissionDenied
from plan.parties import With
from services.support.domain.card import ProjectCard
from services.support.domain.claim import Claim
from services.support.store import SupportTransaction

UNKNOWN = ProjectCard("")
DEPARTMENTS = ("science_bureau", "county")
SEE_ALL = frozenset({"science_bureau", "auditor", "finance_bureau", "service"})


async def standing_in(project: str, tx: SupportTransaction) -> With:
    """Who is who in a project."""
    return (await tx.cards.read_or_none(project) or UNKNOWN).standing()


def as_department(tx: SupportTransaction) -> With:
    """Who the caller is in what belongs to no project: there any county department acts, in its own area (9.1 to 9.3, 2.2)."""
    return ProjectCard("", county=tx.actor.county).standing()


def acting_organization(tx: SupportTransaction, rule: str) -> str:
    """The organisation for which the caller acts. Refuses ORGANIZATION_REQUIRED."""
    if not tx.actor.organization:
        raise PermissionDenied("ORGANIZATION_REQUIRED", "此事以单位名义办理，您没有登记所属单位", rule=rule)
    return tx.acting_for(tx.actor.organization)


def acting_claimant(claim: Claim, tx: SupportTransaction) -> str:
    """The organisation that claims. Refuses NOT_THE_CLAIMANT (9.1)."""
    claim.demand_claimant(tx.actor.organization)
    return tx.acting_for(claim.organization)
