"""Signing the documents of a row, or refusing an amendment (1.6)."""

import asyncio

from services.contracts import neighbours
from services.contracts.algorithms import algorithms_with
from services.contracts.commands import RefuseDocument, SignDocument
from services.contracts.domain.engagement import Engagement, SigningRequest, engagement_of
from services.contracts.domain.words import EngagementState
from services.contracts.handlers.effect import follow, set_check
from services.contracts.store import ContractsTransaction


async def sign_document(command: SignDocument, tx: ContractsTransaction) -> Engagement:
    """The caller signs with their own key, for themselves or for a party they have authority for."""
    engagement = await tx.engagements.get(engagement_of(command.name))
    engagement.admit_signature(command.name, tx.actor.person, tx.acting_for(command.on_behalf_of or tx.actor.person))
    project = await tx.project(engagement.project)
    project.card.demand_running()  # An amendment left unsigned.
    project.contracts.demand_in_office(engagement, command.on_behalf_of or tx.actor.person)
    signer = await neighbours.signer(tx, tx.actor.person, command.on_behalf_of)
    request = SigningRequest(command.name, signer, command.key_id, command.signature)
    before = engagement.state
    # SM2 takes its time, the more so where another service checks it: meanwhile the loop serves others.
    tx.publish(*await asyncio.to_thread(engagement.sign, request, algorithms_with(tx.context.sm2), tx.now))
    await tx.engagements.save(engagement)
    if engagement.state == EngagementState.SIGNED != before:
        await follow(tx, engagement)
        set_check(tx, engagement)
    return engagement


async def refuse_document(command: RefuseDocument, tx: ContractsTransaction) -> Engagement:
    """A party does not sign an amendment, which refuses it for all (1.1)."""
    engagement = await tx.engagements.get(engagement_of(command.name))
    document = engagement.document(command.name)
    party = tx.acting_for(document.party_of(tx.actor.person, tx.actor.organization))
    tx.publish(*engagement.refuse(document, party, command.reason))
    await tx.engagements.save(engagement)
    return engagement
