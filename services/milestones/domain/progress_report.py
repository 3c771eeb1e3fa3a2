"""A progress report of the lead to the owner: one a period, in versions, taken in, or more asked for once. Home of 5.1."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import start_of_day
from chassis.errors import RuleViolated
from plan.seen import version_of
from plan.text import demand_reason
from services.milestones.domain import facts
from services.milestones.domain.report_content import ReportContent, ReportEdition, drawn
from services.milestones.domain.rounds import Period
from services.milestones.domain.states import REPORT, moved
from services.milestones.domain.task_book import Plan
from services.milestones.domain.words import DeadlineKind, ReportState, RiskDegree

S = ReportState


@dataclass(frozen=True)
class MoreAsked:
    """An owner asks for more, once."""

    asked_by: str
    organization: str
    what: str
    asked_at: datetime
    seen: str = ""


@dataclass(frozen=True)
class TakenIn:
    """An owner has taken it in."""

    taken_in_by: str
    organization: str
    taken_in_at: datetime
    seen: str = ""


@dataclass
class ProgressReport:
    """`name` is "projects/{project}/progressReports/{number}", four digits. It tells of `first_day` to `last_day`.

    current: the deadline of each kind that counts now; deadlines: all that it had.
    """

    name: str
    project: str
    number: int
    first_day: date
    last_day: date
    state: ReportState = S.AWAITED
    editions: list[ReportEdition] = field(default_factory=list)
    more: MoreAsked | None = None
    receipts: list[TakenIn] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    current: dict[str, str] = field(default_factory=dict)
    deadlines_set: dict[str, int] = field(default_factory=dict)
    cancelled_by: str = ""
    version: int = 0

    @classmethod
    def of(cls, project: str, period: Period) -> "ProgressReport":
        """The report of a period, awaited."""
        return cls(f"{project}/progressReports/{period.number:04d}", project, period.number, period.first_day, period.last_day)

    @property
    def edition(self) -> ReportEdition | None:
        """The version that counts: the last one."""
        return self.editions[-1] if self.editions else None

    @property
    def taken_in(self) -> TakenIn | None:
        """Who has taken it in as it is now; None where nobody has."""
        return self.receipts[-1] if self.state is S.TAKEN_IN else None

    @property
    def etag(self) -> str:
        """The version that counts (4.7a)."""
        return version_of(self.name, self.edition.content if self.edition else ())

    @property
    def awaited_kind(self) -> DeadlineKind | None:
        """What the lead has still to deliver: the report, or what was asked for besides."""
        return {S.AWAITED: DeadlineKind.PROGRESS_REPORT, S.MORE_ASKED: DeadlineKind.SUPPLEMENT}.get(self.state)

    def name_deadline(self, kind: DeadlineKind) -> str:
        """The name for a new deadline: progress-report-0001, progress-report-0001-2 …, progress-report-0001-supplement …"""
        stem = f"progress-report-{self.number:04d}" + ("-supplement" if kind is DeadlineKind.SUPPLEMENT else "")
        number = self.deadlines_set[kind.value] = self.deadlines_set.get(kind.value, 0) + 1
        name = f"{self.project}/deadlines/{stem}" + (f"-{number}" if number > 1 else "")
        self.deadlines.append(name)
        self.current[kind.value] = name
        return name

    def deadline(self, kind: DeadlineKind) -> str:
        """Name of the current deadline of a kind; empty where there is none."""
        return self.current.get(kind.value, "")

    def admit(self, act: str, now: datetime) -> ReportState:
        """The state that an act leads to.

        Refuses an act that the state does not admit, one before the period is nearly over (DEADLINE_RUNS), and to ask twice.
        """
        state = moved(REPORT, self.state, act, self.cancelled_by)
        if act == "submit" and now < start_of_day(self.last_day):
            message = f"本期为{self.first_day}至{self.last_day}，自最后一日起报送"
            raise RuleViolated("DEADLINE_RUNS", message, rule="5.1", last_day=self.last_day)
        if act == "ask_for_more" and self.more is not None:
            raise RuleViolated("MORE_ASKED_ALREADY", "每期报告只能要求补充一次，本期已经要求过", rule="5.1")
        return state

    def submit(self, content: ReportContent, plan: Plan, by: str, now: datetime, late: bool) -> list[Any]:
        """The lead reports. Refuses as `admit` and `drawn`; late ones are taken, and said to be late (4.5)."""
        return self._edit(self.admit("submit", now), content, plan, by, now, late)

    def correct(self, content: ReportContent, plan: Plan, by: str, now: datetime, late: bool) -> list[Any]:
        """A new version corrects the earlier one, or adds what was asked for; the old one stays. Refuses as `submit`."""
        state = self.admit("correct", now)
        demand_reason(content.reason, "5.1")
        return self._edit(state, content, plan, by, now, late)

    def take_in(self, receipt: TakenIn) -> list[Any]:
        """An owner takes it in."""
        self.state = self.admit("take_in", receipt.taken_in_at)
        self.receipts.append(receipt)
        return [
            facts.ProgressReportTakenIn(
                name=self.name,
                project=self.project,
                number=self.number,
                edition=len(self.editions),
                organization=receipt.organization,
                taken_in_at=receipt.taken_in_at,
            )
        ]

    def ask_for_more(self, more: MoreAsked, complete_by: date) -> list[Any]:
        """An owner asks for more, once. Refuses MORE_ASKED_ALREADY, REASON_MISSING."""
        state = self.admit("ask_for_more", more.asked_at)
        demand_reason(more.what, "5.1", field="what")
        self.state, self.more = state, more
        return [
            facts.ProgressReportMoreAsked(
                name=self.name,
                project=self.project,
                number=self.number,
                organization=more.organization,
                what=more.what,
                complete_by=complete_by,
            )
        ]

    def cancel(self, rule: str) -> None:
        """The project ended before it was due to be in (1.10, 6.4)."""
        self.state, self.cancelled_by = REPORT.after(self.state, "cancel"), rule

    def _edit(self, state: ReportState, content: ReportContent, plan: Plan, by: str, now: datetime, late: bool) -> list[Any]:
        found = drawn(content, plan, self.last_day)
        self.state = state
        edition = ReportEdition(
            number=len(self.editions) + 1,
            content=content,
            **vars(found),
            budget_fen=plan.budget_fen,
            task_book_version=plan.version,
            submitted_by=by,
            submitted_at=now,
            late=late,
        )
        self.editions.append(edition)
        return [self._reported(edition)]

    def _reported(self, edition: ReportEdition) -> facts.ProgressReported:
        content = edition.content
        return facts.ProgressReported(
            name=self.name,
            project=self.project,
            number=self.number,
            edition=edition.number,
            first_day=self.first_day,
            as_of=self.last_day,
            lead=edition.submitted_by,
            reported_at=edition.submitted_at,
            late=edition.late,
            planned_progress=edition.planned,
            actual_progress=edition.actual,
            nodes=tuple(facts.NodeProgress(node=each.node, planned=each.planned, actual=each.actual) for each in edition.nodes),
            received_fen=content.money.received_fen,
            spent_fen=content.money.spent_fen,
            owed_fen=content.money.owed_fen,
            budget_fen=edition.budget_fen,
            route_changed=bool(content.route_changes.strip()),
            investment_changed=bool(content.investment_changes.strip()),
            risks=len(content.risks),
            high_risks=sum(risk.degree is RiskDegree.HIGH for risk in content.risks),
            reason=content.reason,
        )
