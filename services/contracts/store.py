"""The collections of contracts, and the reads that several handlers share."""

from dataclasses import dataclass

from chassis.errors import InvalidArgument, NotFound
from chassis.store.transaction import Transaction, collection, index
from plan.parties import With
from services.contracts.domain.card import ProjectCard
from services.contracts.domain.contract_set import ContractSet, name_of_set
from services.contracts.domain.engagement import Engagement
from services.contracts.domain.expert_group import ExpertGroup
from services.contracts.domain.lead_score import LeadScore
from services.contracts.domain.policy import ContractsPolicy
from services.contracts.domain.selection import Selection


@dataclass(frozen=True)
class Project:
    """What every act on a project's contracts starts from."""

    card: ProjectCard
    contracts: ContractSet
    parties: With


class ContractsTransaction(Transaction):
    """What a handler of contracts reads and writes."""

    policy: ContractsPolicy
    keyed_by = "project"
    filed_under = ("projects",)
    cards = collection(ProjectCard, "project_cards")
    contract_sets = collection(ContractSet, "contract_sets")
    selections = collection(Selection, "selections", index("project"))
    lead_scores = collection(LeadScore, "lead_scores", index("project"))
    engagements = collection(Engagement, "engagements", index("project"), index("person", "state"))
    expert_groups = collection(ExpertGroup, "expert_groups")

    async def project(self, name: str) -> Project:
        """A project to act on, held until the commit. Refuses NOT_FOUND."""
        card = await self.cards.find(name)
        contracts = await self.contract_sets.find(name_of_set(name))
        return _project(name, card, contracts)

    async def card_of(self, project: str) -> ProjectCard:
        """The project's card, new where no fact of it was known."""
        card = await self.cards.find(project)
        if card is None:
            card = ProjectCard(project)
            self.cards.create(card)
        return card

    async def view(self, name: str) -> Project:
        """A project to look at. Refuses NOT_FOUND."""
        card = await self.cards.read_or_none(name)
        contracts = await self.contract_sets.read_or_none(name_of_set(name))
        return _project(name, card, contracts)


def _project(name: str, card: ProjectCard | None, contracts: ContractSet | None) -> Project:
    if card is None or contracts is None:
        raise NotFound("NOT_FOUND", f"没有找到已立项的项目 {name}", resource=name)
    return Project(card, contracts, contracts.parties(card))


def project_of(name: str) -> str:
    """The project that a resource name belongs to: "projects/x/…" → "projects/x". Refuses NAME_INVALID."""
    parts = name.split("/")
    if len(parts) < 2 or parts[0] != "projects" or not parts[1]:
        raise InvalidArgument("NAME_INVALID", f"“{name}”不是项目或其下属资源的名称", field="name")
    return "/".join(parts[:2])
