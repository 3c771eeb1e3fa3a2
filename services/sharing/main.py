"""The sharing service."""

from sanzhi.registry.v1 import registry_pb2_grpc
from sanzhi.sharing.v1 import sharing_pb2

from chassis.rpc.naming import titles_of
from chassis.run.service import Service
from services.sharing import handlers
from services.sharing.acts import ACTS
from services.sharing.domain import facts
from services.sharing.domain.policy import SharingPolicy
from services.sharing.store import SharingTransaction
from services.sharing.subscriptions import SUBSCRIPTIONS, TIMERS
from services.sharing.timed import TIMED

SERVICE = Service(
    name="sharing",
    proto="sanzhi.sharing.v1.SharingService",
    descriptor=sharing_pb2.DESCRIPTOR,
    transaction=SharingTransaction,
    policy=SharingPolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    acts=ACTS,
    title_of=titles_of(registry_pb2_grpc.RegistryServiceStub),
    timed=TIMED,
)
