"""The contracts service."""

from sanzhi.contracts.v1 import contracts_pb2
from sanzhi.registry.v1 import registry_pb2_grpc

from chassis.rpc.naming import titles_of
from chassis.run.service import Service
from services.contracts import handlers
from services.contracts.acts import ACTS
from services.contracts.domain import facts
from services.contracts.domain.policy import ContractsPolicy
from services.contracts.store import ContractsTransaction
from services.contracts.subscriptions import SUBSCRIPTIONS, TIMERS
from services.contracts.timed import TIMED

SERVICE = Service(
    name="contracts",
    proto="sanzhi.contracts.v1.ContractsService",
    descriptor=contracts_pb2.DESCRIPTOR,
    transaction=ContractsTransaction,
    policy=ContractsPolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    timed=TIMED,
    acts=ACTS,
    title_of=titles_of(registry_pb2_grpc.RegistryServiceStub),
)
