"""The registry service."""

from sanzhi.registry.v1 import registry_pb2

from chassis.run.service import Service
from services.registry import handlers
from services.registry.acts import ACTS
from services.registry.domain import facts
from services.registry.domain.policy import RegistryPolicy
from services.registry.handlers.names import title_of
from services.registry.store import RegistryTransaction
from services.registry.subscriptions import SUBSCRIPTIONS, TIMERS
from services.registry.timed import TIMED

SERVICE = Service(
    name="registry",
    proto="sanzhi.registry.v1.RegistryService",
    descriptor=registry_pb2.DESCRIPTOR,
    transaction=RegistryTransaction,
    policy=RegistryPolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    timed=TIMED,
    acts=ACTS,
    title_of=title_of,
    has_people=True,
)
