"""The evaluation of a project: planned at approval, opened at its end, evaluated once, concluded, filed (6.2–6.4). Home of 6.2."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from services.evaluation.domain import facts
from services.evaluation.domain.assessments import Assessment, FundsAssessment, ItemAssessment, check_targets, demand_complete
from services.evaluation.domain.files import FileRef
from services.evaluation.domain.nodes import Node, NodeConclusion, demand_settled
from services.evaluation.domain.panel import Candidate, Circle, Panelist, PanelReplacement, check_composition, check_independence
from services.evaluation.domain.policy import PanelPolicy
from services.evaluation.domain.self_evaluation import SelfEvaluation
from services.evaluation.domain.states import ALREADY_SUBMITTED, after
from services.evaluation.domain.targets import Target
from services.evaluation.domain.terms import EvaluationState, NodeOutcome, OpeningGround
from services.evaluation.domain.verdict import Verdict


@dataclass
class Evaluation:
    """One project's evaluation; `name` is "projects/{project}/evaluation"."""

    name: str
    project: str
    title: str
    undertaking_unit: str
    task_book_version: int
    targets: list[Target]
    nodes: list[Node]
    budget_fen: int
    state: EvaluationState = EvaluationState.PLANNED
    ground: OpeningGround | None = None
    period_ended_on: date | None = None
    opened_at: datetime | None = None
    self_evaluation: SelfEvaluation | None = None
    without_self_evaluation: bool = False
    panel: list[Panelist] = field(default_factory=list)
    panel_convened_at: datetime | None = None
    replacements: list[PanelReplacement] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    verdict: Verdict | None = None
    filing: str = ""
    version: int = 0

    def replan(self, version: int, targets: list[Target], nodes: list[Node], budget_fen: int) -> None:
        """Take over a new version of the task book (1.8), as long as nobody has evaluated anything; what was done stays done."""
        self.state = after(self.state, "replan")
        done = {node.id: node for node in self.nodes if not node.is_open}
        self.task_book_version, self.targets, self.budget_fen = version, targets, budget_fen
        self.nodes = [done.get(node.id, node) for node in nodes]

    def note_node(self, conclusion: NodeConclusion) -> None:
        """Take over what a milestone's panel concluded. It changes no value, and after the conclusion nothing at all."""
        self.state = after(self.state, "note_node")
        for node in self.nodes:
            if node.id == conclusion.node:
                node.conclude(conclusion.outcome, conclusion.at)

    def open(self, ground: OpeningGround, ended_on: date, now: datetime) -> list[Any]:
        """Ask the unit for its self-evaluation: after the term (6.2), or to date after a termination (1.10)."""
        self.state = after(self.state, "open")
        self.ground, self.period_ended_on, self.opened_at = ground, ended_on, now
        if ground is OpeningGround.TERMINATED:
            for node in self.nodes:
                if node.is_open and node.due_date > ended_on:
                    node.excuse(ended_on, now)
        rule = "1.10,6.2" if ground is OpeningGround.TERMINATED else "6.2"
        return [
            facts.EvaluationOpened(
                name=self.name,
                project=self.project,
                ground=ground,
                period_ended_on=ended_on,
                undertaking_unit=self.undertaking_unit,
                rule=rule,
            )
        ]

    def admit_self_evaluation(self) -> None:
        """Refuse a self-evaluation that is not asked for, or a second one."""
        after(self.state, "submit_self_evaluation")
        if self.self_evaluation:
            reason, rule, message = ALREADY_SUBMITTED
            raise RuleViolated(reason, message, rule=rule)

    def submit_self_evaluation(self, submission: SelfEvaluation) -> list[Any]:
        """The unit evaluates itself first, once (6.2); late is accepted and recorded until the conclusion (4.5)."""
        self.admit_self_evaluation()
        submission.check(self.targets)
        self.self_evaluation = submission
        self.state = after(self.state, "submit_self_evaluation")
        report = submission.report
        return [
            facts.SelfEvaluationSubmitted(
                name=self.name,
                project=self.project,
                undertaking_unit=self.undertaking_unit,
                submitted_at=submission.submitted_at,
                late=submission.late,
                report_digest=report.digest,
                report_name=report.name,
                report_size=report.size,
                received_fen=submission.received_fen,
                spent_fen=submission.spent_fen,
                rule="6.2,4.5" if submission.late else "6.2",
            )
        ]

    def record_missing_node(self, node_id: str, reason: str, by: str, now: datetime) -> list[Any]:
        """Note that a node was never concluded, before the evaluation starts (6.2)."""
        after(self.state, "record_missing_node")
        node = next((node for node in self.nodes if node.id == node_id), None)
        if node is None:
            raise InvalidArgument("UNKNOWN_NODE", f"任务书中没有节点 {node_id}", node=node_id)
        node.record_missing(reason, by, now)
        return [facts.NodeRecordedMissing(name=self.name, project=self.project, node=node_id, reason=reason)]

    def admit_panel(self, overdue: bool) -> None:
        """Refuse to start twice, before the self-evaluation is in or overdue, or while a node is open (6.2)."""
        after(self.state, "convene_panel")
        if self.self_evaluation is None and not overdue:
            raise RuleViolated("SELF_EVALUATION_AWAITED", "单位自评价尚未提交，也未逾期，不能开始综合评价", rule="6.2")
        demand_settled(self.nodes)

    def convene_panel(self, candidates: list[Candidate], circle: Circle, policy: PanelPolicy, overdue: bool, now: datetime) -> list[Any]:
        """Start the one comprehensive evaluation; nothing is evaluated twice (6.2). `overdue`: of the self-evaluation."""
        self.admit_panel(overdue)
        panel = [candidate.panelist for candidate in candidates]
        check_composition(panel, policy)
        check_independence(candidates, circle)
        self.state = after(self.state, "convene_panel")
        self.panel, self.panel_convened_at = panel, now
        self.without_self_evaluation = self.self_evaluation is None
        self.assessments = [Assessment(member.person) for member in panel]
        return [
            facts.EvaluationPanelConvened(
                name=self.name,
                project=self.project,
                convened_at=now,
                members=len(panel),
                without_self_evaluation=self.without_self_evaluation,
            )
        ]

    def admit_replacement(self, member: str) -> None:
        """Refuse outside the review, and for somebody who does not sit on the panel."""
        after(self.state, "replace_panel_member")
        self._assessment_of(member)

    def replace_panel_member(
        self, member: str, successor: Candidate, circle: Circle, policy: PanelPolicy, reason: str, now: datetime
    ) -> list[Any]:
        """Another expert takes the place of one who cannot go on; what that one had assessed is dropped (4.7)."""
        self.admit_replacement(member)
        panel = [successor.panelist if each.person == member else each for each in self.panel]
        check_composition(panel, policy)
        check_independence([successor], circle)
        self.panel = panel
        self.assessments = [each for each in self.assessments if each.expert != member]
        self.assessments.append(Assessment(successor.panelist.person))
        self.replacements.append(PanelReplacement(member, successor.panelist.person, reason, now))
        return [
            facts.PanelMemberReplaced(
                name=self.name,
                project=self.project,
                member=member,
                successor=successor.panelist.person,
                reason=reason,
            )
        ]

    def assess_items(self, expert: str, items: tuple[ItemAssessment, ...], funds: FundsAssessment | None, now: datetime) -> list[Any]:
        """One expert records findings, item by item against the task book (6.2)."""
        after(self.state, "assess_items")
        assessment = self._assessment_of(expert)
        if not items and funds is None:
            raise InvalidArgument("ITEMS_REQUIRED", "至少填写一项指标或经费使用的评价")
        check_targets([item.target for item in items], self.targets)
        by_id = {target.id: target for target in self.targets}
        for item in items:
            item.check(by_id[item.target])
        if funds:
            funds.check()
        assessment.add(items, funds, now)
        return [
            facts.ItemsAssessed(
                name=self.name,
                project=self.project,
                expert=expert,
                targets=tuple(item.target for item in items),
                funds=funds is not None,
                complete=not assessment.missing(self.targets),
            )
        ]

    def admit_conclusion(self) -> None:
        """Refuse a conclusion before every expert has assessed every item (6.2), and a second one."""
        after(self.state, "conclude")
        demand_complete(self.assessments, self.targets)

    def conclude(self, verdict: Verdict) -> None:
        """The conclusion is drawn; nothing is assessed any more (6.3)."""
        self.state = after(self.state, "conclude")
        self.verdict = verdict

    def file(self, filing: str) -> None:
        """The result is filed; from now on nothing changes (6.4)."""
        self.state = after(self.state, "file")
        self.filing = filing

    @property
    def members(self) -> frozenset[str]:
        """Who sits on the panel."""
        return frozenset(member.person for member in self.panel)

    @property
    def panel_size(self) -> int:
        """How many sit on the panel."""
        return len(self.panel)

    @property
    def assessments_complete(self) -> int:
        """How many members have assessed every item."""
        return sum(not each.missing(self.targets) for each in self.assessments)

    @property
    def missing_nodes(self) -> tuple[str, ...]:
        """Nodes recorded as missing."""
        return tuple(node.id for node in self.nodes if node.outcome is NodeOutcome.MISSING)

    def file_of(self, digest: str) -> FileRef:
        """One file of this evaluation. Refuses NOT_FOUND."""
        files = self.self_evaluation.files() if self.self_evaluation else []
        found = next((file for file in files if file.digest == digest), None)
        if found is None:
            raise NotFound("NOT_FOUND", f"本项目的评价材料中没有文件 {digest}", resource=digest)
        return found

    def _assessment_of(self, member: str) -> Assessment:
        for assessment in self.assessments:
            if assessment.expert == member:
                return assessment
        raise RuleViolated("NOT_ON_PANEL", f"{member} 不是本次评价专家组成员", rule="4.7")
