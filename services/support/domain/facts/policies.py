"""Policies on offer, and questions about them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from plan.counting import Basis
from plan.openness import OPEN, OnRequest
from services.support.domain.words import Level

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class PolicyPublished:
    """A policy is on offer. valid_until: its last day; empty: until it is ended."""

    TYPE: ClassVar[str] = "policy.published.v1"
    name: str
    title: str
    issuer: str
    number: str
    level: Level
    valid_from: date
    valid_until: date | None
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class PolicyEnded:
    """A policy is on offer no longer, before its last day."""

    TYPE: ClassVar[str] = "policy.ended.v1"
    name: str
    title: str
    reason: OnRequest[str]
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class QuestionAsked:
    """Somebody asks about policies. policy: which, or empty. last_day: until when it is to be answered."""

    TYPE: ClassVar[str] = "question.asked.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    policy: str
    last_day: date
    provisional: bool
    basis: Basis | None = None
    rule: str = "9.1"


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered:
    """A question is answered, or answered better."""

    TYPE: ClassVar[str] = "question.answered.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    policy: str
    answered_by: str
    late: bool
    rule: str = "9.1"
