"""The desk service."""

from sanzhi.desk.v1 import desk_pb2

from chassis.run.service import Service
from services.desk import handlers
from services.desk.domain import facts
from services.desk.domain.policy import DeskPolicy
from services.desk.neighbours import title_of
from services.desk.store import DeskTransaction
from services.desk.subscriptions import SUBSCRIPTIONS

SERVICE = Service(
    name="desk",
    proto="sanzhi.desk.v1.DeskService",
    descriptor=desk_pb2.DESCRIPTOR,
    transaction=DeskTransaction,
    policy=DeskPolicy,
    handlers=handlers,
    facts=facts,
    subscriptions=SUBSCRIPTIONS,
    timers={},
    title_of=title_of,
)
