"""What exchange tells the suite: all on sanzhi.exchange.internal, for who is given what is between the department and the bureau.

`name` is the subject and the key.
"""

from services.exchange.domain.facts.deliveries import FeedTokenIssued, PositionReset
from services.exchange.domain.facts.endpoints import EndpointKeyRotated, EndpointPaused, EndpointRegistered, EndpointResumed
from services.exchange.domain.facts.packages import KafkaPasswordIssued, PackageConfirmed, PackageReissued
from services.exchange.domain.facts.subscriptions import (
    RenewalRefused,
    RenewalRequested,
    SubscriptionEnded,
    SubscriptionGranted,
    SubscriptionRefused,
    SubscriptionRenewed,
    SubscriptionRequested,
    SubscriptionResumed,
    SubscriptionSuspended,
    SubscriptionWithdrawn,
)

__all__ = [
    "EndpointKeyRotated",
    "EndpointPaused",
    "EndpointRegistered",
    "EndpointResumed",
    "FeedTokenIssued",
    "KafkaPasswordIssued",
    "PackageConfirmed",
    "PackageReissued",
    "PositionReset",
    "RenewalRefused",
    "RenewalRequested",
    "SubscriptionEnded",
    "SubscriptionGranted",
    "SubscriptionRefused",
    "SubscriptionRenewed",
    "SubscriptionRequested",
    "SubscriptionResumed",
    "SubscriptionSuspended",
    "SubscriptionWithdrawn",
]
