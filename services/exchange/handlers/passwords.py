"""Passwords of departments' users at Kafka."""

import secrets

from chassis.errors import RuleViolated, Unavailable
from chassis.messaging.administration import Administration, KafkaAway, NoRights, Scram
from chassis.messaging.kafka import Kafka
from chassis.withholding import withhold
from services.exchange.answers import KafkaLogin
from services.exchange.commands import IssueKafkaPassword
from services.exchange.handlers.parties import subscriber
from services.exchange.kafka.wanted import user_of
from services.exchange.settings import ExchangeSettings
from services.exchange.store import ExchangeTransaction


async def issue_kafka_password(command: IssueKafkaPassword, tx: ExchangeTransaction) -> KafkaLogin:
    """It is Kafka's from this moment on, and shown this once: here nothing is kept of it. The one before it no longer holds."""
    subscription = await tx.subscriptions.get(command.name)
    subscriber(subscription, tx)
    user, mechanism = user_of(subscription.name), ExchangeSettings.load().kafka_mechanism
    tx.publish(*subscription.issue_password(user, tx.actor.person, tx.now))
    await tx.subscriptions.save(subscription)
    kafka = Kafka.of(tx.context.settings)
    if not kafka.user:
        raise _asks_nobody()
    password = secrets.token_urlsafe(32)
    withhold(password)
    if not tx.validates:
        await _set(kafka, user, password, Scram.of(mechanism))
    return KafkaLogin(subscription.name, user, password, mechanism)


async def _set(kafka: Kafka, user: str, password: str, mechanism: Scram) -> None:
    """The other mechanism's credential goes: it has a password of its own."""
    try:
        async with Administration(kafka, "exchange") as administration:
            await administration.rights()
            await administration.make_users({user: password}, mechanism)
            await administration.take_users_away({(user, each) for each in Scram if each is not mechanism})
    except NoRights as error:
        raise _asks_nobody() from error
    except KafkaAway as error:
        raise Unavailable("KAFKA_UNAVAILABLE", "暂时连接不上 Kafka，请稍后再试") from error


def _asks_nobody() -> RuleViolated:
    return RuleViolated("KAFKA_ASKS_NOBODY", "此环境的 Kafka 不核对权限，不需要口令", rule="2.5")
