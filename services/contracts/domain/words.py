"""Words of the plan as values; each as in contracts.proto, lower case."""

from enum import StrEnum


class EngagedRole(StrEnum):
    """As what a person is engaged."""

    PROJECT_MANAGER = "project_manager"
    TECHNICAL_CHIEF = "technical_chief"


class HiredBy(StrEnum):
    """Who hires the technical chief under the manager regime (1.3)."""

    MANAGER = "manager"
    UNDERTAKING_UNIT = "undertaking_unit"


class SelectionMethod(StrEnum):
    """How a manager is selected (1.2)."""

    GOVERNMENT_PROCUREMENT = "government_procurement"
    EXPERT_PANEL = "expert_panel"


class SelectionState(StrEnum):
    """Where a selection stands."""

    PROPOSED = "proposed"
    SELECTED = "selected"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class EngagementState(StrEnum):
    """Where an engagement stands (1.6, 1.9)."""

    DRAWN_UP = "drawn_up"
    SIGNED = "signed"
    BLOCKED = "blocked"
    ACTIVATED = "activated"
    VOIDED = "voided"
    ENDED = "ended"


class DocumentKind(StrEnum):
    """The documents of rule 1.5."""

    ENTRUSTMENT_CONTRACT = "entrustment_contract"
    CREDIT_COMMITMENT = "credit_commitment"
    TERM_RESPONSIBILITY_LETTER = "term_responsibility_letter"
    TECHNICAL_MANAGEMENT_CONTRACT = "technical_management_contract"
    TECHNICAL_RESPONSIBILITY_LETTER = "technical_responsibility_letter"

    @property
    def chinese(self) -> str:
        """The plan's own name of it."""
        return DOCUMENT_LABELS[self]

    @property
    def slug(self) -> str:
        """As it stands in a resource name."""
        return self.value.replace("_", "-")


DOCUMENT_LABELS = {
    DocumentKind.ENTRUSTMENT_CONTRACT: "委托管理合同",
    DocumentKind.CREDIT_COMMITMENT: "信用承诺书",
    DocumentKind.TERM_RESPONSIBILITY_LETTER: "任期目标责任书",
    DocumentKind.TECHNICAL_MANAGEMENT_CONTRACT: "技术管理合同",
    DocumentKind.TECHNICAL_RESPONSIBILITY_LETTER: "技术目标责任书",
}


class DocumentState(StrEnum):
    """Where one version of a document stands (1.6)."""

    OPEN = "open"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    REFUSED = "refused"


class Side(StrEnum):
    """A side of a row of 1.5."""

    FIRST = "first"
    SECOND = "second"


class ContractSetState(StrEnum):
    """Where the contract set of a project stands (1.6)."""

    INCOMPLETE = "incomplete"
    IN_EFFECT = "in_effect"


ENGAGEMENT_LABELS = {
    EngagementState.DRAWN_UP: "待签署",
    EngagementState.SIGNED: "已签署、待复核",
    EngagementState.BLOCKED: "复核未通过",
    EngagementState.ACTIVATED: "已生效",
    EngagementState.VOIDED: "已作废",
    EngagementState.ENDED: "已终止",
}
