"""Tokens of the feed."""

import secrets

from chassis.withholding import withhold
from services.exchange.answers import IssuedToken
from services.exchange.commands import IssueFeedToken
from services.exchange.domain.tokens import digest_of
from services.exchange.store import ExchangeTransaction

PREFIX = "szf_"  # so that one that leaked is known for what it is


async def issue_feed_token(command: IssueFeedToken, tx: ExchangeTransaction) -> IssuedToken:
    """The department gets another one; it is answered this once, and kept as a digest."""
    subscription = await tx.subscriptions.get(command.name)
    tx.require(rule="2.5")
    subscription.demand_subscriber(tx.actor.organization)
    token = PREFIX + secrets.token_urlsafe(32)
    withhold(token)
    tx.publish(*subscription.issue_token(digest_of(token), tx.actor.person, tx.now, tx.policy))
    await tx.subscriptions.save(subscription)
    return IssuedToken(subscription.name, token, subscription.previous_token_until)
