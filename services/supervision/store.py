"""The collections of supervision."""

from typing import Any

from chassis.errors import NotFound
from chassis.store.transaction import Transaction, collection, index
from plan.parties import With
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.commission import Commission
from services.supervision.domain.deviation import Deviation
from services.supervision.domain.finding import Finding
from services.supervision.domain.finding_register import FindingRegister
from services.supervision.domain.policy import SupervisionPolicy
from services.supervision.domain.progress import ProgressAnalysis
from services.supervision.domain.words import FindingState

UNKNOWN = ProjectCard("")


class SupervisionTransaction(Transaction):
    """What a handler of supervision reads and writes."""

    policy: SupervisionPolicy
    keyed_by = "project"
    filed_under = ("projects",)
    cards = collection(
        ProjectCard,
        "cards",
        index("owners"),
        index("undertaking_unit"),
        index("county"),
        index("engaged.person"),
        index("commissioners"),
    )
    commissions = collection(Commission, "commissions")
    deviations = collection(Deviation, "deviations", index("project", "_id"), index("state", "_id"), index("assignee", "_id"))
    analyses = collection(ProgressAnalysis, "progress_analyses", index("project", "_id"))
    findings = collection(
        Finding,
        "findings",
        index("subject", "state"),
        index("project", "_id"),
        index("state", "_id"),
        index("raised_for"),
        index("raised_by"),
    )
    registers = collection(FindingRegister, "finding_registers")

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

    def standing_in(self, card: ProjectCard | None, subject: str = "") -> With:
        """Who the caller is in a project, and towards the subject of a finding."""
        return (card or UNKNOWN).towards(subject)

    async def cards_of_actor(self) -> list[ProjectCard]:
        """The projects in which the caller has a role."""
        actor = self.actor
        clauses: list[dict[str, Any]] = [
            {"engaged": {"$elemMatch": {"person": actor.person, "active": True}}},
            {"commissioners": actor.person},
        ]
        if actor.organization:
            clauses += [{"owners": actor.organization}, {"undertaking_unit": actor.organization}]
        if actor.county:
            clauses.append({"county": actor.county})
        return await self.cards.readable({"$or": clauses})

    async def confirmed_findings(self, subject: str) -> list[Finding]:
        """What is confirmed against a subject and not ended by a decision."""
        return await self.findings.list({"subject": subject, "state": FindingState.CONFIRMED})
