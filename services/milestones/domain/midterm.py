"""The mid-term check: once a project, judged by the bureau with others, reported to the city government. Home of 4.6."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import china_date
from chassis.errors import InvalidArgument, RuleViolated
from plan.files import FileRef
from plan.seen import version_of
from services.milestones.domain import facts
from services.milestones.domain.remedy import OwnerChoice, Remedy
from services.milestones.domain.states import MIDTERM
from services.milestones.domain.words import Judgement, MidtermState, RemedyChoice

S = MidtermState


@dataclass(frozen=True)
class Consulted:
    """A department or unit with which the bureau judged, as the registry knows it."""

    name: str
    display_name: str
    is_bureau: bool


def demand_consulted(found: Sequence[Consulted]) -> None:
    """Refuse CONSULTATION_REQUIRED: the bureau judges with others, and it is none of them (4.6)."""
    own = next((each for each in found if each.is_bureau), None)
    if own is not None:
        message = f"中期检查由市科技局会同其他部门和单位进行，{own.display_name}自己不算会同的部门"
        raise RuleViolated("CONSULTATION_REQUIRED", message, rule="4.6", organization=own.name)


@dataclass(frozen=True)
class GovernmentReport:
    """The report to the city government. `file` is None where it is not kept here."""

    reference: str
    reported_on: date
    file: FileRef | None
    reported_by: str
    recorded_at: datetime


@dataclass
class Judged:
    """One judgement: what, why, with whom, when and by whom, and the report of it."""

    judgement: Judgement
    reasons: str
    consulted: tuple[str, ...]
    judged_at: datetime
    judged_by: str
    report: GovernmentReport | None = None


@dataclass
class MidtermCheck:
    """`name` is "projects/{project}/midtermCheck". `node`: id of the marked node, empty where it is midway."""

    name: str
    project: str
    planned_on: date
    node: str = ""
    state: MidtermState = S.PLANNED
    judged: Judged | None = None
    remedy: Remedy | None = None
    earlier: list[Judged] = field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """When it is planned, and what was judged (4.7a)."""
        judged = [*self.earlier, *([self.judged] if self.judged else [])]
        told = [(each.judgement, each.reasons, each.consulted, each.judged_at) for each in judged]
        return version_of(self.name, self.planned_on, self.node, told)

    @property
    def judgement(self) -> Judgement | None:
        """What was judged."""
        return self.judged.judgement if self.judged else None

    @property
    def reasons(self) -> str:
        """Why."""
        return self.judged.reasons if self.judged else ""

    @property
    def consulted(self) -> tuple[str, ...]:
        """With whom."""
        return self.judged.consulted if self.judged else ()

    @property
    def judged_at(self) -> datetime | None:
        """When."""
        return self.judged.judged_at if self.judged else None

    @property
    def judged_by(self) -> str:
        """By whom."""
        return self.judged.judged_by if self.judged else ""

    @property
    def report(self) -> GovernmentReport | None:
        """The report to the city government."""
        return self.judged.report if self.judged else None

    def admit(self, act: str, now: datetime) -> None:
        """Refuse to judge or to report what is not due, judged or reported already."""
        if act == "judge_midterm":
            self._judged_state()
        else:
            self._to_report()

    def plan(self, planned_on: date, node: str) -> None:
        """A new version of the task book moves it, until it is judged (1.8). Refuses MIDTERM_ALREADY_JUDGED, PROJECT_ENDED."""
        self.planned_on, self.node, self.state = planned_on, node, MIDTERM.after(self.state, "plan")

    def fall_due(self) -> list[Any]:
        """Its day has come, or the marked node is concluded. Refuses MIDTERM_ALREADY_JUDGED, MIDTERM_NOT_JUDGED."""
        self.state = MIDTERM.after(self.state, "fall_due")
        return [facts.MidtermFellDue(name=self.name, project=self.project, node=self.node, planned_on=self.planned_on)]

    def judge(self, judged: Judged, remedy: Remedy) -> list[Any]:
        """The bureau judges, with the departments and units concerned. `remedy` waits for the owners of a `cannot_finish`.

        Refuses MIDTERM_NOT_DUE, MIDTERM_ALREADY_JUDGED, CONSULTATION_REQUIRED, LISTED_TWICE, PROJECT_ENDED.
        """
        state = self._judged_state()
        if not judged.consulted:
            raise RuleViolated("CONSULTATION_REQUIRED", "中期检查须会同相关部门和单位，请列明参加的部门和单位", rule="4.6")
        if len(set(judged.consulted)) < len(judged.consulted):
            raise InvalidArgument("LISTED_TWICE", "参加的部门和单位有重复", rule="4.6", field="consulted")
        self.state, self.judged = state, judged
        self.remedy = remedy if judged.judgement is Judgement.CANNOT_FINISH else None
        return [
            facts.MidtermJudged(
                name=self.name,
                project=self.project,
                judgement=judged.judgement,
                reasons=judged.reasons,
                consulted=judged.consulted,
                judged_at=judged.judged_at,
            )
        ]

    def report_to_government(self, report: GovernmentReport) -> list[Any]:
        """The judgement goes to the city government; one that a rectification followed, also after that.

        Refuses MIDTERM_NOT_JUDGED, MIDTERM_ALREADY_REPORTED, REPORTED_ON_IMPOSSIBLE.
        """
        judged = self._to_report()
        judged_on, today = china_date(judged.judged_at), china_date(report.recorded_at)
        if not judged_on <= report.reported_on <= today:
            message = f"报告日{report.reported_on}须在判断日{judged_on}与今日{today}之间"
            raise RuleViolated("REPORTED_ON_IMPOSSIBLE", message, rule="4.6")
        if judged is self.judged:
            self.state = MIDTERM.after(self.state, "report_midterm")
        judged.report = report
        return [
            facts.MidtermReported(
                name=self.name,
                project=self.project,
                judgement=judged.judgement,
                reference=report.reference,
                reported_on=report.reported_on,
                report_digest=report.file.digest if report.file else "",
            )
        ]

    def choose_remedy(self, choice: OwnerChoice) -> list[Any]:
        """An owner chooses what follows `cannot_finish`; with `rectify` it is judged once more (4.8).

        Refuses MIDTERM_NOT_CANNOT_FINISH.
        """
        self.state = MIDTERM.after(self.state, "choose_remedy")
        if self.remedy is None:
            label = self.judgement.label if self.judgement else "尚未判断"
            message = f"中期检查结论为“{label}”，无须处理"
            raise RuleViolated("MIDTERM_NOT_CANNOT_FINISH", message, rule="4.8", state=self.state.value)
        said = self.remedy.choose(choice)
        if self.remedy.decision is RemedyChoice.RECTIFY and self.remedy.rectify_by is not None:
            self.earlier += [self.judged] if self.judged else []
            self.state, self.judged = MIDTERM.after(self.state, "rectify"), None
            self.planned_on, self.node = self.remedy.rectify_by, ""
        return said

    def cancel(self) -> None:
        """The project ended first (1.10, 6.4)."""
        self.state = MIDTERM.after(self.state, "cancel")

    @property
    def can_be_replanned(self) -> bool:
        """Not judged yet: a new task book moves it."""
        return MIDTERM.admits(self.state, "plan") and not self.earlier

    def _judged_state(self) -> MidtermState:
        if self.state is S.PLANNED:
            message = f"中期检查计划于{self.planned_on}进行，尚未到期"
            raise RuleViolated("MIDTERM_NOT_DUE", message, rule="4.6", planned_on=self.planned_on)
        return MIDTERM.after(self.state, "judge_midterm")

    def _to_report(self) -> Judged:
        judgements = [*self.earlier, *([self.judged] if self.judged else [])]
        if not judgements:
            raise RuleViolated("MIDTERM_NOT_JUDGED", "中期检查尚未作出判断，不能报告", rule="4.6", state=self.state.value)
        unreported = [judged for judged in judgements if judged.report is None]
        if not unreported:
            last = judgements[-1].report
            message = f"已于{last.reported_on}向市政府报告" if last else "已向市政府报告"
            raise RuleViolated("MIDTERM_ALREADY_REPORTED", message, rule="4.6")
        return unreported[0]
