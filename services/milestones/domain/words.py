"""The words of schedules, nodes and deadlines: states and choices, with what users see of them."""

from enum import StrEnum


class ScheduleState(StrEnum):
    """Where a schedule stands."""

    ASLEEP = "asleep"
    AWAKE = "awake"
    TERM_ENDED = "term_ended"
    TERMINATED = "terminated"
    CLOSED = "closed"


class NodeState(StrEnum):
    """Where a node stands."""

    PLANNED = "planned"
    AWAITING_MATERIALS = "awaiting_materials"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """As users see it."""
        return {
            "planned": "尚未启动",
            "awaiting_materials": "等待材料",
            "under_review": "考核中",
            "returned": "材料已退回",
            "passed": "已通过",
            "failed": "未通过",
            "cancelled": "已取消",
        }[self.value]


class MaterialKind(StrEnum):
    """The two materials of a node (4.1)."""

    SELF_EVALUATION_REPORT = "self_evaluation_report"
    SPECIAL_AUDIT_REPORT = "special_audit_report"

    @property
    def label(self) -> str:
        """As users see it."""
        return {"self_evaluation_report": "自评价报告", "special_audit_report": "专项审计报告"}[self.value]


class Vote(StrEnum):
    """An expert's vote."""

    PASS = "pass"
    FAIL = "fail"


class RemedyChoice(StrEnum):
    """What follows a failed node or a `cannot_finish` (4.8)."""

    RECTIFY = "rectify"
    CONTINUE = "continue"
    CHANGE_TASK_BOOK = "change_task_book"
    TERMINATE = "terminate"

    @property
    def label(self) -> str:
        """As users see it."""
        return {"rectify": "整改后复评", "continue": "继续实施", "change_task_book": "变更任务书", "terminate": "终止项目"}[self.value]


class Judgement(StrEnum):
    """Whether a project can finish as planned (4.6)."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    CANNOT_FINISH = "cannot_finish"

    @property
    def label(self) -> str:
        """As users see it."""
        return {"on_track": "能够按期完成", "at_risk": "存在风险", "cannot_finish": "难以完成"}[self.value]


class MidtermState(StrEnum):
    """Where a mid-term check stands."""

    PLANNED = "planned"
    DUE = "due"
    JUDGED = "judged"
    REPORTED = "reported"
    CANCELLED = "cancelled"


class DeadlineKind(StrEnum):
    """What a deadline asks for."""

    MATERIALS = "materials"
    COMPLETION = "completion"
    REVIEW = "review"
    PROGRESS_REPORT = "progress_report"
    SUPPLEMENT = "supplement"
    DISPATCH_REPORT = "dispatch_report"

    @property
    def label(self) -> str:
        """As users see it."""
        return {
            "materials": "提交里程碑材料",
            "completion": "补齐退回材料",
            "review": "里程碑考核并提交报告",
            "progress_report": "报送执行情况报告",
            "supplement": "补充执行情况报告",
            "dispatch_report": "报送调度报告",
        }[self.value]


class ReportState(StrEnum):
    """Where a progress report stands (5.1)."""

    AWAITED = "awaited"
    SUBMITTED = "submitted"
    MORE_ASKED = "more_asked"
    TAKEN_IN = "taken_in"
    CANCELLED = "cancelled"


class RiskDegree(StrEnum):
    """How grave a risk is (5.1)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class IssueAspect(StrEnum):
    """What something found by an inspection is about (5.1)."""

    SCHEDULE = "schedule"
    FUNDS = "funds"
    TECHNICAL = "technical"


class PlanState(StrEnum):
    """Where the integrated work plan stands (5.2)."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"


class DispatchPeriod(StrEnum):
    """How often the chief reports against the plan (5.2)."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class KeyNodeStanding(StrEnum):
    """How a key node stands (5.2)."""

    NOT_STARTED = "not_started"
    ON_TIME = "on_time"
    BEHIND = "behind"
    DONE = "done"


class DispatchState(StrEnum):
    """Where a report against the plan stands (5.2)."""

    AWAITED = "awaited"
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"
