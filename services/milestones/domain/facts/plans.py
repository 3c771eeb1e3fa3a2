"""Facts about the integrated work plan and the reports against it (5.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.openness import OPEN, OnRequest
from services.milestones.domain.words import DispatchPeriod

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class KeyNode:
    """A key node, in IntegratedPlanAgreed. `node`: the task book's node that it serves; empty for none."""

    id: str
    title: str
    due_date: date
    node: str


@dataclass(frozen=True, kw_only=True)
class IntegratedPlanSubmitted:
    """The chief submits a version; the lead is to answer. `reason`: why a later one is needed."""

    TYPE: ClassVar[str] = "integrated_plan.submitted.v1"
    name: str
    project: str
    edition: int
    submitted_by: str
    reason: OnRequest[str]
    rule: str = "5.2"


@dataclass(frozen=True, kw_only=True)
class IntegratedPlanAgreed:
    """The lead agrees: this version is in force, and the owner is shown it."""

    TYPE: ClassVar[str] = "integrated_plan.agreed.v1"
    name: str
    project: str
    edition: int
    chief: str
    agreed_by: str
    dispatch_period: DispatchPeriod
    key_nodes: tuple[KeyNode, ...]
    rule: str = "5.2"


@dataclass(frozen=True, kw_only=True)
class IntegratedPlanRefused:
    """The lead does not agree; what was in force before stays."""

    TYPE: ClassVar[str] = "integrated_plan.refused.v1"
    name: str
    project: str
    edition: int
    refused_by: str
    reason: OnRequest[str]
    rule: str = "5.2"


@dataclass(frozen=True, kw_only=True)
class IntegratedPlanOvertaken:
    """A new task book contradicts the version in force: the chief has to revise it (1.8)."""

    TYPE: ClassVar[str] = "integrated_plan.overtaken.v1"
    name: str
    project: str
    edition: int
    task_book_version: int
    contradictions: OnRequest[tuple[str, ...]]
    rule: str = "5.2,1.8"


@dataclass(frozen=True, kw_only=True)
class DispatchReported:
    """The chief has reported against the plan. `key_nodes`: how many it has; `done` and `behind` among them."""

    TYPE: ClassVar[str] = "dispatch.reported.v1"
    name: str
    project: str
    number: int
    first_day: date
    as_of: date
    chief: str
    reported_at: datetime
    late: bool
    plan_edition: int
    key_nodes: int
    done: int
    behind: int
    rule: str = "5.2"
