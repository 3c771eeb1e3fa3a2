"""What can be done with the resources of support, and by whom: the checks that each handler makes before it looks at its request."""

from chassis.rpc.acts import Act, ActsOn, admits, may
from plan.parties import With
from services.support.domain.card import ProjectCard
from services.support.domain.claim import Claim
from services.support.domain.facility import Facility
from services.support.domain.question import Question
from services.support.domain.service_request import ServiceRequest
from services.support.domain.support_policy import SupportPolicyItem
from services.support.handlers.facilities import require_keeper
from services.support.handlers.parties import acting_claimant, acting_organization, as_department, standing_in
from services.support.handlers.policies import require_publisher
from services.support.handlers.serving import require_assignee
from services.support.store import SupportTransaction as Tx


async def _card(name: str, tx: Tx) -> ProjectCard:
    return await tx.approved_card(name)


async def _policy(name: str, tx: Tx) -> SupportPolicyItem:
    return await tx.policies_on_offer.read(name)


async def _question(name: str, tx: Tx) -> Question:
    return await tx.questions.read(name)


async def _claim(name: str, tx: Tx) -> Claim:
    return await tx.claims.read(name)


async def _request(name: str, tx: Tx) -> ServiceRequest:
    return await tx.requests.read(name)


async def _facility(name: str, tx: Tx) -> Facility:
    return await tx.facilities.read(name)


async def _in_project(card: ProjectCard, tx: Tx) -> With:
    return card.standing()


async def _of(resource: Claim | ServiceRequest, tx: Tx) -> With:
    return await standing_in(resource.project, tx)


async def _department(question: Question, tx: Tx) -> With:
    return as_department(tx)


def _claims(claim: Claim, tx: Tx) -> None:
    acting_claimant(claim, tx)


def _offers(request: ServiceRequest, tx: Tx) -> None:
    acting_organization(tx, "9.2")


def _acts(facility: Facility, tx: Tx) -> None:
    acting_organization(tx, "9.2")


PROJECT = ActsOn(
    "projects/*",
    _card,
    Act("SubmitClaim", may(_in_project, rule="9.1")),
    Act("RequestService", may(_in_project, rule="9.2")),
    Act("FollowFields", may(_in_project, rule="9.3")),
)
POLICY = ActsOn("policies/*", _policy, Act("EndPolicy", require_publisher, admits("end")))
QUESTION = ActsOn("questions/*", _question, Act("AnswerQuestion", may(_department, rule="9.1"), admits("answer")))
CLAIM = ActsOn(
    "projects/*/claims/*",
    _claim,
    Act("ReturnClaim", may(_of, rule="9.1"), admits("return")),
    Act("CompleteClaim", _claims, admits("complete")),
    Act("GrantClaim", may(_of, rule="9.1"), admits("grant")),
    Act("DeclineClaim", may(_of, rule="9.1"), admits("decline")),
    Act("RecordPayment", may(_of, rule="9.1"), admits("pay")),
    Act("WithdrawClaim", _claims, admits("withdraw")),
)
SERVICE = ActsOn(
    "projects/*/serviceRequests/*",
    _request,
    Act("AssignService", may(_of, rule="9.2"), admits("assign")),
    Act("MakeOffer", _offers, admits("offer")),
    Act("ChooseOffer", may(_of, rule="9.2"), admits("choose")),
    Act("CompleteService", require_assignee, admits("complete")),
    Act("RateService", may(_of, rule="9.2"), admits("rate")),
    Act("WithdrawService", may(_of, rule="9.2"), admits("withdraw")),
)
FACILITY = ActsOn("facilities/*", _facility, Act("CloseFacility", require_keeper), Act("CancelBooking", _acts))
ACTS = (PROJECT, POLICY, QUESTION, CLAIM, SERVICE, FACILITY)
