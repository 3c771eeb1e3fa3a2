"""Which facts the desk takes in: nearly all, by one handler (consumed.py)."""

from chassis.messaging.subscription import Subscription
from services.desk import handlers
from services.desk.consumed import INTERNAL, PUBLIC

SUBSCRIPTIONS = {
    f"sanzhi.{service}.{fact}.v1": Subscription(dict, handlers.take_in, internal)
    for table, internal in ((PUBLIC, False), (INTERNAL, True))
    for service, facts in table.items()
    for fact in facts
}
