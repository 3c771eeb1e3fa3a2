"""The schedule of a project: asleep until its contract set is in effect, awake to the end of its term (1.6, 1.8, 1.10)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chassis.calendar import china_date, start_of_day
from chassis.errors import RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.states import SCHEDULE
from services.milestones.domain.task_book import Plan
from services.milestones.domain.words import RemedyChoice, ScheduleState

S = ScheduleState


@dataclass
class Schedule:
    """`name` is "projects/{project}/schedule". Approval and effect come in either order."""

    name: str
    project: str
    state: ScheduleState = S.ASLEEP
    plan: Plan | None = None
    effective_at: datetime | None = None
    awoke_at: datetime | None = None
    ended_at: datetime | None = None
    evaluated_since: datetime | None = None
    version: int = 0

    @property
    def task_book_version(self) -> int:
        """Version of the task book; 0 until the project is approved."""
        return self.plan.version if self.plan else 0

    @property
    def term_start(self) -> date | None:
        """First day of the term."""
        return self.plan.term_start if self.plan else None

    @property
    def term_end(self) -> date | None:
        """Last day of the term."""
        return self.plan.term_end if self.plan else None

    @property
    def term_over_at(self) -> datetime:
        """The instant at which the term is over: 24:00 China time of its last day."""
        return start_of_day(self._plan.term_end + timedelta(days=1))

    @property
    def nodes(self) -> list[str]:
        """Names of the nodes."""
        return [f"{self.project}/nodes/{node.id}" for node in self.plan.nodes] if self.plan else []

    @property
    def can_wake(self) -> bool:
        """Approved and in effect, and still asleep."""
        return self.state is S.ASLEEP and self.plan is not None and self.effective_at is not None

    @property
    def is_awake(self) -> bool:
        """Deadlines run, also after the end of the term."""
        return self.state in (S.AWAKE, S.TERM_ENDED)

    def approve(self, plan: Plan) -> None:
        """The project is approved, with this task book. Refuses SCHEDULE_AWAKE, PROJECT_ENDED."""
        self.state, self.plan = SCHEDULE.after(self.state, "plan"), plan

    def take_effect(self, effective_at: datetime) -> None:
        """The contract set took effect. Refuses SCHEDULE_AWAKE, PROJECT_ENDED."""
        self.state, self.effective_at = SCHEDULE.after(self.state, "take_effect"), effective_at

    def wake(self, now: datetime) -> list[Any]:
        """Both parts are there: deadlines run (1.6). Refuses SCHEDULE_AWAKE, CONTRACTS_NOT_IN_EFFECT, PROJECT_NOT_APPROVED."""
        state = SCHEDULE.after(self.state, "wake")
        if self.effective_at is None:
            raise RuleViolated("CONTRACTS_NOT_IN_EFFECT", "合同尚未全部生效，时间表不能启动", rule="1.6")
        midterm_on, _ = self._plan.midterm(self.effective_at)
        self.state, self.awoke_at = state, now
        return [
            facts.ScheduleAwoke(
                name=self.name,
                project=self.project,
                effective_at=self.effective_at,
                task_book_version=self.task_book_version,
                nodes=tuple(node.id for node in self._plan.nodes),
                midterm_on=midterm_on,
                term_end=self._plan.term_end,
            )
        ]

    def follow(self, plan: Plan, reason: str, now: datetime) -> list[Any]:
        """A new version of the task book (1.8); says what it changes once deadlines run. A term that it prolongs is not over any more."""
        self.state = SCHEDULE.after(self.state, "follow")
        before, self.plan = self._plan, plan
        if self.state is S.TERM_ENDED and now < self.term_over_at:
            self.prolong()
        if not self.is_awake:
            return []
        old = {node.id: node for node in before.nodes}
        new = {node.id: node for node in plan.nodes}
        return [
            facts.ScheduleChanged(
                name=self.name,
                project=self.project,
                task_book_version=plan.version,
                reason=reason,
                added=tuple(sorted(new.keys() - old.keys())),
                removed=tuple(sorted(old.keys() - new.keys())),
                moved=tuple(sorted(each for each in new.keys() & old.keys() if new[each].due_date != old[each].due_date)),
                term_end=plan.term_end,
            )
        ]

    def prolong(self) -> None:
        """A term that was over ends later (1.8). Refuses SCHEDULE_ASLEEP, SCHEDULE_AWAKE, PROJECT_ENDED."""
        self.state, self.ended_at = SCHEDULE.after(self.state, "prolong"), None

    def end_term(self, now: datetime) -> list[Any]:
        """The term is over (6.2); what is open still has to be delivered. Refuses TERM_NOT_OVER, TERM_OVER."""
        state = SCHEDULE.after(self.state, "end_term")
        if now < self.term_over_at:
            raise RuleViolated("TERM_NOT_OVER", f"实施期至{self._plan.term_end}，尚未届满", rule="6.2")
        self.state, self.ended_at = state, now
        return [facts.TermEnded(name=self.name, project=self.project, term_end=self._plan.term_end, noted_at=now)]

    def terminate(self, now: datetime) -> None:
        """The project was terminated (1.10)."""
        self.state, self.ended_at = SCHEDULE.after(self.state, "terminate"), now

    def close(self, now: datetime) -> None:
        """The evaluation is filed (6.4)."""
        self.state, self.ended_at = SCHEDULE.after(self.state, "close"), now

    def demand_not_ended(self) -> None:
        """Refuse PROJECT_ENDED once the project is terminated or closed."""
        SCHEDULE.after(self.state, "choose_remedy")

    def demand_going_on(self) -> None:
        """Refuse SCHEDULE_ASLEEP before effect, PROJECT_ENDED after the end."""
        SCHEDULE.after(self.state, "go_on")

    @property
    def effective_on(self) -> date:
        """The day of effect in China. Refuses SCHEDULE_ASLEEP."""
        self.demand_going_on()
        assert self.effective_at is not None, "one that goes on took effect"
        return china_date(self.effective_at)

    def note_evaluation(self, since: datetime) -> None:
        """Experts evaluate the project as a whole (6.2)."""
        self.evaluated_since = since

    def demand_not_evaluated(self, what: str, rule: str) -> None:
        """Refuse EVALUATION_STARTED for what makes no sense beside the evaluation (6.2). `what`: in zh-CN."""
        if self.evaluated_since is not None:
            raise RuleViolated("EVALUATION_STARTED", f"本项目的专家评价已经开始，不再{what}", rule=rule)

    def demand_remedy(self, choice: RemedyChoice) -> None:
        """Refuse PROJECT_ENDED, and EVALUATION_STARTED for any choice but to go on: it leads to what cannot be carried out (4.8, 6.2)."""
        self.demand_not_ended()
        if choice is not RemedyChoice.CONTINUE:
            self.demand_not_evaluated(f"选择“{choice.label}”", "4.8")

    @property
    def agreed_plan(self) -> Plan:
        """The task book that it follows. Refuses PROJECT_NOT_APPROVED."""
        return self._plan

    @property
    def _plan(self) -> Plan:
        if self.plan is None:
            raise RuleViolated("PROJECT_NOT_APPROVED", "项目尚未立项，没有任务书", rule="1.8")
        return self.plan
