"""The words of supervision: closed sets of values, and how people read them."""

from enum import StrEnum


class CommissionerKind(StrEnum):
    """As what somebody is a commissioner (7.1)."""

    DESIGNATED = "designated"
    TECHNICAL_EXPERT = "technical_expert"
    MANAGEMENT_EXPERT = "management_expert"


class NamingSide(StrEnum):
    """On whose behalf a commissioner was named (7.1)."""

    SCIENCE_BUREAU = "science_bureau"
    COUNTY = "county"
    OWNER_ENTERPRISE = "owner_enterprise"


class DeviationAspect(StrEnum):
    """What a deviation is about (7.2)."""

    SCHEDULE = "schedule"
    FUNDS = "funds"
    TECHNICAL = "technical"


class DeviationCause(StrEnum):
    """What brought a deviation to light (7.2)."""

    REPORTED = "reported"
    DEADLINE_OVERDUE = "deadline_overdue"
    NODE_FAILED = "node_failed"
    PROGRESS_BEHIND = "progress_behind"
    MONEY_AHEAD = "money_ahead"
    INSPECTION = "inspection"


class DeviationState(StrEnum):
    """Where a deviation stands (7.2)."""

    OPEN = "open"
    ASSIGNED = "assigned"
    REPORTED = "reported"
    CLOSED = "closed"


class SubjectKind(StrEnum):
    """Against what or whom a finding is (7.3)."""

    PROJECT = "project"
    PROJECT_MANAGER = "project_manager"
    TECHNICAL_CHIEF = "technical_chief"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"project": "试点项目", "project_manager": "项目经理人", "technical_chief": "技术总师"}[self]


class Severity(StrEnum):
    """How grave a conduct is (7.3)."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class FindingState(StrEnum):
    """Where a finding stands (7.4)."""

    RAISED = "raised"
    NOTIFIED = "notified"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    LIFTED = "lifted"
    EXPIRED = "expired"
