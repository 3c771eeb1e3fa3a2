"""The evaluation of a project: planned at approval, opened at its end, evaluated once, concluded, filed (6.2–6.4). Home of 6.2."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chassis.errors import InvalidArgument, RuleViolated
from services.evaluation.domain import facts
from services.evaluation.domain.assessments import Findings, demand_complete
from services.evaluation.domain.deadlines import deadline_name
from services.evaluation.domain.evaluation.record import EvaluationRecord
from services.evaluation.domain.nodes import Node, NodeConclusion, demand_settled
from services.evaluation.domain.panel import EvaluationPanel, EvaluationSeat, PanelReplacement, check_panel
from services.evaluation.domain.policy import EvaluationPanelPolicy
from services.evaluation.domain.self_evaluation import SelfEvaluation
from services.evaluation.domain.states import ALREADY_SUBMITTED, EVALUATION
from services.evaluation.domain.targets import PromisedResult, Target
from services.evaluation.domain.verdict import Verdict
from services.evaluation.domain.words import NodeOutcome, OpeningGround


@dataclass
class Evaluation(EvaluationRecord):
    """What becomes of one project's evaluation."""

    def replan(self, version: int, targets: list[Target], nodes: list[Node], budget_fen: int) -> None:
        """Take over a new version of the task book (1.8), as long as nobody has evaluated anything; what was done stays done.

        A node that was recorded as missing was not: after the term only a longer one is admitted, and the node is awaited in it.
        """
        self.state = EVALUATION.after(self.state, "replan")
        done = {node.id: node for node in self.nodes if not node.is_open and node.outcome is not NodeOutcome.MISSING}
        self.task_book_version, self.targets, self.budget_fen = version, targets, budget_fen
        self.nodes = [done.get(node.id, node) for node in nodes]

    def note_node(self, conclusion: NodeConclusion) -> None:
        """Take over what a milestone's panel concluded. It changes no value, and after the conclusion nothing at all."""
        self.state = EVALUATION.after(self.state, "note_node")
        for node in self.nodes:
            if node.id == conclusion.node:
                # What is terminated is not rectified any more (1.10): it stays as its panel left it.
                over = self.ground is OpeningGround.TERMINATED
                node.conclude(conclusion.outcome, conclusion.at, None if over else conclusion.rectify_by)

    def show_results(self, results: list[PromisedResult]) -> None:
        """The confirmed results so far (8.1); they are shown, and change nothing of what is assessed."""
        self.results = list(results)

    def open(self, ground: OpeningGround, ended_on: date, now: datetime) -> list[Any]:
        """Ask the unit for its self-evaluation: after the term (6.2), or to date after a termination (1.10)."""
        self.state = EVALUATION.after(self.state, "open")
        self.ground, self.period_ended_on, self.opened_at = ground, ended_on, now
        self.openings += 1
        if ground is OpeningGround.TERMINATED:
            for node in self.nodes:
                node.leave_unrectified()
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

    @property
    def deadline(self) -> str:
        """The name of the deadline of the self-evaluation that is asked for, or was last."""
        return deadline_name(self.project, self.openings)

    def postpone(self, term_end: date) -> list[Any]:
        """A new version of the task book prolongs a term that was over (1.8): nothing is evaluated before it ends (6.2).

        A self-evaluation that is in stays on record; the unit gives another one. Refuses EVALUATION_STARTED.
        """
        self.state = EVALUATION.after(self.state, "postpone")
        self.set_aside += [self.self_evaluation] if self.self_evaluation else []
        ended_on, self.self_evaluation = self.period_ended_on, None
        self.ground, self.period_ended_on, self.opened_at = None, None, None
        postponed = facts.EvaluationPostponed(name=self.name, project=self.project, period_ended_on=ended_on, term_end=term_end)
        return [postponed]

    def admit_self_evaluation(self) -> None:
        """Refuse a self-evaluation that is not asked for, or a second one."""
        EVALUATION.after(self.state, "submit_self_evaluation")
        if self.self_evaluation:
            reason, rule, message = ALREADY_SUBMITTED
            raise RuleViolated(reason, message, rule=rule)

    def submit_self_evaluation(self, submission: SelfEvaluation) -> list[Any]:
        """The unit evaluates itself first, once (6.2); late is accepted and recorded until the conclusion (4.5)."""
        self.admit_self_evaluation()
        submission.check(self.targets)
        self.self_evaluation = submission
        self.state = EVALUATION.after(self.state, "submit_self_evaluation")
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
        EVALUATION.after(self.state, "record_missing_node")
        node = next((node for node in self.nodes if node.id == node_id), None)
        if node is None:
            raise InvalidArgument("NOT_IN_TASK_BOOK", f"任务书中没有节点“{node_id}”", rule="6.2", node=node_id)
        node.record_missing(reason, by, now)
        return [facts.NodeRecordedMissing(name=self.name, project=self.project, node=node_id, reason=reason)]

    def admit_panel(self, overdue: bool) -> None:
        """Refuse to start twice, before the self-evaluation is in or overdue, or while a node is open (6.2)."""
        EVALUATION.after(self.state, "convene_panel")
        if self.self_evaluation is None and not overdue:
            raise RuleViolated("SELF_EVALUATION_AWAITED", "单位自评价尚未提交，也未逾期，不能开始综合评价", rule="6.2")
        demand_settled(self.nodes)

    def convene_panel(self, seats: list[EvaluationSeat], policy: EvaluationPanelPolicy, overdue: bool, by: str, now: datetime) -> list[Any]:
        """Start the one comprehensive evaluation; nothing is evaluated twice (6.2). `overdue`: of the self-evaluation."""
        self.admit_panel(overdue)
        check_panel([seat.panelist for seat in seats], policy)
        self.state = EVALUATION.after(self.state, "convene_panel")
        self.experts = EvaluationPanel(now, by, list(seats), len(seats))
        self.without_self_evaluation = self.self_evaluation is None
        named = tuple(
            facts.EvaluationPanelMember(person=seat.person, organization=seat.organization, expertise=seat.expertise) for seat in seats
        )
        return [
            facts.EvaluationPanelConvened(
                name=self.name,
                project=self.project,
                convened_at=now,
                members=len(seats),
                without_self_evaluation=self.without_self_evaluation,
            ),
            facts.EvaluationPanelNamed(name=self.name, project=self.project, members=named),
        ]

    def admit_replacement(self, member: str) -> None:
        """Refuse outside the review, and for somebody who does not sit on the panel."""
        EVALUATION.after(self.state, "replace_panel_member")
        self._panel().member(member)

    def replace_panel_member(
        self, successor: EvaluationSeat, policy: EvaluationPanelPolicy, replacement: PanelReplacement, *, unfit: bool
    ) -> list[Any]:
        """Another expert for one who does not deliver, or may not sit any more (`unfit`); what that one gave does not count (4.7)."""
        member = replacement.member
        self.admit_replacement(member)
        panel = self._panel()
        check_panel([seat.panelist if seat.person != member else successor.panelist for seat in panel.seated], policy)
        panel.exchange(successor, replacement, unfit=unfit)
        return [
            facts.PanelMemberReplaced(
                name=self.name,
                project=self.project,
                member=member,
                successor=successor.person,
                reason=replacement.reason,
            )
        ]

    def admit_assessment(self, expert: str) -> None:
        """Refuse outside the review, and for somebody who does not sit on the panel."""
        EVALUATION.after(self.state, "assess_items")
        self._panel().member(expert)

    def assess_items(self, expert: str, findings: Findings, now: datetime, seen: str = "") -> list[Any]:
        """One expert records findings, item by item against the task book (6.2); with the last ones goes who found what (4.7)."""
        self.admit_assessment(expert)
        findings.check(self.targets)
        panel = self._panel()
        complete = panel.assess(expert, findings, self.targets, now, seen)
        assessed = facts.ItemsAssessed(
            name=self.name,
            project=self.project,
            expert=expert,
            targets=tuple(item.target for item in findings.items),
            funds=findings.funds is not None,
            complete=complete,
            sheets_in=sum(not seat.assessment.missing(self.targets) for seat in panel.seated),
            sheets_needed=len(panel.seated),
        )
        return [assessed, self._verified()] if panel.open_to_view else [assessed]

    def admit_conclusion(self) -> None:
        """Refuse a conclusion before every expert has assessed every item (6.2), and a second one."""
        EVALUATION.after(self.state, "conclude")
        demand_complete([seat.assessment for seat in self._panel().seated], self.targets)

    def conclude(self, verdict: Verdict) -> None:
        """The conclusion is drawn; nothing is assessed any more (6.3)."""
        self.state = EVALUATION.after(self.state, "conclude")
        self.verdict = verdict

    def file(self, filing: str) -> None:
        """The result is filed; from now on nothing changes (6.4)."""
        self.state = EVALUATION.after(self.state, "file")
        self.filing = filing

    def _verified(self) -> facts.ValuesVerified:
        experts = tuple(
            facts.ExpertVerified(
                expert=each.expert,
                values={item.target: item.verified_value for item in each.items},
                received_fen=each.funds.received_fen,
                spent_fen=each.funds.spent_fen,
                finding=each.funds.finding,
            )
            for each in self.assessments
            if each.funds  # all have, once all are in
        )
        version = self.task_book_version
        return facts.ValuesVerified(name=self.name, project=self.project, task_book_version=version, experts=experts)

    def _panel(self) -> EvaluationPanel:
        if self.experts is None:
            raise LookupError(f"{self.name} has no panel")
        return self.experts
