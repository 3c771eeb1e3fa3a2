"""The collections of sharing."""

from typing import Any

from chassis.errors import NotFound
from chassis.store.transaction import Transaction, collection, index
from services.sharing.domain.card import ProjectCard
from services.sharing.domain.policy import SharingPolicy
from services.sharing.domain.result import Result
from services.sharing.domain.use import Use
from services.sharing.domain.use_request import UseRequest


class SharingTransaction(Transaction):
    """What a handler of sharing reads and writes."""

    policy: SharingPolicy
    keyed_by = "project"
    filed_under = ("projects",)
    cards = collection(ProjectCard, "cards", index("undertaking_unit"), index("county"), index("owners"), index("engaged.person"))
    results = collection(
        Result,
        "results",
        index("project", "_id"),
        index("state", "_id"),
        index("holders", "_id"),
        index("identifier_key", unique=True, partial={"identifier_key": {"$gt": ""}}),
        index("grams", "_id"),
        index("state", "kind", "_id"),
        index("state", "field", "_id"),
    )
    requests = collection(
        UseRequest,
        "use_requests",
        index("result", "_id"),
        index("project", "_id"),
        index("state", "_id"),
        index("wish.organization", "_id"),
        index("act.required", "_id"),
    )
    uses = collection(Use, "uses", index("result", "_id"), index("project", "_id"), index("organization", "_id"))

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
