"""The collections of support."""

from typing import Any

from chassis.errors import NotFound
from chassis.store.transaction import Transaction, collection, index
from services.support.domain.card import ProjectCard
from services.support.domain.claim import Claim
from services.support.domain.facility import Facility
from services.support.domain.notice import Notice
from services.support.domain.policy import SupportPolicy
from services.support.domain.question import Question
from services.support.domain.service_request import ServiceRequest
from services.support.domain.support_policy import SupportPolicyItem


class SupportTransaction(Transaction):
    """What a handler of support reads and writes."""

    policy: SupportPolicy
    keyed_by = "project"
    filed_under = ("projects",)
    cards = collection(
        ProjectCard,
        "cards",
        index("undertaking_unit"),
        index("county"),
        index("owners"),
        index("engaged.person"),
        index("own_fields"),
        index("followed"),
    )
    policies_on_offer = collection(SupportPolicyItem, "policies", index("state", "_id"), index("grams", "_id"), index("terms.level", "_id"))
    questions = collection(
        Question, "questions", index("state", "_id"), index("grams", "_id"), index("asked_for", "_id"), index("policy", "_id")
    )
    claims = collection(Claim, "claims", index("project", "_id"), index("state", "_id"), index("organization", "_id"))
    requests = collection(ServiceRequest, "service_requests", index("project", "_id"), index("state", "_id"), index("assignee", "_id"))
    facilities = collection(Facility, "facilities", index("kind", "_id"), index("organization", "_id"))
    notices = collection(
        Notice, "notices", index("source_key", unique=True), index("pushed_to", "_id"), index("fields", "_id"), index("grams", "_id")
    )

    async def card_of(self, project: str) -> ProjectCard:
        """The project's card, new where no fact of it was known."""
        card = await self.cards.find(project)
        if card is None:
            card = ProjectCard(project)
            self.cards.create(card)
        return card

    async def approved_card(self, project: str) -> ProjectCard:
        """The card of a project that was approved, held until the commit. Refuses NOT_FOUND."""
        card = await self.cards.find(project)
        if card is None or not card.approved:
            raise NotFound("NOT_FOUND", f"没有找到项目 {project}", resource=project)
        return card

    async def cards_of_actor(self) -> list[ProjectCard]:
        """The projects in which the caller has a role."""
        actor = self.actor
        clauses: list[dict[str, Any]] = [{"engaged.person": actor.person}]
        if actor.organization:
            clauses += [{"owners": actor.organization}, {"undertaking_unit": actor.organization}]
        if actor.county:
            clauses.append({"county": actor.county})
        return await self.cards.list({"$or": clauses})
