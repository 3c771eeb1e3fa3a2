"""The support service."""

from sanzhi.registry.v1 import registry_pb2_grpc
from sanzhi.support.v1 import support_pb2

from chassis.rpc.naming import titles_of
from chassis.run.service import Service
from services.support import handlers
from services.support.acts import ACTS
from services.support.domain import facts
from services.support.domain.policy import SupportPolicy
from services.support.store import SupportTransaction
from services.support.subscriptions import SUBSCRIPTIONS, TIMERS
from services.support.timed import TIMED

SERVICE = Service(
    name="support",
    proto="sanzhi.support.v1.SupportService",
    descriptor=support_pb2.DESCRIPTOR,
    transaction=SupportTransaction,
    policy=SupportPolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    acts=ACTS,
    title_of=titles_of(registry_pb2_grpc.RegistryServiceStub),
    timed=TIMED,
)
