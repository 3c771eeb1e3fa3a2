"""Who has which role in a project, for access to its contracts (2.5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.domain.contract_set import OPEN, ContractSet
from services.contracts.domain.project_card import ProjectCard


@dataclass(frozen=True)
class ProjectParties:
    """The parties of a project. Who is selected, or has a row drawn up, reads as the manager or chief they are to be."""

    card: ProjectCard
    contracts: ContractSet
    commissioners: Sequence[str] = ()

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Roles of a person who acts for an organisation of an area."""
        card, contracts = self.card, self.contracts
        held = {entry.role.value for entry in contracts.entries if entry.person == person and entry.state in OPEN}
        held |= {"lead"} if person and person == contracts.lead else set()
        held |= {"project_manager"} if person and person == contracts.selected and not contracts.project_manager else set()
        held |= {"owner"} if organization in card.owners else set()
        held |= {"undertaking_unit"} if organization == card.undertaking_unit else set()
        held |= {"county"} if area and area == card.county else set()
        held |= {"commissioner"} if person in self.commissioners else set()
        return frozenset(held)
