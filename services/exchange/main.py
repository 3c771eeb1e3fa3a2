"""The exchange service."""

from sanzhi.exchange.v1 import exchange_pb2

from chassis.run.service import Service
from services.exchange import handlers
from services.exchange.acts import ACTS
from services.exchange.consumed import SERVICES
from services.exchange.domain import facts
from services.exchange.domain.policy import ExchangePolicy
from services.exchange.feed.server import FeedServer
from services.exchange.files.worker import Packages
from services.exchange.kafka.worker import KafkaUsers
from services.exchange.neighbours import title_of
from services.exchange.settings import ExchangeSettings, FeedSettings, WebhookSettings
from services.exchange.store import ExchangeTransaction
from services.exchange.subscriptions import SUBSCRIPTIONS, TIMERS
from services.exchange.timed import TIMED
from services.exchange.watch import Watch
from services.exchange.webhooks.worker import Webhooks

__all__ = ["SERVICE", "ExchangeSettings", "FeedSettings", "WebhookSettings"]

SERVICE = Service(
    name="exchange",
    proto="sanzhi.exchange.v1.ExchangeService",
    descriptor=exchange_pb2.DESCRIPTOR,
    transaction=ExchangeTransaction,
    policy=ExchangePolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    acts=ACTS,
    title_of=title_of,
    timed=TIMED,
    hands_on=SERVICES,
    parts={"feed": FeedServer, "webhooks": Webhooks, "packages": Packages, "Kafka users": KafkaUsers, "progress": Watch},
)
