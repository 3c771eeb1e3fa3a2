"""Requests to use a result: what universities and institutes study is theirs at once, the rest is for the holders to answer (8.2)."""

from plan.consents import joint
from plan.months import months_after
from services.sharing.commands import RequestUse
from services.sharing.domain.licences import Licence, demand_licensable
from services.sharing.domain.result import Result
from services.sharing.domain.use_request import UseRequest, Wish
from services.sharing.handlers.parties import result_of
from services.sharing.handlers.periods import answer_deadline, set_timers
from services.sharing.neighbours import organization
from services.sharing.store import SharingTransaction


async def request_use(command: RequestUse, tx: SharingTransaction) -> UseRequest:
    """An organisation asks to use a result."""
    result = await tx.results.get(command.parent)
    asking = await organization(result_of(result, tx), tx)
    result.admit("ask", tx.now)
    wish = Wish(
        organization=asking.name,
        kind=asking.kind,
        purpose=command.purpose,
        intention=command.intention,
        months=command.months,
        exclusive=command.exclusive,
        sector=command.sector,
        area=command.area,
    )
    wish.demand_open(tx.policy)
    demand_licensable(result.licences, wish.organization, wish.purpose, wish.exclusive, tx.today)
    at_once = result.is_published and wish.at_once(tx.policy)
    request = UseRequest(
        name=result.next_request(),
        project=result.project,
        result=result.name,
        title=result.title,
        wish=wish,
        asked_by=tx.actor.person,
        asked_at=tx.now,
        policy_version=tx.policy_version,
        act=joint([] if at_once else result.holders),
        deadline=None if at_once else await answer_deadline(tx),
    )
    tx.publish(*request.ask())
    if at_once:
        tx.publish(*request.grant_by_rule(tx.now))
        license_to(request, result, tx)
    tx.requests.create(request)
    set_timers(request, tx)
    await tx.results.save(result)
    return request


def license_to(request: UseRequest, result: Result, tx: SharingTransaction) -> None:
    """The licence of a request that is granted, from today. Refuses LICENSED_EXCLUSIVELY, LICENSED_ALREADY (8.2)."""
    wish = request.wish
    demand_licensable(result.licences, wish.organization, wish.purpose, wish.exclusive, tx.today)
    number = request.name.rpartition("/")[2]
    until = months_after(tx.today, wish.months)
    licence = Licence(f"{result.name}/licences/{number}", wish.organization, wish.purpose, wish.exclusive, tx.today, until)
    request.carry(licence.name)
    tx.publish(*result.license(licence))
