"""Service requests: asked for, assigned, offers of manufacturers, completed, rated (9.2)."""

from typing import Any

from chassis.access.views import Hidden, Shown, View
from chassis.errors import PermissionDenied, RuleViolated
from services.support.answers import ServiceRequestPage
from services.support.commands.serving import (
    AssignService,
    ChooseOffer,
    CompleteService,
    GetServiceRequest,
    ListServiceRequests,
    MakeOffer,
    RateService,
    RequestService,
    WithdrawService,
)
from services.support.domain.service_request import SERVE, Offer, Rating, ServiceRequest
from services.support.domain.words import ServiceKind
from services.support.handlers.due import deadline_of, set_timers
from services.support.handlers.parties import SEE_ALL, acting_organization, standing_in
from services.support.neighbours import confirmed_result, organization, organization_of
from services.support.store import SupportTransaction

PARTIES = frozenset({"undertaking_unit", "lead", "county", "owner"})
# One enterprise does not see what another offers.
REQUEST = View(Hidden("offers", to={"science_bureau", "auditor", "service", *PARTIES}, own=("organization",)))


async def request_service(command: RequestService, tx: SupportTransaction) -> Shown[ServiceRequest]:
    """The unit or the lead asks for a service; the green channel has the shortest period."""
    card = await tx.approved_card(command.parent)
    tx.require(on=card.standing(), rule="9.2")
    await _demand_result(command, tx)
    request = ServiceRequest(
        name=card.next_request(),
        project=card.name,
        deadline=await deadline_of(tx.policy.services[command.kind], tx),
        step=SERVE,
        kind=command.kind,
        organization=card.undertaking_unit,
        description=command.description,
        result=command.result,
        requested_by=tx.actor.person,
        requested_at=tx.now,
        policy_version=tx.policy_version,
    )
    tx.publish(*request.request())
    tx.requests.create(request)
    await tx.cards.save(card)
    set_timers(request, tx)
    return await _shown(request, tx)


async def assign_service(command: AssignService, tx: SupportTransaction) -> Shown[ServiceRequest]:
    """The bureau or the county department says who sees to it: one of its own people, or of another department."""
    request = await tx.requests.get(command.name)
    tx.require(on=await standing_in(request.project, tx), rule="9.2")
    request.admit("assign", tx.now)
    request.demand_assignable(command.assignee, await organization_of(command.assignee, tx))
    tx.publish(*request.assign(command.assignee, tx.actor.person, tx.now))
    return await _saved(request, tx)


async def make_offer(command: MakeOffer, tx: SupportTransaction) -> Shown[ServiceRequest]:
    """An enterprise offers to manufacture."""
    request = await tx.requests.get(command.name)
    offering = await organization(acting_organization(tx, "9.2"), tx)
    request.admit("offer", tx.now)
    if offering.kind != "enterprise" or offering.name == request.organization:
        raise PermissionDenied("OFFER_NOT_OPEN", "只有项目承担单位以外的企业可以报名生产", rule="9.2")
    offer = Offer(request.next_offer(offering.name), offering.name, command.text, tx.actor.person, tx.now)
    tx.publish(*request.offer(offer))
    return await _saved(request, tx)


async def choose_offer(command: ChooseOffer, tx: SupportTransaction) -> Shown[ServiceRequest]:
    """The unit chooses one."""
    request = await tx.requests.get(command.name)
    tx.require(on=await standing_in(request.project, tx), rule="9.2")
    tx.publish(*request.choose(command.offer, tx.now))
    return await _saved(request, tx)


async def complete_service(command: CompleteService, tx: SupportTransaction) -> Shown[ServiceRequest]:
    """The assignee says what came of it."""
    request = await tx.requests.get(command.name)
    await require_assignee(request, tx)
    tx.publish(*request.complete(command.outcome, tx.actor.person, tx.now))
    return await _saved(request, tx)


