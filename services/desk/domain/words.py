"""The words of the desk: closed sets of values."""

from enum import StrEnum


class TaskView(StrEnum):
    """Whose tasks."""

    MINE = "mine"
    DONE = "done"
    STARTED = "started"
    OWED = "owed"


class Lamp(StrEnum):
    """How close a last day is."""

    OVERDUE = "overdue"
    SOON = "soon"
    NORMAL = "normal"
    NONE = "none"


class Stage(StrEnum):
    """How far a project has come, in this order; declined ends it early."""

    APPLICATION = "application"
    REVIEW = "review"
    DECLINED = "declined"
    CONTRACTS = "contracts"
    RUNNING = "running"
    SELF_EVALUATION = "self_evaluation"
    EVALUATION = "evaluation"
    FILING = "filing"
    CLOSED = "closed"


class ProjectOrder(StrEnum):
    """The order of the ledger."""

    NEXT_DAY = "next_day"
    TITLE = "title"
    BUDGET = "budget"
    CHANGED = "changed"


class Party(StrEnum):
    """People or organisations."""

    PERSON = "person"
    ORGANIZATION = "organization"
