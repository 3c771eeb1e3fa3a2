"""Tasks from exchange: what other departments ask for, and how long (2.5)."""

from services.desk.domain.holders import BUREAU
from services.desk.domain.table.kind import Asks, Ends, Kind, lapses, of, to

DECIDE_SUBSCRIPTION = Kind(
    id="decide_subscription",
    method="exchange/GrantSubscription",
    alternatives=("exchange/RefuseSubscription",),
    rules="2.5",
    private=True,
    steps={
        "exchange.subscription.requested": Asks(to(BUREAU), words=of("organization")),
        "exchange.subscription.granted": Ends(),
        "exchange.subscription.refused": Ends(),
        "exchange.subscription.withdrawn": lapses(),
    },
)
ANSWER_RENEWAL = Kind(
    id="answer_renewal",
    method="exchange/RenewSubscription",
    alternatives=("exchange/RefuseRenewal",),
    rules="2.5",
    private=True,
    steps={
        "exchange.subscription.renewal_requested": Asks(to(BUREAU), words=of("organization")),
        "exchange.subscription.renewed": Ends(),
        "exchange.subscription.renewal_refused": Ends(),
        "exchange.subscription.ended": lapses(),
    },
)

KINDS = (DECIDE_SUBSCRIPTION, ANSWER_RENEWAL)
