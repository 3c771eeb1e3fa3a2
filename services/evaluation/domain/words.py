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
