"""Who has a task: a person, an organisation or an office by name, or whoever has a role in the project now (2.5)."""

from collections.abc import Callable, Mapping

from services.desk.domain.card import ProjectCard

BUREAU, FINANCE = "roles/science_bureau", "roles/finance_bureau"
ADMINISTRATOR, SECURITY = "roles/administrator", "roles/security_administrator"
_IN_PROJECT: Mapping[str, Callable[[ProjectCard], list[str]]] = {
    "owners": lambda card: list(card.owners),
    "owner_enterprises": lambda card: list(card.owner_enterprises),
    "unit": lambda card: [card.undertaking_unit],
    "lead": lambda card: [card.lead],
    "last_lead": lambda card: [card.last_lead],
    "drafting": lambda card: [card.draft_unit, card.draft_lead],
    "nominated_lead": lambda card: [card.nominated_lead],
    "manager": lambda card: [card.manager],
    "chief": lambda card: [card.chief],
    "chief_beside_lead": lambda card: [card.chief_beside_lead],
    # Who directs corrections: until a commissioner is named, the bureau (7.2).
    "commissioners_or_bureau": lambda card: list(card.commissioners) or [BUREAU],
    "county": lambda card: [f"areas/{card.county}"] if card.county else [],
    "paying_hirer": lambda card: [_hirer(card)] if card.pool_fen and card.chief_engagers else [],
    "chief_hirer": lambda card: [card.undertaking_unit if card.chief_hired_by == "undertaking_unit" else card.manager],
    # The successor of the manager who hired the chief signs that row anew (1.9).
    "hirers_successor": lambda card: [card.lead] if card.chief and _hired_by_another(card) else [],
}


def _hired_by_another(card: ProjectCard) -> bool:
    """Whether a manager engaged the chief who is not the one in effect."""
    return any(each.startswith("people/") for each in card.chief_engagers) and card.lead not in card.chief_engagers


def _hirer(card: ProjectCard) -> str:
    """Who engaged the chief scores the chief (3.7): the unit, or the manager, whose successor does it after them (1.9)."""
    by_unit = any(each.startswith("organizations/") for each in card.chief_engagers)
    return card.undertaking_unit if by_unit else card.manager


def resolved(holder: str, card: ProjectCard | None) -> list[str]:
    """The principals that a holder stands for: names of people and organisations, "roles/…", "areas/…"."""
    if "/" in holder:
        return [holder]
    if holder == "science_bureau":  # as facts name it where no organisation is known (1.11)
        return [BUREAU]
    return [name for name in _IN_PROJECT[holder](card) if name] if card else []
