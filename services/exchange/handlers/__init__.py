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
from services.exchange.handlers.endpoints import (
    get_endpoint,
    pause_endpoint,
    register_endpoint,
    resume_endpoint,
    rotate_endpoint_key,
)
from services.exchange.handlers.packages import confirm_package, list_packages, reissue_package
from services.exchange.handlers.passwords import issue_kafka_password
from services.exchange.handlers.reading import get_subscription, list_deliveries, list_subscriptions, list_types
from services.exchange.handlers.replay import reset_position
from services.exchange.handlers.taking_in import take_in
from services.exchange.handlers.tokens import issue_feed_token

__all__ = [
    "confirm_package",
    "end_by_itself",
    "end_subscription",
    "get_endpoint",
    "get_subscription",
    "grant_subscription",
    "issue_feed_token",
    "issue_kafka_password",
    "list_deliveries",
    "list_packages",
    "list_subscriptions",
    "list_types",
    "pause_endpoint",
    "refuse_renewal",
    "refuse_subscription",
    "register_endpoint",
    "reissue_package",
    "renew_subscription",
    "request_renewal",
    "request_subscription",
    "reset_position",
    "resume_endpoint",
    "resume_subscription",
    "rotate_endpoint_key",
    "suspend_subscription",
    "take_in",
    "withdraw_subscription",
]
