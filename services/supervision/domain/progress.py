"""How far a project is against its plan and its money (7.2)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor

from chassis.calendar import china_date
from chassis.errors import InvalidArgument
from plan.money import demand_amount
from services.supervision.domain import facts

WHOLE = Decimal(100)


@dataclass
class ProgressAnalysis:
    """`name` is "projects/{project}/progressAnalyses/{number}". Progress in per cent of the whole.

    report: the progress report whose figures they are; empty, with `analysed_by`, for a commissioner's own look.
    behind, money_ahead: percentage points. Money is measured against the whole budget; where there is none it is ahead of nothing.
    """

    name: str
    project: str
    as_of: date
    planned_progress: Decimal
    actual_progress: Decimal
    spent_fen: int
    budget_fen: int
    analysed_by: str
    analysed_at: datetime
    policy_version: str
    report: str = ""
    deviations: list[str] = field(default_factory=list)
    version: int = 0

    def analyse(self) -> list[facts.ProgressAnalysed]:
        """Say that it was made. Refuses PROGRESS_OUT_OF_RANGE, AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE, DATE_IN_FUTURE."""
        for label, value in (("计划进度", self.planned_progress), ("实际进度", self.actual_progress)):
            if not value.is_finite() or not 0 <= value <= WHOLE:
                raise InvalidArgument("PROGRESS_OUT_OF_RANGE", f"{label}应在0%至100%之间，收到{value}%", rule="7.2")
        demand_amount("支出金额", self.spent_fen, "7.2")
        if self.as_of > china_date(self.analysed_at):
            raise InvalidArgument("DATE_IN_FUTURE", f"数据日期{self.as_of}晚于今日{china_date(self.analysed_at)}", rule="7.2")
        fact = facts.ProgressAnalysed(
            name=self.name,
            project=self.project,
            as_of=self.as_of,
            planned_progress=self.planned_progress,
            actual_progress=self.actual_progress,
            spent_fen=self.spent_fen,
            report=self.report,
        )
        return [fact]

    @property
    def subject(self) -> str:
        """What it is about: the report, or itself."""
        return self.report or self.name

    def show(self, deviation: str) -> None:
        """It shows this deviation."""
        self.deviations.append(deviation)

    @property
    def behind(self) -> Decimal:
        """Planned less actual progress."""
        return self.planned_progress - self.actual_progress

    @property
    def spent_share(self) -> Fraction:
        """Per cent of the budget that is spent, exactly."""
        return Fraction(self.spent_fen * 100, self.budget_fen) if self.budget_fen else Fraction(0)

    @property
    def money_ahead(self) -> Fraction:
        """Share of the budget spent, less actual progress, exactly."""
        return self.spent_share - Fraction(self.actual_progress)

    @property
    def ahead(self) -> Decimal:
        """As money_ahead, to two places and never more than it is."""
        return Decimal(floor(self.money_ahead * 100)).scaleb(-2)
