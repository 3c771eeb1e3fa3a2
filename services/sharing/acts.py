"""What can be done with the resources of sharing, and by whom: the checks that each handler makes before it looks at its request."""

from chassis.rpc.acts import Act, ActsOn, admits, may
from plan.parties import With
from services.sharing.domain.card import ProjectCard
from services.sharing.domain.result import Result
from services.sharing.domain.use_request import UseRequest
from services.sharing.handlers.parties import holder_of, result_of, standing_in
from services.sharing.store import SharingTransaction


async def _card(name: str, tx: SharingTransaction) -> ProjectCard:
    return await tx.approved_card(name)


async def _result(name: str, tx: SharingTransaction) -> Result:
    return await tx.results.read(name)


async def _request(name: str, tx: SharingTransaction) -> UseRequest:
    return await tx.requests.read(name)


async def _in_project(card: ProjectCard, tx: SharingTransaction) -> With:
    return card.standing()


async def _of_result(result: Result, tx: SharingTransaction) -> With:
    return await standing_in(result.project, tx)


def _asks(request: UseRequest, tx: SharingTransaction) -> None:
    request.demand_requester(tx.actor.organization)
    tx.acting_for(request.organization)


def _holds(request: UseRequest, tx: SharingTransaction) -> None:
    holder_of(request, tx)


def _licensed(result: Result, tx: SharingTransaction) -> None:
    result.demand_licensee(tx.actor.organization)
    tx.acting_for(tx.actor.organization)


def _with_organization(result: Result, tx: SharingTransaction) -> None:
    result_of(result, tx)


PROJECT = ActsOn("projects/*", _card, Act("RegisterResult", may(_in_project, rule="8.1")))
RESULT = ActsOn(
    "projects/*/results/*",
    _result,
    Act("CorrectResult", may(_of_result, rule="8.1"), admits("correct")),
    Act("ReturnResult", may(rule="8.1"), admits("return")),
    Act("ConfirmResult", may(rule="8.1"), admits("confirm")),
    Act("EndEmbargo", may(_of_result, rule="8.1"), admits("end_embargo")),
    Act("WithdrawResult", may(rule="8.1"), admits("withdraw")),
    Act("RequestUse", _with_organization, admits("ask")),
    Act("ReportUse", _licensed),
)
REQUEST = ActsOn(
    "projects/*/results/*/requests/*",
    _request,
    Act("AnswerUseRequest", _holds, admits("answer")),
    Act("WithdrawUseRequest", _asks, admits("withdraw")),
    Act("ContestRefusal", _asks, admits("contest")),
    Act("RuleOnRefusal", may(rule="8.2"), admits("uphold")),
)
ACTS = (PROJECT, RESULT, REQUEST)
