"""What may be read, and by whom: under an embargo, what a result says is for the parties and the bureau (8.1, 2.5)."""

from typing import Any

from chassis.access.views import Hidden, Shown, View
from chassis.errors import PermissionDenied, RuleViolated
from chassis.store.files.ref import DownloadFile, Pieces
from plan.files import find_file
from services.sharing.answers import ResultPage, ResultToday, UsePage, UseRequestPage
from services.sharing.commands import GetResult, GetUseRequest, ListResults, ListUseRequests, ListUses
from services.sharing.domain.result import Result
from services.sharing.domain.use_request import UseRequest
from services.sharing.domain.words import ResultState
from services.sharing.handlers.parties import standing_in
from services.sharing.store import SharingTransaction

BUREAUX = frozenset({"science_bureau", "auditor", "service"})
PARTIES = frozenset({"owner", "undertaking_unit", "project_manager", "technical_chief", "lead", "commissioner", "county"})
IN_CATALOGUE = (ResultState.EMBARGOED, ResultState.PUBLISHED)
RESULT = View(
    Hidden("summary", "files", "identifier", to={*BUREAUX, *PARTIES, "holder", "everybody"}),
    Hidden("returned_because", "etag", to={*BUREAUX, *PARTIES, "holder"}),
)


async def shown_to_actor(result: Result, tx: SharingTransaction) -> Shown[ResultToday]:
    """The result as the caller may see it."""
    sole = result.exclusive_on(tx.today)
    today = ResultToday(result, sole.organization if sole else "", sole.until if sole else None)
    return tx.show(today, RESULT, await _roles(result, tx))


async def get_result(command: GetResult, tx: SharingTransaction) -> Shown[ResultToday]:
    """One result. Until the bureau has confirmed it, it is for the parties and the bureau alone."""
    result = await tx.results.read(command.name)
    _demand_readable(result, await _roles(result, tx))
    return await shown_to_actor(result, tx)


async def list_results(command: ListResults, tx: SharingTransaction) -> ResultPage:
    """Results in the catalogue, and those of the caller's own projects."""
    where: list[dict[str, Any]] = []
    if not tx.actor.roles & BUREAUX:
        mine = [card.name for card in await tx.cards_of_actor()]
        where.append({"$or": [{"state": {"$in": list(IN_CATALOGUE)}}, {"project": {"$in": mine}}]})
    where += [{"project": command.parent}] if command.parent else []
    where += [{"state": command.state}] if command.state else []
    page = await tx.results.page({"$and": where} if where else {}, command.page_size, command.page_token)
    return ResultPage([await shown_to_actor(result, tx) for result in page.items], page.next_page_token)


async def get_use_request(command: GetUseRequest, tx: SharingTransaction) -> UseRequest:
    """One request, for who asks, who holds the rights, the project's lead and the bureau."""
    request = await tx.requests.read(command.name)
    concerned = (request.organization, *request.act.required)
    if tx.actor.organization and tx.actor.organization in concerned:
        tx.acting_for(tx.actor.organization)
    else:
        tx.require("science_bureau", "undertaking_unit", "lead", "service", on=await standing_in(request.project, tx), rule="8.2")
    return request


async def list_use_requests(command: ListUseRequests, tx: SharingTransaction) -> UseRequestPage:
    """Requests that the caller may read."""
    where: list[dict[str, Any]] = []
    if not tx.actor.roles & BUREAUX:
        mine = [card.name for card in await tx.cards_of_actor()]
        clauses: list[dict[str, Any]] = [{"project": {"$in": mine}}]
        if tx.actor.organization:
            clauses += [{"wish.organization": tx.actor.organization}, {"act.required": tx.actor.organization}]
        where.append({"$or": clauses})
    where += [{"result": command.parent}] if command.parent else []
    where += [{"state": command.state}] if command.state else []
    page = await tx.requests.page({"$and": where} if where else {}, command.page_size, command.page_token)
    return UseRequestPage(page.items, page.next_page_token)


async def list_uses(command: ListUses, tx: SharingTransaction) -> UsePage:
    """Records of use of a result: for its holders, the parties, the bureau; a licensee reads its own."""
    result = await tx.results.read(command.parent)
    where: dict[str, Any] = {"result": result.name}
    if not await _roles(result, tx) & {*BUREAUX, *PARTIES, "holder"}:
        where["organization"] = tx.actor.organization
    page = await tx.uses.page(where, command.page_size, command.page_token)
    return UsePage(page.items, page.next_page_token)


async def download_file(command: DownloadFile, tx: SharingTransaction) -> Pieces:
    """A file of a result, for whom the result is whole."""
    result = await tx.results.read(command.name)
    roles = await _roles(result, tx)
    _demand_readable(result, roles)
    if result.is_withdrawn and not roles & {*BUREAUX, *PARTIES, "holder"}:
        raise RuleViolated("RESULT_WITHDRAWN", f"成果“{result.title}”已由市科技局撤销", rule="8.1")
    if not result.is_published and not roles & {*BUREAUX, *PARTIES, "holder"}:
        message = f"成果“{result.title}”暂缓公开至{result.embargo_until}"
        raise PermissionDenied("RESULT_EMBARGOED", message, rule="8.1", until=result.embargo_until)
    return await tx.files.download(find_file(result.files, command.digest), command.offset)


def _demand_readable(result: Result, roles: frozenset[str]) -> None:
    if not result.is_confirmed and not result.is_withdrawn and not roles & {*BUREAUX, *PARTIES, "holder"}:
        raise PermissionDenied("RESULT_NOT_PUBLIC", "成果经市科技局确认后才进入成果目录", rule="8.1")


async def _roles(result: Result, tx: SharingTransaction) -> frozenset[str]:
    roles = tx.roles_in(await standing_in(result.project, tx))
    if tx.actor.organization and tx.actor.organization in result.holders:
        roles |= {"holder"}
    return roles | {"everybody"} if result.is_published else roles
