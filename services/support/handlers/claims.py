"""Claims on policies: submitted, completed on return, decided, paid (9.1)."""

from collections.abc import Sequence
from typing import Any

from chassis.store.files.ref import DownloadFile, Pieces
from plan.files import find_file
from services.support.answers import ClaimPage
from services.support.commands.claims import (
    CompleteClaim,
    DeclineClaim,
    GetClaim,
    GrantClaim,
    ListClaims,
    RecordPayment,
    ReturnClaim,
    SentDocument,
    SubmitClaim,
    WithdrawClaim,
)
from services.support.domain.claim import DECIDE, Claim, ClaimDocument, Payment
from services.support.handlers.due import deadline_of, set_timers
from services.support.handlers.files import keep
from services.support.handlers.parties import SEE_ALL, acting_claimant, standing_in
from services.support.handlers.policies import profile_of
from services.support.store import SupportTransaction

PARTIES = ("undertaking_unit", "lead", "county", "owner")


async def submit_claim(command: SubmitClaim, tx: SupportTransaction) -> Claim:
    """The unit claims what a policy gives, for a project that qualifies."""
    card = await tx.approved_card(command.parent)
    tx.require(on=card.standing(), rule="9.1")
    policy = await tx.policies_on_offer.get(command.policy)
    policy.demand_claimable(tx.today)
    policy.demand_qualified(await profile_of(card.name, "", tx), tx.policy.vocabulary)
    claim = Claim(
        name=card.next_claim(),
        project=card.name,
        deadline=await deadline_of(tx.policy.claims.decide, tx),
        step=DECIDE,
        policy=policy.name,
        title=policy.terms.title,
        organization=card.undertaking_unit,
        most_fen=policy.terms.amount_fen,
        amount_fen=command.amount_fen,
        asked_documents=policy.terms.documents,
        documents=await _kept(command.documents, tx),
        submitted_by=tx.actor.person,
        submitted_at=tx.now,
        policy_version=tx.policy_version,
    )
    tx.publish(*claim.submit())
    tx.claims.create(claim)
    set_timers(claim, tx)
    await tx.cards.save(card)
    return claim


async def return_claim(command: ReturnClaim, tx: SupportTransaction) -> Claim:
    """Something is missing."""
    claim = await _decided_by_department(command.name, tx)
    tx.publish(*claim.send_back(command.reason, tx.actor.person, await deadline_of(tx.policy.claims.complete, tx), tx.now))
    return await _saved(claim, tx)


async def complete_claim(command: CompleteClaim, tx: SupportTransaction) -> Claim:
    """What was missing is here."""
    claim = await tx.claims.get(command.name)
    acting_claimant(claim, tx)
    claim.admit("complete", tx.now)
    documents = await _kept(command.documents, tx)
    tx.publish(*claim.complete(documents, await deadline_of(tx.policy.claims.decide, tx), tx.now))
    return await _saved(claim, tx)


async def grant_claim(command: GrantClaim, tx: SupportTransaction) -> Claim:
    """The department grants it."""
    claim = await _decided_by_department(command.name, tx)
    pay = await deadline_of(tx.policy.claims.pay, tx)
    tx.publish(*claim.decide(command.granted_fen, command.grounds, tx.actor.person, pay, tx.now))
    return await _saved(claim, tx)


async def decline_claim(command: DeclineClaim, tx: SupportTransaction) -> Claim:
    """The department declines it."""
    claim = await _decided_by_department(command.name, tx)
    tx.publish(*claim.decline(command.grounds, tx.actor.person, tx.now))
    return await _saved(claim, tx)


async def record_payment(command: RecordPayment, tx: SupportTransaction) -> Claim:
    """The department or the finance bureau records what was paid."""
    claim = await _decided_by_department(command.name, tx)
    payment = Payment(command.amount_fen, command.paid_on, command.reference, tx.actor.person, tx.now)
    tx.publish(*claim.pay(payment, tx.today))
    return await _saved(claim, tx)


async def withdraw_claim(command: WithdrawClaim, tx: SupportTransaction) -> Claim:
    """Who claimed does so no longer."""
    claim = await tx.claims.get(command.name)
    acting_claimant(claim, tx)
    tx.publish(*claim.withdraw(tx.actor.person))
    return await _saved(claim, tx)


async def get_claim(command: GetClaim, tx: SupportTransaction) -> Claim:
    """One claim."""
    claim = await tx.claims.read(command.name)
    await _require_reader(claim, tx)
    return claim


async def list_claims(command: ListClaims, tx: SupportTransaction) -> ClaimPage:
    """Claims that the caller may read."""
    where: list[dict[str, Any]] = []
    if not tx.actor.roles & SEE_ALL:
        where.append({"project": {"$in": [card.name for card in await tx.cards_of_actor()]}})
    where += [{"project": command.parent}] if command.parent else []
    where += [{"state": command.state}] if command.state else []
    page = await tx.claims.page({"$and": where} if where else {}, command.page_size, command.page_token)
    return ClaimPage(page.items, page.next_page_token)


async def download_file(command: DownloadFile, tx: SupportTransaction) -> Pieces:
    """A document of a claim."""
    claim = await tx.claims.read(command.name)
    await _require_reader(claim, tx)
    return await tx.files.download(find_file(claim.all_files, command.digest), command.offset)


async def _require_reader(claim: Claim, tx: SupportTransaction) -> None:
    tx.require(on=await standing_in(claim.project, tx), rule="9.1")


async def _decided_by_department(name: str, tx: SupportTransaction) -> Claim:
    claim = await tx.claims.get(name)
    tx.require(on=await standing_in(claim.project, tx), rule="9.1")
    return claim


async def _kept(documents: Sequence[SentDocument], tx: SupportTransaction) -> tuple[ClaimDocument, ...]:
    files = await keep([document.file for document in documents], tx)
    return tuple(ClaimDocument(document.kind, file) for document, file in zip(documents, files, strict=True))


async def _saved(claim: Claim, tx: SupportTransaction) -> Claim:
    set_timers(claim, tx)
    await tx.claims.save(claim)
    return claim
