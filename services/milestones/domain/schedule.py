"""The schedule of a project: asleep until its contract set is in effect, awake to the end of its term (1.6, 1.8, 1.10)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chassis.calendar import start_of_day
from chassis.errors import RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.task_book import Plan
from services.milestones.domain.terms import ScheduleState

S = ScheduleState
ENDED = {S.TERMINATED: ("1.10", "项目已经终止"), S.CLOSED: ("6.4", "项目已经结题备案")}


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

    def wake(self, now: datetime) -> list[Any]:
        """Both parts are there: deadlines run (1.6). Refuses SCHEDULE_NOT_ASLEEP."""
        if not self.can_wake or self.effective_at is None:
            raise RuleViolated("SCHEDULE_NOT_ASLEEP", "时间表已启动，或项目尚未立项、合同尚未生效", rule="1.6")
        self.state, self.awoke_at = S.AWAKE, now
        midterm_on, _ = self._plan.midterm(self.effective_at)
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

    def follow(self, plan: Plan, reason: str) -> list[Any]:
        """A new version of the task book (1.8); says what it changes once deadlines run."""
        before, self.plan = self._plan, plan
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

    def end_term(self, now: datetime) -> list[Any]:
        """The term is over (6.2); what is open still has to be delivered. Refuses TERM_NOT_OVER, SCHEDULE_NOT_AWAKE."""
        if self.state is not S.AWAKE:
            raise RuleViolated("SCHEDULE_NOT_AWAKE", "项目时间表未在运行", rule="6.2", state=self.state.value)
        if now < self.term_over_at:
            raise RuleViolated("TERM_NOT_OVER", f"实施期至{self._plan.term_end}，尚未届满", rule="6.2")
        self.state, self.ended_at = S.TERM_ENDED, now
        return [facts.TermEnded(name=self.name, project=self.project, term_end=self._plan.term_end, noted_at=now)]

    def terminate(self, now: datetime) -> None:
        """The project was terminated (1.10)."""
        self.state, self.ended_at = S.TERMINATED, now

    def close(self, now: datetime) -> None:
        """The evaluation is filed (6.4)."""
        self.state, self.ended_at = S.CLOSED, now

    def demand_not_ended(self) -> None:
        """Refuse PROJECT_ENDED once the project is terminated or closed."""
        if self.state in ENDED:
            rule, message = ENDED[self.state]
            raise RuleViolated("PROJECT_ENDED", message, rule=rule, state=self.state.value)

    @property
    def _plan(self) -> Plan:
        if self.plan is None:
            raise RuleViolated("PROJECT_NOT_APPROVED", "项目尚未立项，没有任务书", rule="1.8")
        return self.plan
