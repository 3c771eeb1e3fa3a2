"""Requests to use a result; inside the suite alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.counting import Basis
from services.sharing.domain.words import Purpose


@dataclass(frozen=True, kw_only=True)
class _RequestFact:
    """What every fact about a request says. organization: who asks."""

    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    result: str
    organization: str
    rule: str = "8.2"


@dataclass(frozen=True, kw_only=True)
class UseRequested(_RequestFact):
    """An organisation asks to use a result. last_day: until when the holders answer; empty where the rule grants it at once."""

    TYPE: ClassVar[str] = "request.made.v1"
    purpose: Purpose
    exclusive: bool
    months: int
    holders: tuple[str, ...]
    last_day: date | None
    provisional: bool
    basis: Basis | None = None


@dataclass(frozen=True, kw_only=True)
class UseAgreed(_RequestFact):
    """One of several holders agrees; others are waited for."""

    TYPE: ClassVar[str] = "request.agreed.v1"
    holder: str
    waiting_for: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UseAnswered(_RequestFact):
    """The request is granted or refused. by_rule: granted at once to a university or institute."""

    TYPE: ClassVar[str] = "request.answered.v1"
    agreed: bool
    late: bool
    by_rule: bool
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class UseLapsed(_RequestFact):
    """The result was withdrawn before the request was decided."""

    TYPE: ClassVar[str] = "request.lapsed.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class UseWithdrawn(_RequestFact):
    """Who asked does so no longer."""

    TYPE: ClassVar[str] = "request.withdrawn.v1"
    withdrawn_by: str


@dataclass(frozen=True, kw_only=True)
class RefusalContested(_RequestFact):
    """The refusal is put before the bureau."""

    TYPE: ClassVar[str] = "request.contested.v1"
    contested_by: str


@dataclass(frozen=True, kw_only=True)
class RefusalRuledOn(_RequestFact):
    """The bureau upholds the refusal, or the holders have to answer anew until `last_day`; upheld: no holders, no day."""

    TYPE: ClassVar[str] = "request.ruled_on.v1"
    upheld: bool
    ruled_by: str
    holders: tuple[str, ...]
    last_day: date | None
    provisional: bool = False
    basis: Basis | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerDueSoon(_RequestFact):
    """The answer is due in so many days (4.5)."""

    TYPE: ClassVar[str] = "request.due_soon.v1"
    last_day: date
    days_left: int


@dataclass(frozen=True, kw_only=True)
class AnswerOverdue(_RequestFact):
    """No answer came in time (4.5)."""

    TYPE: ClassVar[str] = "request.overdue.v1"
    last_day: date
    overdue_at: datetime


@dataclass(frozen=True, kw_only=True)
class AnswerRedated(_RequestFact):
    """Until when the answer is due was counted again (4.3)."""

    TYPE: ClassVar[str] = "request.redated.v1"
    last_day: date
    previous_last_day: date
    provisional: bool
    basis: Basis | None = None
    reason: str
