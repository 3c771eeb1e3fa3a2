"""The evaluation service."""

from sanzhi.evaluation.v1 import evaluation_pb2
from sanzhi.registry.v1 import registry_pb2_grpc

from chassis.rpc.naming import titles_of
from chassis.run.service import Service
from services.evaluation import handlers
from services.evaluation.acts import ACTS
from services.evaluation.domain import facts
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.store import EvaluationTransaction
from services.evaluation.subscriptions import SUBSCRIPTIONS, TIMERS
from services.evaluation.timed import TIMED

SERVICE = Service(
    name="evaluation",
    proto="sanzhi.evaluation.v1.EvaluationService",
    descriptor=evaluation_pb2.DESCRIPTOR,
    transaction=EvaluationTransaction,
    policy=EvaluationPolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers=TIMERS,
    timed=TIMED,
    acts=ACTS,
    title_of=titles_of(registry_pb2_grpc.RegistryServiceStub),
)
