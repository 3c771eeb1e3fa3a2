"""What can be done with a subscription, and by whom: the checks that each handler makes before it looks at its request."""

from chassis.rpc.acts import Act, ActsOn, admits, may
from services.exchange.domain.subscription import Subscription
from services.exchange.handlers.parties import bureau_or_subscriber
from services.exchange.store import ExchangeTransaction


async def _subscription(name: str, tx: ExchangeTransaction) -> Subscription:
    return await tx.subscriptions.read(name)


def _own(subscription: Subscription, tx: ExchangeTransaction) -> None:
    subscription.demand_subscriber(tx.actor.organization)


_BUREAU, _DEPARTMENT = may(rule="2.5"), may(rule="2.5")

SUBSCRIPTION = ActsOn(
    "subscriptions/*",
    _subscription,
    Act("GrantSubscription", _BUREAU, admits("grant")),
    Act("RefuseSubscription", _BUREAU, admits("refuse")),
    Act("WithdrawSubscription", _DEPARTMENT, _own, admits("withdraw")),
    Act("RequestRenewal", _DEPARTMENT, _own, admits("ask_renewal")),
    Act("RenewSubscription", _BUREAU, admits("renew")),
    Act("RefuseRenewal", _BUREAU, admits("refuse_renewal")),
    Act("SuspendSubscription", _BUREAU, admits("suspend")),
    Act("ResumeSubscription", _BUREAU, admits("resume")),
    Act("EndSubscription", bureau_or_subscriber, admits("end")),
    Act("IssueFeedToken", _DEPARTMENT, _own, admits("issue_token")),
    Act("ResetPosition", bureau_or_subscriber, admits("reset")),
)
ACTS = (SUBSCRIPTION,)
