"""The supervision service."""

from sanzhi.supervision.v1 import supervision_pb2

from chassis.run.app import Service
from services.supervision import handlers
from services.supervision.acts import ACTS
from services.supervision.domain import facts
from services.supervision.domain.policy import SupervisionPolicy
from services.supervision.neighbours import title_of
from services.supervision.store import SupervisionTransaction
from services.supervision.subscriptions import SUBSCRIPTIONS, TIMERS

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
    acts=ACTS,
    title_of=title_of,
)
