"""Who the caller is towards a subscription."""

from services.exchange.domain.endpoint import Endpoint
from services.exchange.domain.package import Package
from services.exchange.domain.subscription import Subscription, demand_subscriber
from services.exchange.store import ExchangeTransaction

SEE_ALL = frozenset({"administrator", "science_bureau", "auditor", "service"})


Owned = Subscription | Endpoint | Package


def bureau_or_subscriber(resource: Owned, tx: ExchangeTransaction) -> None:
    """Refuse ROLE_REQUIRED, and NOT_THE_SUBSCRIBER to other departments."""
    tx.require(rule="2.5")
    if not tx.actor.roles & SEE_ALL:
        demand_subscriber(resource.organization, tx.actor.organization)


def subscriber(resource: Owned, tx: ExchangeTransaction) -> None:
    """Refuse ROLE_REQUIRED, and NOT_THE_SUBSCRIBER to all but the department."""
    tx.require(rule="2.5")
    demand_subscriber(resource.organization, tx.actor.organization)
