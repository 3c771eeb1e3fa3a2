"""The rows of rule 1.5: who engages whom, by which documents. Home of 1.5."""

from dataclasses import dataclass

from chassis.errors import RuleViolated
from plan.parties import Regime
from services.contracts.domain.words import DocumentKind, EngagedRole


@dataclass(frozen=True)
class Row:
    """One row of the table of 1.5."""

    id: str
    regime: Regime
    role: EngagedRole
    is_lead: bool
    documents: tuple[DocumentKind, DocumentKind, DocumentKind]


LEAD_DOCUMENTS = (DocumentKind.ENTRUSTMENT_CONTRACT, DocumentKind.CREDIT_COMMITMENT, DocumentKind.TERM_RESPONSIBILITY_LETTER)
CHIEF_DOCUMENTS = (
    DocumentKind.TECHNICAL_MANAGEMENT_CONTRACT,
    DocumentKind.CREDIT_COMMITMENT,
    DocumentKind.TECHNICAL_RESPONSIBILITY_LETTER,
)

MANAGER_ROW = Row("1.5/1", Regime.MANAGER, EngagedRole.PROJECT_MANAGER, True, LEAD_DOCUMENTS)
CHIEF_ROW = Row("1.5/2", Regime.MANAGER, EngagedRole.TECHNICAL_CHIEF, False, CHIEF_DOCUMENTS)
LEADING_CHIEF_ROW = Row("1.5/3", Regime.CHIEF_RESPONSIBLE, EngagedRole.TECHNICAL_CHIEF, True, LEAD_DOCUMENTS)

ROWS = {row.id: row for row in (MANAGER_ROW, CHIEF_ROW, LEADING_CHIEF_ROW)}


def row_for(regime: Regime, role: EngagedRole) -> Row:
    """The row by which somebody is engaged in this role. Refuses REGIME_HAS_NO_MANAGER (1.4)."""
    if regime == Regime.MANAGER:
        return MANAGER_ROW if role == EngagedRole.PROJECT_MANAGER else CHIEF_ROW
    if role == EngagedRole.PROJECT_MANAGER:
        raise no_manager()
    return LEADING_CHIEF_ROW


def no_manager() -> RuleViolated:
    """Under the chief-responsible regime there is no manager (1.4)."""
    return RuleViolated("REGIME_HAS_NO_MANAGER", "本项目实行技术总师负责制，不设项目经理人", rule="1.4")


def rows_needed(regime: Regime, chief_needed: bool) -> tuple[Row, ...]:
    """The rows that must be in effect before milestones are timed (1.3, 1.4, 1.6)."""
    if regime == Regime.CHIEF_RESPONSIBLE:
        return (LEADING_CHIEF_ROW,)
    return (MANAGER_ROW, CHIEF_ROW) if chief_needed else (MANAGER_ROW,)
