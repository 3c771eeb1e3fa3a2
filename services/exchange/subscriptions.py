"""Which facts exchange takes in, all public ones by one handler, and the work of its timers."""

from chassis.messaging.subscription import Subscription
from services.exchange import handlers
from services.exchange.consumed import PUBLIC

SUBSCRIPTIONS = {kind: Subscription(dict, handlers.take_in) for kind in PUBLIC}

TIMERS = {"end_subscription": handlers.end_by_itself}
