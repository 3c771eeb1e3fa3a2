"""Results: registered and corrected by the unit or the lead, confirmed by the bureau, published (8.1)."""

from chassis.access.views import Shown
from chassis.errors import AlreadyExists
from plan.counting import end_of
from plan.files import FileRef
from services.sharing.answers import ResultToday
from services.sharing.commands import ConfirmResult, CorrectResult, EndEmbargo, RegisterResult, ReturnResult, WithdrawResult
from services.sharing.domain.card import ProjectCard
from services.sharing.domain.result import Particulars, Result
from services.sharing.domain.words import RequestState
from services.sharing.handlers.files import keep
from services.sharing.handlers.parties import standing_in
from services.sharing.handlers.periods import embargo_timer, set_timers
from services.sharing.handlers.reading import shown_to_actor
from services.sharing.neighbours import organization
from services.sharing.store import SharingTransaction


async def register_result(command: RegisterResult, tx: SharingTransaction) -> Shown[ResultToday]:
    """The unit or the lead registers what has come out of a project."""
    card = await tx.approved_card(command.parent)
    tx.require(on=card.standing(), rule="8.1")
    checked = (await _particulars(command, card, await keep(command.files, tx), tx)).checked(tx.today, tx.today, tx.policy)
    result = Result(
        name=card.next_result(),
        project=card.name,
        field=card.research_field,
        **checked,
        registered_by=tx.actor.person,
        registered_at=tx.now,
        policy_version=tx.policy_version,
    )
    tx.publish(*result.register())
    await _demand_new(result, tx)
    tx.results.create(result)
    await tx.cards.save(card)
    return await shown_to_actor(result, tx)


async def correct_result(command: CorrectResult, tx: SharingTransaction) -> Shown[ResultToday]:
    """The unit or the lead says it anew before it is confirmed."""
    result = await tx.results.get(command.name)
    card = await tx.approved_card(result.project)
    tx.require(on=card.standing(), rule="8.1")
    result.admit("correct", tx.now)
    particulars = await _particulars(command, card, await keep(command.files, tx) or result.files, tx)
    tx.publish(*result.correct(particulars, tx.now, tx.policy))
    await _demand_new(result, tx)
    await tx.results.save(result)
    return await shown_to_actor(result, tx)


async def return_result(command: ReturnResult, tx: SharingTransaction) -> Shown[ResultToday]:
    """The bureau wants it corrected."""
    result = await tx.results.get(command.name)
    tx.require(rule="8.1")
    tx.publish(*result.send_back(command.reason))
    await tx.results.save(result)
    return await shown_to_actor(result, tx)


async def confirm_result(command: ConfirmResult, tx: SharingTransaction) -> Shown[ResultToday]:
    """The bureau confirms it."""
    result = await tx.results.get(command.name)
    tx.require(rule="8.1")
    tx.publish(*result.confirm(tx.actor.person, tx.now))
    if not result.is_published and result.embargo_until is not None:
        tx.schedule(embargo_timer(result), "end_embargo", end_of(result.embargo_until), result.project, result=result.name)
    await tx.results.save(result)
    return await shown_to_actor(result, tx)


async def end_embargo(command: EndEmbargo, tx: SharingTransaction) -> Shown[ResultToday]:
    """It is published before its embargo is over."""
    result = await tx.results.get(command.name)
    tx.require(on=await standing_in(result.project, tx), rule="8.1")
    tx.publish(*result.end_embargo(tx.now, command.reason))
    tx.cancel(embargo_timer(result))
    await tx.results.save(result)
    return await shown_to_actor(result, tx)


async def withdraw_result(command: WithdrawResult, tx: SharingTransaction) -> Shown[ResultToday]:
    """The bureau takes its confirmation back; requests that are not decided lapse with it."""
    result = await tx.results.get(command.name)
    tx.require(rule="8.1")
    tx.publish(*result.withdraw(command.reason, tx.actor.person, tx.now))
    tx.cancel(embargo_timer(result))
    for request in await tx.requests.list({"result": result.name, "state": {"$in": [RequestState.PENDING, RequestState.CONTESTED]}}):
        held = await tx.requests.get(request.name)
        tx.publish(*held.lapse(command.reason, tx.now))
        set_timers(held, tx)
        await tx.requests.save(held)
    await tx.results.save(result)
    return await shown_to_actor(result, tx)


async def _particulars(
    command: RegisterResult | CorrectResult, card: ProjectCard, files: tuple[FileRef, ...], tx: SharingTransaction
) -> Particulars:
    card.demand_promise(command.target)
    holders = tuple(dict.fromkeys(command.holders)) or (card.undertaking_unit,)
    for holder in holders:
        await organization(holder, tx)
    return Particulars(
        target=command.target,
        kind=command.kind,
        title=command.title,
        summary=command.summary,
        authors=command.authors,
        holders=holders,
        identifier=command.identifier,
        readiness=command.readiness,
        files=files,
        embargo_until=command.embargo_until,
        embargo_reason=command.embargo_reason,
    )


async def _demand_new(result: Result, tx: SharingTransaction) -> None:
    """Refuse RESULT_REGISTERED_ALREADY where another result has the same identifier; of two at once, the index refuses the second (8.1)."""
    key = result.identifier_key
    known = await tx.results.list({"identifier_key": key, "_id": {"$ne": result.name}}, limit=1) if key else []
    if known:
        message = f"编号{result.identifier}已经登记为成果“{known[0].title}”"
        raise AlreadyExists("RESULT_REGISTERED_ALREADY", message, rule="8.1", resource=known[0].name)
