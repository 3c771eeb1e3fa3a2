"""A subscription, from the request to its end; inside the suite alone."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.exchange.domain.scope import Share
from services.exchange.domain.words import Way


@dataclass(frozen=True, kw_only=True)
class SubscriptionFact:
    """What every fact about a subscription says. organization: the department."""

    INTERNAL: ClassVar[bool] = True
    name: str
    organization: str
    rule: str = "2.5"


@dataclass(frozen=True, kw_only=True)
class _ScopeFact(SubscriptionFact):
    """With types and their fields, ways, and the last day."""

    types: tuple[Share, ...]
    ways: tuple[Way, ...]
    until: date


@dataclass(frozen=True, kw_only=True)
class SubscriptionRequested(_ScopeFact):
    """A department asks for public facts."""

    TYPE: ClassVar[str] = "subscription.requested.v1"
    purpose: str
    legal_ground: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionGranted(_ScopeFact):
    """The bureau grants what was asked for, or less of it and why."""

    TYPE: ClassVar[str] = "subscription.granted.v1"
    less: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionRefused(SubscriptionFact):
    """The bureau grants nothing of it."""

    TYPE: ClassVar[str] = "subscription.refused.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionWithdrawn(SubscriptionFact):
    """The department asks no longer."""

    TYPE: ClassVar[str] = "subscription.withdrawn.v1"
    withdrawn_by: str


@dataclass(frozen=True, kw_only=True)
class RenewalRequested(SubscriptionFact):
    """The department asks for a later end."""

    TYPE: ClassVar[str] = "subscription.renewal_requested.v1"
    until: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionRenewed(SubscriptionFact):
    """It ends later."""

    TYPE: ClassVar[str] = "subscription.renewed.v1"
    until: date
    previous_until: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class RenewalRefused(SubscriptionFact):
    """Its end stays as it is."""

    TYPE: ClassVar[str] = "subscription.renewal_refused.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionSuspended(SubscriptionFact):
    """Nothing is let through for the time being."""

    TYPE: ClassVar[str] = "subscription.suspended.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionResumed(SubscriptionFact):
    """It goes on from where it was."""

    TYPE: ClassVar[str] = "subscription.resumed.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubscriptionEnded(SubscriptionFact):
    """It is over. by_itself: its last day has passed; no reason then."""

    TYPE: ClassVar[str] = "subscription.ended.v1"
    by_itself: bool
    reason: str
