"""The supervision service."""

from sanzhi.registry.v1 import registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2

from chassis.rpc.naming import titles_of
from chassis.run.service import Service
from services.supervision import handlers
from services.supervision.acts import ACTS
from services.supervision.domain import facts
from services.supervision.domain.policy import SupervisionPolicy
from services.supervision.store import SupervisionTransaction
from services.supervision.subscriptions import SUBSCRIPTIONS, TIMERS
from services.supervision.timed import TIMED

SERVICE = Service(
    name="supervision",
    proto="sanzhi.supervision.v1.SupervisionService",
    descriptor=supervision_pb2.DESCRIPTOR,
    transaction=SupervisionTransaction,
    policy=SupervisionPolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    timed=TIMED,
    acts=ACTS,
    title_of=titles_of(registry_pb2_grpc.RegistryServiceStub),
)
