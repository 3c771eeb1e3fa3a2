"""The timer that a subscription has while it is in force."""

from collections.abc import Mapping
from datetime import datetime

from chassis.run.service import Timed
from services.exchange.domain.subscription import Subscription
from services.exchange.handlers.ending import end_timer


def of_subscription(subscription: Subscription) -> dict[str, datetime | None]:
    """The end of its last day."""
    ends_at = subscription.ends_at
    return {} if ends_at is None else {end_timer(subscription): ends_at}


TIMED: Mapping[type, Timed] = {Subscription: of_subscription}
