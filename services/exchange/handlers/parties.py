"""Who the caller is towards a subscription."""

from services.exchange.domain.subscription import Subscription
from services.exchange.store import ExchangeTransaction

SEE_ALL = frozenset({"administrator", "science_bureau", "auditor", "service"})


def bureau_or_subscriber(subscription: Subscription, tx: ExchangeTransaction) -> None:
    """Refuse ROLE_REQUIRED, and NOT_THE_SUBSCRIBER to other departments."""
    tx.require(rule="2.5")
    if not tx.actor.roles & SEE_ALL:
        subscription.demand_subscriber(tx.actor.organization)
