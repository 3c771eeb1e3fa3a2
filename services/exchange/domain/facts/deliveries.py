"""What is done about the delivery of facts; inside the suite alone."""

from dataclasses import dataclass
from typing import ClassVar

from services.exchange.domain.facts.subscriptions import SubscriptionFact
from services.exchange.domain.words import Way


@dataclass(frozen=True, kw_only=True)
class FeedTokenIssued(SubscriptionFact):
    """The department has another token for the feed."""

    TYPE: ClassVar[str] = "subscription.token_issued.v1"
    issued_by: str


@dataclass(frozen=True, kw_only=True)
class PositionReset(SubscriptionFact):
    """It is delivered from another place on. position: after which."""

    TYPE: ClassVar[str] = "subscription.position_reset.v1"
    way: Way
    position: int
    reason: str
