"""Plan, progress and money of a project compared."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from plan.openness import OPEN

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class ProgressAnalysed:
    """Plan, progress and money of a project were compared, by a report or a commissioner. Progress in per cent of the whole."""

    TYPE: ClassVar[str] = "progress.analysed.v1"
    name: str
    project: str
    as_of: date
    planned_progress: Decimal
    actual_progress: Decimal
    spent_fen: int
    report: str
    rule: str = "7.2"
