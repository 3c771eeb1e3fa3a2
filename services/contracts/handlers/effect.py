"""Taking effect (1.6): checked once more (1.7) by a timer, or by a party for a blocked engagement; and giving up."""

from chassis.errors import RuleViolated
from chassis.time.timers import Timer
from services.contracts import neighbours
from services.contracts.commands import RecheckEngagement, VoidEngagement
from services.contracts.domain.check import CheckFailure
from services.contracts.domain.engagement import Engagement
from services.contracts.domain.lead_score import check_rescored, name_of_score
from services.contracts.domain.states import ENGAGEMENT
from services.contracts.domain.words import EngagementState
from services.contracts.store import ContractsTransaction, Project


def set_check(tx: ContractsTransaction, engagement: Engagement) -> None:
    """Nobody waits for the check, so a timer that is due now asks until the neighbours answer."""
    tx.schedule(_timer_of(engagement.name), "activate_engagement", tx.now, engagement.project, engagement=engagement.name)


def unset_check(tx: ContractsTransaction, engagement: Engagement) -> None:
    """The check is not needed any more."""
    tx.cancel(_timer_of(engagement.name))


def _timer_of(engagement: str) -> str:
    return f"{engagement}/activation"


async def activate_engagement(timer: Timer, tx: ContractsTransaction) -> None:
    """The check after the last signature; what happened to the engagement meanwhile stands."""
    engagement = await tx.engagements.get(timer.payload["engagement"])
    if engagement.state == EngagementState.SIGNED:
        await _check_again(tx, engagement, await tx.project(engagement.project))


async def recheck_engagement(command: RecheckEngagement, tx: ContractsTransaction) -> Engagement:
    """A party asks for the check again (1.6)."""
    engagement = await tx.engagements.get(command.name)
    project = await tx.project(engagement.project)
    engagers = project.contracts.engagers(engagement, project.card.owners)
    tx.acting_for(engagement.party_of(tx.actor.person, tx.actor.organization, engagers))
    engagement.admit("recheck")
    await _check_again(tx, engagement, project)
    return engagement


async def void_engagement(command: VoidEngagement, tx: ContractsTransaction) -> Engagement:
    """A first party gives up an engagement that is not in effect, or the person engaged declines it (1.6)."""
    engagement = await tx.engagements.get(command.name)
    project = await tx.project(engagement.project)
    engagers = project.contracts.engagers(engagement, project.card.owners)
    party = tx.acting_for(engagement.party_of(tx.actor.person, tx.actor.organization, engagers))
    declines = party == engagement.person and party not in engagers
    tx.publish(*engagement.void(party, command.reason, declines=declines))
    unset_check(tx, engagement)
    await tx.engagements.save(engagement)
    await follow(tx, engagement)
    return engagement


async def follow(tx: ContractsTransaction, engagement: Engagement) -> None:
    """Let the contract set know where an engagement stands; it may take effect by it (1.6)."""
    project = await tx.project(engagement.project)
    tx.publish(*project.contracts.follow(engagement, tx.now))
    await tx.contract_sets.save(project.contracts)


async def _check_again(tx: ContractsTransaction, engagement: Engagement, project: Project) -> None:
    check = await neighbours.check_engagement(tx, engagement)
    obstacles = [*project.contracts.obstacles(engagement), *await _below(tx, engagement, project)]
    facts = engagement.conclude(check.with_failures(*await neighbours.in_words(tx, obstacles)))
    if engagement.state == EngagementState.ACTIVATED and engagement.replaces:
        predecessor = await tx.engagements.get(engagement.replaces)
        if ENGAGEMENT.admits(predecessor.state, "replace"):
            tx.publish(*predecessor.replace(engagement, tx.now))
            await tx.engagements.save(predecessor)
            await follow(tx, predecessor)
    tx.publish(*facts)
    await tx.engagements.save(engagement)
    await follow(tx, engagement)


async def _below(tx: ContractsTransaction, engagement: Engagement, project: Project) -> tuple[CheckFailure, ...]:
    """Whether a lead who is not the nominated one reaches the threshold still: somebody may have been scored anew meanwhile (1.2a)."""
    if not engagement.is_lead:
        return ()
    score = await tx.lead_scores.find(name_of_score(project.card.name, engagement.person))
    try:
        check_rescored(project.card, engagement.person, score)
    except RuleViolated as refusal:
        return (CheckFailure(refusal.rule, refusal.reason, refusal.message),)
    return ()
