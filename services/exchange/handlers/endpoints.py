"""The address that facts are pushed to: the department's own affair."""

from chassis.errors import RuleViolated
from services.exchange.commands import GetEndpoint, PauseEndpoint, RegisterEndpoint, ResumeEndpoint, RotateEndpointKey
from services.exchange.domain.endpoint import Endpoint, endpoint_name
from services.exchange.domain.words import Way
from services.exchange.handlers.parties import bureau_or_subscriber, subscriber
from services.exchange.settings import WebhookSettings
from services.exchange.store import ExchangeTransaction
from services.exchange.webhooks.signing import Signing


async def register_endpoint(command: RegisterEndpoint, tx: ExchangeTransaction) -> Endpoint:
    """For the first time, or another address."""
    subscription = await tx.subscriptions.get(command.name)
    subscriber(subscription, tx)
    subscription.set_up(Way.WEBHOOK, tx.now)
    WebhookSettings.load().places(tx.context.settings.clock).target(command.url)
    name = endpoint_name(subscription.name)
    endpoint = await tx.endpoints.find(name)
    if endpoint is None:
        endpoint = Endpoint(name, subscription.name, subscription.organization, command.url, tx.actor.person, tx.now)
        tx.endpoints.create(endpoint)
        tx.publish(*endpoint.register(command.url, _next_key(endpoint, tx), tx.actor.person, tx.now))
        return endpoint
    tx.publish(*endpoint.register(command.url, "", tx.actor.person, tx.now))
    await tx.endpoints.save(endpoint)
    return endpoint


async def pause_endpoint(command: PauseEndpoint, tx: ExchangeTransaction) -> Endpoint:
    """Nothing is pushed until it is resumed; nothing is lost by that."""
    endpoint = await tx.endpoints.get(command.name)
    subscriber(endpoint, tx)
    tx.publish(*endpoint.pause(command.reason))
    await tx.endpoints.save(endpoint)
    return endpoint


async def resume_endpoint(command: ResumeEndpoint, tx: ExchangeTransaction) -> Endpoint:
    """It goes on where it was, at once."""
    endpoint = await tx.endpoints.get(command.name)
    subscriber(endpoint, tx)
    tx.publish(*endpoint.resume())
    await tx.endpoints.save(endpoint)
    return endpoint


async def rotate_endpoint_key(command: RotateEndpointKey, tx: ExchangeTransaction) -> Endpoint:
    """Another key; for some days both sign."""
    endpoint = await tx.endpoints.get(command.name)
    subscriber(endpoint, tx)
    tx.publish(*endpoint.rotate(_next_key(endpoint, tx), tx.now, tx.policy.key_overlap))
    await tx.endpoints.save(endpoint)
    return endpoint


async def get_endpoint(command: GetEndpoint, tx: ExchangeTransaction) -> Endpoint:
    """With the public keys to verify by."""
    endpoint = await tx.endpoints.read(command.name)
    bureau_or_subscriber(endpoint, tx)
    return endpoint


def _next_key(endpoint: Endpoint, tx: ExchangeTransaction) -> str:
    if not tx.context.settings.service_key:
        raise RuleViolated("NOTHING_TO_SIGN_WITH", "服务没有自己的密钥，不能推送", rule="2.5")
    return Signing(tx.context.settings.service_key).public(endpoint.name, endpoint.next_number())
