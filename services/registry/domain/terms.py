"""What a task book says: nodes, targets, budget, term (1.8, 6.1)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class TaskNode:
    """A milestone node; `due_date` lies within the term."""

    id: str
    title: str
    due_date: date
    midterm: bool = False


@dataclass(frozen=True)
class Target:
    """A performance target: metric, unit, comparator, value, way of verifying, weight (6.1)."""

    id: str
    metric: str = ""
    unit: str = ""
    comparator: str = ""
    value: Decimal | None = None
    verification: str = ""
    weight: Decimal | None = None


@dataclass(frozen=True)
class FundingSource:
    source: str
    amount_fen: int


@dataclass(frozen=True)
class Instalment:
    title: str
    planned_on: date
    amount_fen: int


@dataclass(frozen=True)
class Budget:
    """Lump-sum funding 包干制: a total, its sources, its instalments, and no lines. Amounts in fen."""

    total_fen: int = 0
    sources: tuple[FundingSource, ...] = ()
    instalments: tuple[Instalment, ...] = ()


@dataclass(frozen=True)
class TaskBookTerms:
    """One version of the task book, as proposed or in force."""

    term_start: date | None = None
    term_end: date | None = None
    nodes: tuple[TaskNode, ...] = ()
    targets: tuple[Target, ...] = ()
    budget: Budget = field(default_factory=Budget)
