"""The contract set of a project."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from plan.openness import OPEN
from plan.parties import Regime

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class ContractSetTookEffect:
    """Every row that the project needs at the start is in effect; milestones are timed from now on."""

    TYPE: ClassVar[str] = "contract_set.took_effect.v1"
    name: str
    project: str
    effective_at: datetime
    regime: Regime
    lead: str
    project_manager: str
    technical_chief: str
    engagements: tuple[str, ...]
    rule: str = "1.6"
