"""One review of a node: from its materials, through its panel, to the milestone report (4.1, 4.2, 4.4, 4.7). Home of 4.2."""

from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.calendar import Calendar, china_date
from chassis.errors import RuleViolated
from plan.counting import demand_countable
from plan.files import FileRef
from services.milestones.domain.materials import Material, MaterialsReturn, Timing
from services.milestones.domain.panel import MilestonePanel
from services.milestones.domain.policy import ReturnPolicy
from services.milestones.domain.words import DeadlineKind, MaterialKind


@dataclass(frozen=True)
class MilestoneReport:
    """The report to the owner, with what the majority concluded (4.2, 4.7)."""

    file: FileRef
    summary: str
    submitted_at: datetime
    submitted_by: str
    passed: bool
    votes_for: int
    votes_against: int
    late: bool


@dataclass
class Review:
    """`round` counts from 1. `rectifies`: it follows a rectification, and `due_date` is the owners', not the task book's (4.8).

    `awaited`: materials that are not in, or have to come in anew.
    """

    round: int
    due_date: date
    rectifies: bool = False
    materials: list[Material] = field(default_factory=list)
    awaited: list[MaterialKind] = field(default_factory=lambda: list(MaterialKind))
    received_at: datetime | None = None
    clock_from: datetime | None = None
    materials_late: bool = False
    returns: list[MaterialsReturn] = field(default_factory=list)
    panel: MilestonePanel | None = None
    dissolved_panels: list[MilestonePanel] = field(default_factory=list)
    report: MilestoneReport | None = None
    deadlines: list[str] = field(default_factory=list)
    current: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> tuple[FileRef, ...]:
        """The files of the materials that are in."""
        return tuple(material.file for material in self.materials)

    @property
    def substance(self) -> tuple[object, ...]:
        """What panel, lead and owners look at (4.7a)."""
        panel = (self.panel.convened_at, self.panel.edition) if self.panel else ()
        report = (self.report.file, self.report.summary, self.report.passed) if self.report else ()
        return (self.round, [(each.kind, each.file) for each in self.materials], self.awaited, panel, report)

    def take_in(self, materials: list[Material], timing: Timing, now: datetime) -> bool:
        """Keep materials, the latest of each kind; whether all that was awaited is in now (4.1)."""
        kinds = {material.kind for material in materials}
        self.materials = [each for each in self.materials if each.kind not in kinds] + materials
        self.awaited = [kind for kind in self.awaited if kind not in kinds]
        if self.awaited:
            return False
        self.received_at, self.materials_late = now, timing.is_late(now)
        if self.returns:
            self.returns[-1].complete(now)
        return True

    def give_back(self, returned: MaterialsReturn, policy: ReturnPolicy, calendar: Calendar) -> None:
        """Return the materials for completion (4.4).

        Refuses RETURN_ALREADY_USED, DEADLINE_PASSED, VOTING_STARTED, DATE_IN_PAST, DATE_OUT_OF_RANGE.
        """
        if len(self.returns) >= policy.times:
            earlier = "、".join(str(china_date(each.returned_at)) for each in self.returns)
            message = f"材料最多退回{policy.times}次，已退回{len(self.returns)}次" + (f"（{earlier}）" if earlier else "")
            raise RuleViolated("RETURN_ALREADY_USED", message, rule="4.4", limit=policy.times)
        self._demand_return_period(returned.returned_at, policy, calendar)
        if self.panel is not None:
            self.panel.demand_not_started("不能再退回材料", "4.4")
        if returned.complete_by < china_date(returned.returned_at):
            raise RuleViolated("DATE_IN_PAST", f"补齐期限{returned.complete_by}早于今日", rule="4.4")
        demand_countable(returned.complete_by, "补齐期限", field="complete_by")
        self.returns.append(returned)
        self.awaited = [kind for kind in MaterialKind if kind in {defect.material for defect in returned.defects}]
        self.received_at = None

    def _demand_return_period(self, now: datetime, policy: ReturnPolicy, calendar: Calendar) -> None:
        if self.received_at is None:
            raise RuleViolated("MATERIALS_NOT_RECEIVED", "材料尚未收齐", rule="4.1")
        # A successor of the lead has the whole period, as with the review clock (1.9).
        since = china_date(max(self.received_at, self.clock_from or self.received_at))
        period = calendar.working_days_after(since, policy.working_days)
        if now >= period.end:
            message = f"考核期限自{since}起算，退回须在{policy.working_days}个工作日内（至{period.last_day}）"
            raise RuleViolated("DEADLINE_PASSED", message, rule="4.4", last_day=period.last_day)

    def seat(self, panel: MilestonePanel) -> None:
        """The lead's panel. Refuses PANEL_ALREADY_CONVENED."""
        self.demand_no_panel()
        self.panel = panel

    def demand_no_panel(self) -> None:
        """Refuse PANEL_ALREADY_CONVENED."""
        if self.panel is not None:
            raise RuleViolated("PANEL_ALREADY_CONVENED", "本次考核的专家组已经组成", rule="4.7")

    def dissolve_panel(self) -> bool:
        """A new lead convenes a panel of their own (1.9); whether there was one."""
        if self.panel is None:
            return False
        self.dissolved_panels.append(self.panel)
        self.panel = None
        return True

    def convened_panel(self) -> MilestonePanel:
        """The panel. Refuses PANEL_NOT_CONVENED."""
        if self.panel is None:
            raise RuleViolated("PANEL_NOT_CONVENED", "责任人尚未组成专家组", rule="4.7")
        return self.panel

    def move(self, due_date: date) -> None:
        """A new version of the task book has another due date (1.8)."""
        self.due_date = due_date

    def start_clock(self, at: datetime) -> None:
        """The lead's period runs from this instant (4.2, 1.9)."""
        self.clock_from = at

    def conclude(self, report: MilestoneReport) -> None:
        """The report is with the owner."""
        self.report = report

    def is_open_to_view(self, panel: MilestonePanel) -> bool:
        """Whether what its members gave may be seen: once all are in, or the review has concluded without it (4.7, 1.9)."""
        return panel.open_to_view or self.report is not None

    def note_deadline(self, kind: DeadlineKind, name: str) -> None:
        """Remember a deadline of this review, the current one of its kind."""
        self.deadlines.append(name)
        self.current[kind.value] = name

    def deadline(self, kind: DeadlineKind) -> str:
        """Name of the current deadline of a kind; empty where there was none."""
        return self.current.get(kind.value, "")
