"""Claims on policies, and what is due to whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.counting import Basis


@dataclass(frozen=True, kw_only=True)
class ClaimSubmitted:
    """An organisation claims what a policy gives. last_day: until when it is to be decided."""

    TYPE: ClassVar[str] = "claim.submitted.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    policy: str
    organization: str
    amount_fen: int
    last_day: date
    provisional: bool
    basis: Basis | None = None
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class ClaimReturned:
    """Something is missing; to be completed until `last_day`."""

    TYPE: ClassVar[str] = "claim.returned.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    policy: str
    returned_by: str
    last_day: date
    provisional: bool
    basis: Basis | None = None
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class ClaimCompleted:
    """What was missing is here; to be decided until `last_day`."""

    TYPE: ClassVar[str] = "claim.completed.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    policy: str
    late: bool
    last_day: date
    provisional: bool = False
    basis: Basis | None = None
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class ClaimDecided:
    """A claim is granted, with an amount, to be paid until `last_day`, or declined, without a day."""

    TYPE: ClassVar[str] = "claim.decided.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    policy: str
    organization: str
    granted: bool
    granted_fen: int
    decided_by: str
    late: bool
    last_day: date | None
    provisional: bool
    basis: Basis | None = None
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class ClaimPaid:
    """What was granted is paid."""

    TYPE: ClassVar[str] = "claim.paid.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    policy: str
    organization: str
    amount_fen: int
    paid_on: date
    reference: str
    late: bool
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class ClaimWithdrawn:
    """Who claimed does so no longer."""

    TYPE: ClassVar[str] = "claim.withdrawn.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    policy: str
    withdrawn_by: str
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class StepDueSoon:
    """A step of a question, claim or service request is due in so many days (4.5). responsible: whose it is, or empty: the department's."""

    TYPE: ClassVar[str] = "step.due_soon.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    step: str
    last_day: date
    responsible: str
    days_left: int
    rule: str = "4.5"


@dataclass(frozen=True, kw_only=True)
class StepOverdue:
    """It was not done in time (4.5)."""

    TYPE: ClassVar[str] = "step.overdue.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    step: str
    last_day: date
    responsible: str
    overdue_at: datetime
    rule: str = "4.5"


@dataclass(frozen=True, kw_only=True)
class StepRedated:
    """Until when it is due was counted again (4.3)."""

    TYPE: ClassVar[str] = "step.redated.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    step: str
    last_day: date
    previous_last_day: date
    provisional: bool
    basis: Basis | None = None
    reason: str
    rule: str = "4.3"
