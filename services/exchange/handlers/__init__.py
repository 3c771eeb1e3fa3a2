"""One function a command, consumed fact or timer."""

from services.exchange.handlers.asking import request_renewal, request_subscription, withdraw_subscription
from services.exchange.handlers.deciding import (
    end_subscription,
    grant_subscription,
    refuse_renewal,
    refuse_subscription,
    renew_subscription,
    resume_subscription,
    suspend_subscription,
)
from services.exchange.handlers.ending import end_by_itself
from services.exchange.handlers.reading import get_subscription, list_deliveries, list_subscriptions, list_types
from services.exchange.handlers.replay import reset_position
from services.exchange.handlers.taking_in import take_in
from services.exchange.handlers.tokens import issue_feed_token

__all__ = [
    "end_by_itself",
    "end_subscription",
    "get_subscription",
    "grant_subscription",
    "issue_feed_token",
    "list_deliveries",
    "list_subscriptions",
    "list_types",
    "refuse_renewal",
    "refuse_subscription",
    "renew_subscription",
    "request_renewal",
    "request_subscription",
    "reset_position",
    "resume_subscription",
    "suspend_subscription",
    "take_in",
    "withdraw_subscription",
]
