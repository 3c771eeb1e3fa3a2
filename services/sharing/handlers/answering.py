"""Requests answered by whoever holds the rights, withdrawn, put before the bureau once (8.2)."""

from plan.consents import Consent
from services.sharing.commands import AnswerUseRequest, ContestRefusal, RuleOnRefusal, WithdrawUseRequest
from services.sharing.domain.use_request import Complaint, UseRequest
from services.sharing.domain.words import RequestState
from services.sharing.handlers.asking import license_to
from services.sharing.handlers.parties import holder_of
from services.sharing.handlers.periods import answer_deadline, set_timers
from services.sharing.store import SharingTransaction


async def answer_use_request(command: AnswerUseRequest, tx: SharingTransaction) -> UseRequest:
    """A holder of the rights agrees or refuses; with the last consent the licence is granted."""
    request = await tx.requests.get(command.name)
    holder = holder_of(request, tx)
    given = Consent(holder, tx.actor.person, tx.now, agreed=command.agreed, reason=command.reason, seen=tx.seen)
    tx.publish(*request.answer(given))
    if request.state is RequestState.GRANTED:
        result = await tx.results.get(request.result)
        license_to(request, result, tx)
        await tx.results.save(result)
    return await _kept(request, tx)


async def withdraw_use_request(command: WithdrawUseRequest, tx: SharingTransaction) -> UseRequest:
    """Who asked does so no longer."""
    request = await _of_actor(command.name, tx)
    tx.publish(*request.withdraw(tx.actor.person, tx.now))
    return await _kept(request, tx)


async def contest_refusal(command: ContestRefusal, tx: SharingTransaction) -> UseRequest:
    """Who was refused puts it before the bureau."""
    request = await _of_actor(command.name, tx)
    tx.publish(*request.contest(Complaint(command.reason, tx.actor.person, tx.now)))
    return await _kept(request, tx)


async def rule_on_refusal(command: RuleOnRefusal, tx: SharingTransaction) -> UseRequest:
    """The bureau upholds the refusal, or has it answered anew."""
    request = await tx.requests.get(command.name)
    tx.require(rule="8.2")
    tx.publish(*request.rule(command.upheld, command.ruling, tx.actor.person, await answer_deadline(tx), tx.now))
    return await _kept(request, tx)


async def _of_actor(name: str, tx: SharingTransaction) -> UseRequest:
    request = await tx.requests.get(name)
    request.demand_requester(tx.actor.organization)
    tx.acting_for(request.organization)
    return request


async def _kept(request: UseRequest, tx: SharingTransaction) -> UseRequest:
    set_timers(request, tx)
    await tx.requests.save(request)
    return request
