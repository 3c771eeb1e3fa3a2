"""Words of the plan as values; each as in contracts.proto, lower case."""

from enum import StrEnum


class Regime(StrEnum):
    MANAGER = "manager"
    CHIEF_RESPONSIBLE = "chief_responsible"


class EngagedRole(StrEnum):
    PROJECT_MANAGER = "project_manager"
    TECHNICAL_CHIEF = "technical_chief"


class HiredBy(StrEnum):
    MANAGER = "manager"
    UNDERTAKING_UNIT = "undertaking_unit"


class SelectionMethod(StrEnum):
    GOVERNMENT_PROCUREMENT = "government_procurement"
    EXPERT_PANEL = "expert_panel"


class SelectionState(StrEnum):
    PROPOSED = "proposed"
    SELECTED = "selected"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class EngagementState(StrEnum):
    DRAWN_UP = "drawn_up"
    SIGNED = "signed"
    BLOCKED = "blocked"
    ACTIVATED = "activated"
    VOIDED = "voided"
    ENDED = "ended"


class DocumentKind(StrEnum):
    ENTRUSTMENT_CONTRACT = "entrustment_contract"
    CREDIT_COMMITMENT = "credit_commitment"
    TERM_RESPONSIBILITY_LETTER = "term_responsibility_letter"
    TECHNICAL_MANAGEMENT_CONTRACT = "technical_management_contract"
    TECHNICAL_RESPONSIBILITY_LETTER = "technical_responsibility_letter"

    @property
    def title(self) -> str:
        """The plan's own name of it."""
        return TITLES[self]

    @property
    def slug(self) -> str:
        """As it stands in a resource name."""
        return self.value.replace("_", "-")


TITLES = {
    DocumentKind.ENTRUSTMENT_CONTRACT: "委托管理合同",
    DocumentKind.CREDIT_COMMITMENT: "信用承诺书",
    DocumentKind.TERM_RESPONSIBILITY_LETTER: "任期目标责任书",
    DocumentKind.TECHNICAL_MANAGEMENT_CONTRACT: "技术管理合同",
    DocumentKind.TECHNICAL_RESPONSIBILITY_LETTER: "技术目标责任书",
}


class DocumentState(StrEnum):
    OPEN = "open"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    REFUSED = "refused"


class Side(StrEnum):
    FIRST = "first"
    SECOND = "second"


class ContractSetState(StrEnum):
    INCOMPLETE = "incomplete"
    IN_EFFECT = "in_effect"


ROLE_TITLES = {EngagedRole.PROJECT_MANAGER: "项目经理人", EngagedRole.TECHNICAL_CHIEF: "技术总师"}

STATE_TITLES = {
    EngagementState.DRAWN_UP: "待签署",
    EngagementState.SIGNED: "已签署、待复核",
    EngagementState.BLOCKED: "复核未通过",
    EngagementState.ACTIVATED: "已生效",
    EngagementState.VOIDED: "已作废",
    EngagementState.ENDED: "已终止",
}
