"""Who engages whom in a row: the first parties, and who may draw the row up (1.1, 1.3, 1.4, 1.5). Home of 1.3."""

from dataclasses import dataclass

from chassis.errors import RuleViolated
from services.contracts.domain.card import ProjectCard
from services.contracts.domain.contract_set import ContractSet
from services.contracts.domain.rows import CHIEF_ROW, LEADING_CHIEF_ROW, Row
from services.contracts.domain.words import ContractSetState, HiredBy

HIRER_LABELS = {HiredBy.MANAGER: "项目经理人", HiredBy.UNDERTAKING_UNIT: "项目承担单位"}
HIRER_ROLES = {HiredBy.MANAGER: "project_manager", HiredBy.UNDERTAKING_UNIT: "undertaking_unit"}


@dataclass(frozen=True)
class Engagers:
    """The first side of a row, and the role in which one draws it up."""

    parties: list[str]
    role: str
    hired_by: HiredBy | None = None


def engagers_of(row: Row, card: ProjectCard, contracts: ContractSet, asked: HiredBy | None, roles: frozenset[str]) -> Engagers:
    """The first side of a row, for a caller who has these roles in the project. Refuses HIRED_BY_ANOTHER, MANAGER_NOT_IN_EFFECT (1.3)."""
    if row == LEADING_CHIEF_ROW:  # 1.4, 1.5
        return Engagers([card.undertaking_unit], "undertaking_unit")
    if row != CHIEF_ROW:
        return Engagers(list(card.owners), "owner")
    hirer = _hirer(card, contracts, asked, roles)
    if hirer == HiredBy.UNDERTAKING_UNIT:
        return Engagers([card.undertaking_unit], HIRER_ROLES[hirer], hirer)
    if not contracts.project_manager:
        message = "项目经理人的聘任生效后，才能由其聘请技术总师"
        raise RuleViolated("MANAGER_NOT_IN_EFFECT", message, rule="1.3", project=card.name)
    return Engagers([contracts.project_manager], HIRER_ROLES[hirer], hirer)


def _hirer(card: ProjectCard, contracts: ContractSet, asked: HiredBy | None, roles: frozenset[str]) -> HiredBy:
    """The task book says who hires the chief needed at the start; one added later is hired by either (1.3)."""
    own = [hirer for hirer, role in HIRER_ROLES.items() if role in roles]
    at_start = card.approved.chief_needed and contracts.state == ContractSetState.INCOMPLETE
    settled = card.approved.chief_hired_by if at_start else None
    hirer = settled or asked or (own[0] if own else HiredBy.MANAGER)
    if (asked is not None and asked != hirer) or (own and hirer not in own):
        message = f"按任务书，本项目技术总师由{HIRER_LABELS[hirer]}聘请" if settled else f"您不是聘请方{HIRER_LABELS[hirer]}"
        raise RuleViolated("HIRED_BY_ANOTHER", message, rule="1.3", hired_by=hirer.value)
    return hirer


def check_lead(row: Row, person: str, contracts: ContractSet) -> None:
    """Refuse MANAGER_NOT_SELECTED (1.2): only who was selected is engaged as manager."""
    if row.role.value != "project_manager" or contracts.selected == person:
        return
    chosen = f"已选定的是 {contracts.selected}" if contracts.selected else "业主尚未选定项目经理人"
    raise RuleViolated("MANAGER_NOT_SELECTED", f"{person} 未经业主选定：{chosen}", rule="1.2", selected=contracts.selected)
