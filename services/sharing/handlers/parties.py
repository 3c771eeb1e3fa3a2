"""Who the caller is towards a project, a result, a request."""

from chassis.errors import PermissionDenied
from plan.parties import With
from services.sharing.domain.card import ProjectCard
from services.sharing.domain.result import Result
from services.sharing.domain.use_request import UseRequest
from services.sharing.store import SharingTransaction

UNKNOWN = ProjectCard("")


async def standing_in(project: str, tx: SharingTransaction) -> With:
    """Who is who in a project."""
    return (await tx.cards.read_or_none(project) or UNKNOWN).standing()


def result_of(result: Result, tx: SharingTransaction) -> str:
    """The organisation for which the caller asks to use a result. Refuses ORGANIZATION_REQUIRED, OWN_RESULT (8.2)."""
    organization = tx.actor.organization
    if not organization:
        raise PermissionDenied("ORGANIZATION_REQUIRED", "成果使用申请以单位名义提出，您没有登记所属单位", rule="8.2")
    if organization in result.holders:
        raise PermissionDenied("OWN_RESULT", f"成果“{result.title}”的权利属于本单位，无须申请", rule="8.2")
    return tx.acting_for(organization)


def holder_of(request: UseRequest, tx: SharingTransaction) -> str:
    """The holder of the rights for which the caller answers. Refuses CONSENT_NOT_YOURS (8.2)."""
    (holder,) = request.act.parties_among([tx.actor.organization], "8.2")
    return tx.acting_for(holder)
