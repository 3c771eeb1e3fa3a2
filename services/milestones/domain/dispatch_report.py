"""A report of the chief against the integrated work plan: one a dispatch period (5.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import start_of_day
from chassis.errors import InvalidArgument, RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.integrated_plan import PlanEdition
from services.milestones.domain.rounds import Period
from services.milestones.domain.states import DISPATCH, moved
from services.milestones.domain.words import DeadlineKind, DispatchState, KeyNodeStanding

S = DispatchState


@dataclass(frozen=True)
class KeyNodeProgress:
    """How a key node of the plan stands at the end of the period."""

    key_node: str
    standing: KeyNodeStanding
    note: str = ""


@dataclass(frozen=True)
class DispatchContent:
    """What the chief says. `coordination`: what others are to help with; empty for nothing."""

    key_nodes: tuple[KeyNodeProgress, ...]
    summary: str
    coordination: str = ""


@dataclass(frozen=True)
class Dispatched:
    """The report, as it was handed in, against this version of the plan."""

    content: DispatchContent
    plan_edition: int
    submitted_by: str
    submitted_at: datetime
    late: bool


@dataclass
class DispatchReport:
    """`name` is "projects/{project}/dispatchReports/{number}", four digits. It tells of `first_day` to `last_day`."""

    name: str
    project: str
    number: int
    first_day: date
    last_day: date
    state: DispatchState = S.AWAITED
    report: Dispatched | None = None
    deadlines: list[str] = field(default_factory=list)
    cancelled_by: str = ""
    version: int = 0

    @classmethod
    def of(cls, project: str, period: Period) -> "DispatchReport":
        """The report of a period, awaited."""
        return cls(f"{project}/dispatchReports/{period.number:04d}", project, period.number, period.first_day, period.last_day)

    @property
    def awaited_kind(self) -> DeadlineKind | None:
        """What the chief has still to deliver."""
        return DeadlineKind.DISPATCH_REPORT if self.state is S.AWAITED else None

    def name_deadline(self, kind: DeadlineKind) -> str:
        """The name for a new deadline: dispatch-report-0001, dispatch-report-0001-2 …"""
        name = f"{self.project}/deadlines/dispatch-report-{self.number:04d}"
        self.deadlines.append(name + (f"-{len(self.deadlines) + 1}" if self.deadlines else ""))
        return self.deadlines[-1]

    def deadline(self, kind: DeadlineKind) -> str:
        """Name of the current deadline of a kind; empty where there is none."""
        return self.deadlines[-1] if self.deadlines and kind is DeadlineKind.DISPATCH_REPORT else ""

    def admit(self, act: str, now: datetime) -> DispatchState:
        """The state that an act leads to. Refuses one that the state does not admit, or before the period's last day (DEADLINE_RUNS)."""
        state = moved(DISPATCH, self.state, act, self.cancelled_by)
        if act == "submit" and now < start_of_day(self.last_day):
            message = f"本期为{self.first_day}至{self.last_day}，自最后一日起报送"
            raise RuleViolated("DEADLINE_RUNS", message, rule="5.2", last_day=self.last_day)
        return state

    def submit(self, content: DispatchContent, plan: PlanEdition, by: str, now: datetime, late: bool) -> list[Any]:
        """The chief reports; a late one is taken, and said to be late (4.5).

        Refuses as `admit`, and KEY_NODES_UNTOLD, KEY_NODE_NOT_IN_PLAN, LISTED_TWICE.
        """
        state = self.admit("submit", now)
        _check(content.key_nodes, plan)
        self.state, self.report = state, Dispatched(content, plan.number, by, now, late)
        standings = [each.standing for each in content.key_nodes]
        return [
            facts.DispatchReported(
                name=self.name,
                project=self.project,
                number=self.number,
                first_day=self.first_day,
                as_of=self.last_day,
                chief=by,
                reported_at=now,
                late=late,
                plan_edition=plan.number,
                key_nodes=len(standings),
                done=standings.count(KeyNodeStanding.DONE),
                behind=standings.count(KeyNodeStanding.BEHIND),
            )
        ]

    def cancel(self, rule: str) -> None:
        """The project ended first (1.10, 6.4)."""
        self.state, self.cancelled_by = DISPATCH.after(self.state, "cancel"), rule


def _check(told: Sequence[KeyNodeProgress], plan: PlanEdition) -> None:
    titles = {each.id: each.title for each in plan.content.key_nodes}
    ids = [each.key_node for each in told]
    if len(set(ids)) < len(ids):
        raise InvalidArgument("LISTED_TWICE", "关键节点重复填报", rule="5.2", field="key_nodes")
    if strange := sorted(set(ids) - titles.keys()):
        raise RuleViolated("KEY_NODE_NOT_IN_PLAN", f"现行工作方案没有关键节点{'、'.join(f'“{key}”' for key in strange)}", rule="5.2")
    if lacking := [f"“{title}”" for key, title in titles.items() if key not in ids]:
        raise RuleViolated("KEY_NODES_UNTOLD", f"须逐个填报关键节点，缺少{'、'.join(lacking)}", rule="5.2")
