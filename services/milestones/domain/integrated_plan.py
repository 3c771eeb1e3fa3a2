"""The integrated work plan of a chief who does not lead, in versions, agreed to by the lead. Home of 5.2."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.errors import InvalidArgument, RuleViolated
from plan.files import FileRef
from plan.seen import version_of
from plan.text import demand_reason
from services.milestones.domain import facts
from services.milestones.domain.rounds import Interval, Unit
from services.milestones.domain.states import INTEGRATED_PLAN
from services.milestones.domain.task_book import Plan
from services.milestones.domain.words import DispatchPeriod, PlanState

S = PlanState
_INTERVALS = {
    DispatchPeriod.WEEK: Interval(1, Unit.WEEK),
    DispatchPeriod.MONTH: Interval(1),
    DispatchPeriod.QUARTER: Interval(3),
}


@dataclass(frozen=True)
class KeyNode:
    """A key node of the plan. `node`: the node of the task book that it serves; empty for none."""

    id: str
    title: str
    due_date: date
    node: str = ""


@dataclass(frozen=True)
class PlanContent:
    """What the chief writes. `reason`: why a later version is needed."""

    dispatch_period: DispatchPeriod
    key_nodes: tuple[KeyNode, ...]
    time_control: str
    coordination: str
    files: tuple[FileRef, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class LeadAnswer:
    """What the lead says to a version. `reason`: why not."""

    person: str
    answered_at: datetime
    agreed: bool = True
    reason: str = ""
    seen: str = ""


@dataclass
class PlanEdition:
    """One version, and what the lead said to it."""

    number: int
    content: PlanContent
    task_book_version: int
    submitted_by: str
    submitted_at: datetime
    answer: LeadAnswer | None = None

    def answer_with(self, answer: LeadAnswer) -> None:
        """The lead has answered."""
        self.answer = answer


@dataclass
class IntegratedPlan:
    """`name` is "projects/{project}/integratedPlan". `overtaken`: in what the version in force contradicts a later task book."""

    name: str
    project: str
    state: PlanState = S.PROPOSED
    editions: list[PlanEdition] = field(default_factory=list)
    overtaken: list[str] = field(default_factory=list)
    version: int = 0

    @property
    def edition(self) -> PlanEdition:
        """The last version."""
        return self.editions[-1]

    @property
    def in_force(self) -> PlanEdition | None:
        """The last version that the lead agreed to; None before that."""
        return next((each for each in reversed(self.editions) if each.answer and each.answer.agreed), None)

    @property
    def edition_in_force(self) -> int:
        """Its number; 0 for none."""
        return self.in_force.number if self.in_force else 0

    @property
    def interval(self) -> Interval | None:
        """How often the chief reports, by the version in force."""
        return _INTERVALS[self.in_force.content.dispatch_period] if self.in_force else None

    @property
    def etag(self) -> str:
        """What the last version says (4.7a)."""
        return version_of(self.name, self.edition.number, self.edition.content)

    def admit(self, act: str, now: datetime) -> PlanState:
        """The state that an act leads to. Refuses one that the state does not admit."""
        return INTEGRATED_PLAN.after(self.state, act)

    def submit(self, content: PlanContent, plan: Plan, by: str, now: datetime) -> list[Any]:
        """The chief submits a version; a later one says why. Refuses as `demand_fit`, and REASON_MISSING."""
        state = self.admit("submit", now)
        if self.editions:
            demand_reason(content.reason, "5.2")
        demand_fit(content, plan)
        self.state = state
        self.editions.append(PlanEdition(len(self.editions) + 1, content, plan.version, by, now))
        return [facts.IntegratedPlanSubmitted(**self._about(), submitted_by=by, reason=content.reason)]

    def agree(self, answer: LeadAnswer, plan: Plan) -> list[Any]:
        """The lead agrees: it is in force, if it still fits the task book. Refuses PLAN_ANSWERED, and as `demand_fit`."""
        state = self.admit("agree", answer.answered_at)
        demand_fit(self.edition.content, plan)
        self.state, self.overtaken = state, []
        self.edition.answer_with(answer)
        content = self.edition.content
        nodes = tuple(facts.KeyNode(id=each.id, title=each.title, due_date=each.due_date, node=each.node) for each in content.key_nodes)
        return [
            facts.IntegratedPlanAgreed(
                **self._about(),
                chief=self.edition.submitted_by,
                agreed_by=answer.person,
                dispatch_period=content.dispatch_period,
                key_nodes=nodes,
            )
        ]

    def refuse(self, answer: LeadAnswer) -> list[Any]:
        """The lead does not agree; what was in force before stays. Refuses PLAN_ANSWERED, REASON_MISSING."""
        state = self.admit("refuse", answer.answered_at)
        demand_reason(answer.reason, "5.2")
        self.state = state
        self.edition.answer_with(answer)
        return [facts.IntegratedPlanRefused(**self._about(), refused_by=answer.person, reason=answer.reason)]

    def follow(self, plan: Plan) -> list[Any]:
        """A new task book (1.8): in what the version in force contradicts it, so that the chief revises it; nothing where it fits."""
        found = contradictions(self.in_force.content, plan) if self.in_force else []
        before, self.overtaken = self.overtaken, found
        if not found or found == before:
            return []
        about = self._about() | {"edition": self.edition_in_force}
        return [facts.IntegratedPlanOvertaken(**about, task_book_version=plan.version, contradictions=tuple(found))]

    def _about(self) -> dict[str, Any]:
        return {"name": self.name, "project": self.project, "edition": self.edition.number}


def contradictions(content: PlanContent, plan: Plan) -> list[str]:
    """In what the key nodes go beyond the term or against the task book's nodes (zh-CN)."""
    found = []
    for each in content.key_nodes:
        served = plan.node(each.node)
        if not plan.term_start <= each.due_date <= plan.term_end:
            found.append(f"“{each.title}”的日期{each.due_date}不在实施期{plan.term_start}至{plan.term_end}内")
        elif each.node and served is None:
            found.append(f"“{each.title}”所对应的节点“{each.node}”不在任务书中")
        elif served is not None and each.due_date > served.due_date:
            found.append(f"“{each.title}”的日期{each.due_date}晚于任务书节点“{served.title}”的到期日{served.due_date}")
    return found


def demand_fit(content: PlanContent, plan: Plan) -> None:
    """Refuse KEY_NODES_NEEDED, LISTED_TWICE, PLAN_CONTRADICTS_TASK_BOOK."""
    if not content.key_nodes:
        raise InvalidArgument("KEY_NODES_NEEDED", "工作方案须列明关键节点", rule="5.2", field="key_nodes")
    ids, titles = {each.id for each in content.key_nodes}, {each.title for each in content.key_nodes}
    if min(len(ids), len(titles)) < len(content.key_nodes):
        raise InvalidArgument("LISTED_TWICE", "关键节点的编号或者名称重复", rule="5.2", field="key_nodes")
    found = contradictions(content, plan)
    if found:
        raise RuleViolated("PLAN_CONTRADICTS_TASK_BOOK", f"与任务书抵触：{'；'.join(found)}", rule="5.2", task_book_version=plan.version)
