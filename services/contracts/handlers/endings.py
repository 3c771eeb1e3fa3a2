"""Ending an engagement that is in effect (1.9), jointly where the owners are (1.1)."""

from chassis.time.timers import Timer
from plan.consents import Consent, joint
from services.contracts.commands import ConsentToEnd, EndEngagement
from services.contracts.domain.engagement import Engagement
from services.contracts.domain.states import ENGAGEMENT
from services.contracts.handlers.effect import follow
from services.contracts.store import ContractsTransaction


async def end_engagement(command: EndEngagement, tx: ContractsTransaction) -> Engagement:
    """A first party, or who stands in for one that has left, ends an engagement with date and reason."""
    engagement = await tx.engagements.get(command.name)
    project = await tx.project(engagement.project)
    engagers = project.contracts.engagers(engagement, project.card.owners)
    party = tx.acting_for(engagement.engager_of(tx.actor.person, tx.actor.organization, engagers))
    first = Consent(party, tx.actor.person, tx.now)
    tx.publish(*engagement.end(command.ended_on, command.reason, joint(engagers), first))
    await _carry_out(tx, engagement)
    return engagement


async def consent_to_end(command: ConsentToEnd, tx: ContractsTransaction) -> Engagement:
    """An owner consents to the end, or refuses it for all."""
    engagement = await tx.engagements.get(command.name)
    project = await tx.project(engagement.project)
    tx.require(on=project.parties)
    consent = Consent(tx.actor.organization, tx.actor.person, tx.now, not command.refuse, command.reason, tx.seen)
    tx.publish(*engagement.consent_to_end(consent))
    await _carry_out(tx, engagement)
    return engagement


async def finish_engagement(timer: Timer, tx: ContractsTransaction) -> None:
    """The last day is over."""
    engagement = await tx.engagements.get(timer.payload["engagement"])
    if ENGAGEMENT.admits(engagement.state, "finish"):
        await _carry_out(tx, engagement)


async def _carry_out(tx: ContractsTransaction, engagement: Engagement) -> None:
    ending = engagement.ending
    if engagement.end_is_due(tx.today):
        tx.publish(*engagement.finish())
        await follow(tx, engagement)
    elif ending is not None and ending.decided:
        tx.schedule(f"{engagement.name}/end", "finish_engagement", ending.due, engagement.project, engagement=engagement.name)
    await tx.engagements.save(engagement)
