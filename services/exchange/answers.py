"""What exchange answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.rpc.answers import With
from services.exchange.domain.delivery import Delivery
from services.exchange.domain.package import Package
from services.exchange.domain.subscription import Subscription


@dataclass(frozen=True)
class IssuedToken:
    """A token, this once."""

    name: str
    token: str
    previous_until: datetime | None


@dataclass(frozen=True)
class KafkaLogin:
    """A user at Kafka and its password, this once."""

    name: str
    user: str
    password: str
    mechanism: str


@dataclass(frozen=True)
class DeliveryNow(With[Delivery]):
    """A delivery, how many facts behind it is, and since when the first of them is there.

    stopped: projects that wait behind a fact which its receiver did not take; fault: why, or what else is wrong.
    """

    position: int
    behind: int
    behind_since: datetime | None
    stopped: int = 0
    fault: str = ""


@dataclass(frozen=True)
class PackagePage:
    """A page of packages."""

    packages: Sequence[Package]
    next_page_token: str = ""


@dataclass(frozen=True)
class SubscriptionPage:
    """A page of subscriptions."""

    subscriptions: Sequence[Subscription]
    next_page_token: str = ""


@dataclass(frozen=True)
class DeliveryPage:
    """A page of deliveries."""

    deliveries: Sequence[DeliveryNow]
    next_page_token: str = ""


@dataclass(frozen=True)
class FactType:
    """A type of public facts, and its fields by who is given them."""

    type: str
    open_fields: Sequence[str]
    fields_on_request: Sequence[str]


@dataclass(frozen=True)
class TypePage:
    """A page of types."""

    types: Sequence[FactType]
    next_page_token: str = ""
