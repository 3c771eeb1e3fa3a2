"""What a confirmed finding means for those who engaged its subject (7.5)."""

from services.contracts.consumed import FindingConfirmed
from services.contracts.domain.words import EngagementState
from services.contracts.store import ContractsTransaction


async def question_engagements(fact: FindingConfirmed, tx: ContractsTransaction) -> None:
    """What is running is not undone by itself: who engaged the person is told, and decides (7.5)."""
    if not fact.bars:
        return
    for found in await tx.engagements.list({"person": fact.subject, "state": EngagementState.ACTIVATED}):
        engagement = await tx.engagements.get(found.name)
        tx.publish(*engagement.question(fact.name, fact.item, fact.title))
        await tx.engagements.save(engagement)
