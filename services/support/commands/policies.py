"""Policies on offer, and who qualifies for them (9.1)."""

from dataclasses import dataclass
from datetime import date

from services.support.domain.words import ConditionKind, Level


@dataclass(frozen=True)
class Condition:
    """A condition of a policy."""

    kind: ConditionKind
    any_of: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class PublishPolicy:
    """A policy on offer. No valid_until: until it is ended."""

    policy_id: str
    title: str
    issuer: str
    number: str
    level: Level
    valid_from: date
    summary: str
    valid_until: date | None = None
    conditions: tuple[Condition, ...] = ()
    documents: tuple[str, ...] = ()
    amount_fen: int = 0


@dataclass(frozen=True)
class EndPolicy:
    """A policy on offer no longer."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class GetPolicy:
    """One policy."""

    name: str


@dataclass(frozen=True)
class SearchPolicies:
    """Policies that a text is found in. in_force: those that can be claimed today."""

    query: str = ""
    level: Level | None = None
    in_force: bool = False
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class CheckQualification:
    """Whether an organisation, or a project's unit, qualifies for a policy."""

    name: str
    project: str = ""
    organization: str = ""


@dataclass(frozen=True)
class ListQualifications:
    """The policies in force, each with what is met and what is lacking."""

    project: str = ""
    organization: str = ""
    only_met: bool = False
    page_size: int = 0
    page_token: str = ""
