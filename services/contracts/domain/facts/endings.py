"""The end of an engagement, and the consents it needs."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from plan.openness import OPEN, OnRequest
from services.contracts.domain.words import EngagedRole

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class EngagementEndProposed:
    """Whoever engages somebody wants to end that; joint owners are waited for, or only its last day."""

    TYPE: ClassVar[str] = "engagement.end_proposed.v1"
    name: str
    project: str
    role: EngagedRole
    person: str
    ended_on: date
    reason: OnRequest[str]
    proposed_by: str
    waiting_for: tuple[str, ...]
    rule: str = "1.9,1.1"


@dataclass(frozen=True, kw_only=True)
class EngagementEndConsented:
    """A joint owner consents to the end of an engagement; others are waited for, or none."""

    TYPE: ClassVar[str] = "engagement.end_consented.v1"
    name: str
    project: str
    owner: str
    ended_on: date
    waiting_for: tuple[str, ...]
    rule: str = "1.9,1.1"


@dataclass(frozen=True, kw_only=True)
class EngagementEndRefused:
    """A joint owner refuses to end an engagement, so it goes on."""

    TYPE: ClassVar[str] = "engagement.end_refused.v1"
    name: str
    project: str
    role: EngagedRole
    person: str
    owner: str
    reason: OnRequest[str]
    rule: str = "1.9,1.1"


@dataclass(frozen=True, kw_only=True)
class EngagementEnded:
    """Over. `replaced_by`: the engagement that took its place at this instant, or empty."""

    TYPE: ClassVar[str] = "engagement.ended.v1"
    name: str
    project: str
    row: str
    role: EngagedRole
    is_lead: bool
    person: str
    ended_on: date
    reason: OnRequest[str]
    replaced_by: str = ""
    rule: str = "1.9"