async def rate_service(command: RateService, tx: SupportTransaction) -> Shown[ServiceRequest]:
    """Who asked rates it."""
    request = await tx.requests.get(command.name)
    tx.require(on=await standing_in(request.project, tx), rule="9.2")
    tx.publish(*request.rate(Rating(command.stars, command.comment, tx.actor.person, tx.now)))
    return await _saved(request, tx)


async def withdraw_service(command: WithdrawService, tx: SupportTransaction) -> Shown[ServiceRequest]:
    """Who asked does so no longer."""
    request = await tx.requests.get(command.name)
    tx.require(on=await standing_in(request.project, tx), rule="9.2")
    tx.publish(*request.withdraw(tx.actor.person))
    return await _saved(request, tx)


async def get_service_request(command: GetServiceRequest, tx: SupportTransaction) -> Shown[ServiceRequest]:
    """One request. Manufacturing is for every enterprise to see; the rest for the parties, the departments and the assignee."""
    request = await tx.requests.read(command.name)
    roles = tx.roles_in(await standing_in(request.project, tx))
    open_to_all = request.kind is ServiceKind.MANUFACTURING or tx.actor.person == request.assignee
    if not open_to_all and not roles & (SEE_ALL | PARTIES):
        raise PermissionDenied("SERVICE_NOT_PUBLIC", "该服务事项只供项目各方、科技部门和承办人查阅", rule="9.2")
    return await _shown(request, tx)


async def list_service_requests(command: ListServiceRequests, tx: SupportTransaction) -> ServiceRequestPage:
    """Requests that the caller may read."""
    where: list[dict[str, Any]] = []
    if not tx.actor.roles & SEE_ALL:
        mine = [card.name for card in await tx.cards_of_actor()]
        seen = [{"project": {"$in": mine}}, {"assignee": tx.actor.person}, {"kind": ServiceKind.MANUFACTURING}]
        where.append({"$or": seen})
    where += [{"project": command.parent}] if command.parent else []
    where += [{"state": command.state}] if command.state else []
    where += [{"kind": command.kind}] if command.kind else []
    page = await tx.requests.page({"$and": where} if where else {}, command.page_size, command.page_token)
    return ServiceRequestPage([await _shown(request, tx) for request in page.items], page.next_page_token)


async def require_assignee(request: ServiceRequest, tx: SupportTransaction) -> None:
    """Refuse ROLE_REQUIRED to all but the assignee and the departments, who are told whose it is (9.2), and ASSIGNEE_IS_REQUESTER."""
    if request.assignee and tx.actor.person == request.assignee:
        tx.acting_for(request.assignee)
        request.demand_assignable(request.assignee, tx.actor.organization)
    else:
        tx.require("science_bureau", "county", on=await standing_in(request.project, tx), rule="9.2")


async def _demand_result(command: RequestService, tx: SupportTransaction) -> None:
    """Refuse RESULT_REQUIRED, RESULT_NOT_CONFIRMED, RESULT_OF_ANOTHER (9.2): a manufacturer is found for a finished result."""
    if command.kind is not ServiceKind.MANUFACTURING:
        return
    if not command.result:
        raise RuleViolated("RESULT_REQUIRED", "对接生产企业须指明已确认的成果", rule="9.2")
    if not command.result.startswith(f"{command.parent}/results/"):
        raise RuleViolated("RESULT_OF_ANOTHER", "所指的成果不属于本项目", rule="9.2")
    if not await confirmed_result(command.result, tx):
        raise RuleViolated("RESULT_NOT_CONFIRMED", "该成果尚未经市科技局确认", rule="9.2")


async def _shown(request: ServiceRequest, tx: SupportTransaction) -> Shown[ServiceRequest]:
    return tx.show(request, REQUEST, tx.roles_in(await standing_in(request.project, tx)))


async def _saved(request: ServiceRequest, tx: SupportTransaction) -> Shown[ServiceRequest]:
    set_timers(request, tx)
    await tx.requests.save(request)
    return await _shown(request, tx)
