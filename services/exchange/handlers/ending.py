"""What ends by itself: a subscription, with its last day."""

from chassis.time.timers import Timer
from services.exchange.domain.subscription import Subscription
from services.exchange.store import ExchangeTransaction


def end_timer(subscription: Subscription) -> str:
    """The name of the timer that ends it."""
    return f"{subscription.name}/end"


def set_timer(subscription: Subscription, tx: ExchangeTransaction) -> None:
    """For as long as it is in force."""
    if subscription.ends_at is None:
        tx.cancel(end_timer(subscription))
    else:
        tx.schedule(end_timer(subscription), "end_subscription", subscription.ends_at, subscription.name, subscription=subscription.name)


async def end_by_itself(timer: Timer, tx: ExchangeTransaction) -> None:
    """Its last day is over."""
    subscription = await tx.subscriptions.get(timer.payload["subscription"])
    if subscription.ends_at is not None and subscription.ends_at <= tx.now:
        tx.publish(*subscription.end_by_itself(tx.now))
        await tx.subscriptions.save(subscription)
