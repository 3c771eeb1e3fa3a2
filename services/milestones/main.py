"""The milestones service."""

from sanzhi.milestones.v1 import milestones_pb2
from sanzhi.registry.v1 import registry_pb2_grpc

from chassis.rpc.naming import titles_of
from chassis.run.service import Service
from services.milestones import handlers
from services.milestones.acts import ACTS
from services.milestones.domain import facts
from services.milestones.domain.policy import MilestonesPolicy
from services.milestones.store import MilestonesTransaction
from services.milestones.subscriptions import SUBSCRIPTIONS, TIMERS
from services.milestones.timed import TIMED

SERVICE = Service(
    name="milestones",
    proto="sanzhi.milestones.v1.MilestonesService",
    descriptor=milestones_pb2.DESCRIPTOR,
    transaction=MilestonesTransaction,
    policy=MilestonesPolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    timed=TIMED,
    acts=ACTS,
    title_of=titles_of(registry_pb2_grpc.RegistryServiceStub),
)
