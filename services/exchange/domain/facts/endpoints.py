"""What is done about the address that facts are pushed to; inside the suite alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.exchange.domain.facts.subscriptions import SubscriptionFact


@dataclass(frozen=True, kw_only=True)
class EndpointRegistered(SubscriptionFact):
    """Facts are pushed to this address from now on."""

    TYPE: ClassVar[str] = "endpoint.registered.v1"
    url: str
    public_key: str


@dataclass(frozen=True, kw_only=True)
class EndpointPaused(SubscriptionFact):
    """Nothing is pushed for the time being."""

    TYPE: ClassVar[str] = "endpoint.paused.v1"
    reason: str


@dataclass(frozen=True, kw_only=True)
class EndpointResumed(SubscriptionFact):
    """It goes on from where it was."""

    TYPE: ClassVar[str] = "endpoint.resumed.v1"


@dataclass(frozen=True, kw_only=True)
class EndpointKeyRotated(SubscriptionFact):
    """Facts are signed with another key; until the instant with the one before it too."""

    TYPE: ClassVar[str] = "endpoint.key_rotated.v1"
    public_key: str
    previous_until: datetime
