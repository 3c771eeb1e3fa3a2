"""The words of an evaluation: its states, outcomes and conclusions."""

from enum import StrEnum


class EvaluationState(StrEnum):
    """Where an evaluation stands."""

    PLANNED = "planned"
    SELF_EVALUATION = "self_evaluation"
    SELF_EVALUATED = "self_evaluated"
    UNDER_REVIEW = "under_review"
    CONCLUDED = "concluded"
    FILED = "filed"


class OpeningGround(StrEnum):
    """Why an evaluation was opened: the term is over (6.2), or the project was terminated (1.10)."""

    TERM_ENDED = "term_ended"
    TERMINATED = "terminated"


class NodeOutcome(StrEnum):
    """What became of a milestone node."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    MISSING = "missing"
    NOT_DUE = "not_due"


class Conclusion(StrEnum):
    """The conclusion on a target, and on the whole (6.3)."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"

    @property
    def label(self) -> str:
        """As users see it."""
        return {"met": "完成", "partly_met": "部分完成", "not_met": "未完成"}[self.value]


class Comparator(StrEnum):
    """How a value is held against what was promised (6.1)."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    MORE = ">"
    LESS = "<"

    @property
    def sign(self) -> str:
        """As users see it."""
        return {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜"}[self.value]


class Expertise(StrEnum):
    """What an expert is on the panel for: technical and financial together (6.2)."""

    TECHNICAL = "technical"
    FINANCIAL = "financial"


class FundsFinding(StrEnum):
    """Whether the funds were used in order."""

    COMPLIANT = "compliant"
    NON_COMPLIANT = "non_compliant"

    @property
    def label(self) -> str:
        """As users see it."""
        return {"compliant": "合规", "non_compliant": "不合规"}[self.value]


class FilingState(StrEnum):
    """Where a filing stands."""

    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"


class RatingCause(StrEnum):
    """What a lead is rated for: one entry a cause (3.6)."""

    NODE_PASSED = "node_passed"
    NODE_PASSED_LATE = "node_passed_late"
    NODE_FAILED = "node_failed"
    NODE_FAILED_LATE = "node_failed_late"
    PROGRESS_REPORTED = "progress_reported"
    PROGRESS_REPORTED_LATE = "progress_reported_late"
    REVIEW_SCORED = "review_scored"
    EVALUATION_MET = "evaluation_met"
    EVALUATION_PARTLY_MET = "evaluation_partly_met"
    EVALUATION_NOT_MET = "evaluation_not_met"
    FINDING_MINOR = "finding_minor"
    FINDING_SERIOUS = "finding_serious"
    FINDING_GRAVE = "finding_grave"

    @property
    def label(self) -> str:
        """As users see it."""
        return _CAUSES[self.value]


_CAUSES = {
    "node_passed": "里程碑考核按期通过",
    "node_passed_late": "里程碑考核通过，报告逾期",
    "node_failed": "里程碑考核未通过",
    "node_failed_late": "里程碑考核未通过，报告逾期",
    "progress_reported": "执行情况报告按期",
    "progress_reported_late": "执行情况报告逾期",
    "review_scored": "立项评审对责任人的评分",
    "evaluation_met": "综合评价完成",
    "evaluation_partly_met": "综合评价部分完成",
    "evaluation_not_met": "综合评价未完成",
    "finding_minor": "负面清单一般行为",
    "finding_serious": "负面清单较重行为",
    "finding_grave": "负面清单严重行为",
}


class RatingEntryState(StrEnum):
    """Where an entry of a rating stands."""

    COUNTING = "counting"
    OBJECTED = "objected"
    UPHELD = "upheld"
    SET_ASIDE = "set_aside"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """As users see it."""
        return {
            "counting": "计入",
            "objected": "计入，已提出陈述",
            "upheld": "计入，陈述未采纳",
            "set_aside": "撤销，不计",
            "corrected": "更正，不计",
            "withdrawn": "认定已解除，不计",
        }[self.value]


class RatingGrade(StrEnum):
    """What a rating adds up to (3.6). Who has no entry that counts is not rated, which is not a bad grade."""

    UNRATED = "unrated"
    POOR = "poor"
    FAIR = "fair"
    GOOD = "good"
    EXCELLENT = "excellent"

    @property
    def label(self) -> str:
        """As users see it."""
        return {"unrated": "暂无评价", "poor": "待改进", "fair": "合格", "good": "良好", "excellent": "优秀"}[self.value]


class PayGrade(StrEnum):
    """How important, difficult or urgent a chief's task is (3.7)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        """As users see it."""
        return {"high": "高", "medium": "中", "low": "低"}[self.value]


class PayPartState(StrEnum):
    """Where a part of the pool stands."""

    AWAITED = "awaited"
    OPEN = "open"
    SCORED = "scored"
    CONFIRMED = "confirmed"
    PAID = "paid"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """As users see it."""
        return {
            "awaited": "尚无结论",
            "open": "待打分",
            "scored": "已打分，待业主确认",
            "confirmed": "已确认，待发放",
            "paid": "已发放",
            "lapsed": "没有结论，不发放",
        }[self.value]
