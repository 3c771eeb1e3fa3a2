"""The factor of the lead, scored anew where the lead is not the one nominated."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from plan.openness import OPEN, NeverTold, OnRequest

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class LeadRescored:
    """Factor 3.5 was scored anew for somebody other than the nominated lead. `exact_score`: the experts' mean, a fraction "256/3"."""

    TYPE: ClassVar[str] = "lead.rescored.v1"
    name: str
    project: str
    person: str
    total: OnRequest[Decimal]
    threshold: Decimal
    reaches: bool
    exact_score: NeverTold[str]
    scored_on: date
    rule: str = "1.2a,3.5"


@dataclass(frozen=True, kw_only=True)
class LeadScored:
    """Who gave which score at that rescoring: not for other departments."""

    TYPE: ClassVar[str] = "lead.scored.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    person: str
    scores: dict[str, Decimal]
    rule: str = "1.2a,3.5"
