"""Replay for one subscription: its kept position is set, and nobody else is touched."""

from chassis.errors import InvalidArgument, NotFound
from services.exchange.answers import DeliveryNow
from services.exchange.commands import ResetPosition
from services.exchange.handlers.parties import bureau_or_subscriber
from services.exchange.handlers.reading import delivery_now
from services.exchange.store import ExchangeTransaction


async def reset_position(command: ResetPosition, tx: ExchangeTransaction) -> DeliveryNow:
    """After an event, from an instant, or from the beginning."""
    subscription = await tx.subscriptions.get(command.name)
    bureau_or_subscriber(subscription, tx)
    subscription.admit("reset", tx.now)
    position = await _position(command, tx)
    tx.publish(*subscription.tell_reset(command.way, position, command.reason, tx.now))
    delivery = await tx.delivery_of(subscription, command.way)
    delivery.reset(position, tx.now)
    await tx.deliveries.save(delivery)
    return await delivery_now(delivery, subscription, tx)


async def _position(command: ResetPosition, tx: ExchangeTransaction) -> int:
    if command.event and command.since is not None:
        raise InvalidArgument("POSITION_AMBIGUOUS", "事件和时刻只能填一个", rule="2.5", field="since")
    if command.since is not None:
        return await tx.log.position_before(command.since)
    if not command.event:
        return 0
    found = await tx.log.position_of(command.event)
    if found is None:
        raise NotFound("NOT_FOUND", f"没有编号为 {command.event} 的公开事件", rule="2.5", resource=command.event)
    return found
