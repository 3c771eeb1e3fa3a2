"""What can be done with a subscription, and by whom: the checks that each handler makes before it looks at its request."""

from chassis.rpc.acts import Act, ActsOn, admits, by_state, may
from services.exchange.domain.endpoint import Endpoint
from services.exchange.domain.package import Package
from services.exchange.domain.states import ENDPOINT as STATES_OF_ENDPOINT
from services.exchange.domain.states import PACKAGE as STATES_OF_PACKAGE
from services.exchange.domain.subscription import Subscription
from services.exchange.handlers.packages import in_force
from services.exchange.handlers.parties import bureau_or_subscriber, subscriber
from services.exchange.store import ExchangeTransaction


async def _subscription(name: str, tx: ExchangeTransaction) -> Subscription:
    return await tx.subscriptions.read(name)


async def _endpoint(name: str, tx: ExchangeTransaction) -> Endpoint:
    return await tx.endpoints.read(name)


async def _package(name: str, tx: ExchangeTransaction) -> Package:
    return await tx.packages.read(name)


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
    Act("RegisterEndpoint", subscriber, admits("set_up")),
    Act("IssueKafkaPassword", subscriber, admits("issue_password")),
)
ENDPOINT = ActsOn(
    "subscriptions/*/endpoint",
    _endpoint,
    Act("PauseEndpoint", subscriber, by_state(STATES_OF_ENDPOINT, "pause")),
    Act("ResumeEndpoint", subscriber, by_state(STATES_OF_ENDPOINT, "resume")),
    Act("RotateEndpointKey", subscriber),
)
PACKAGE = ActsOn(
    "subscriptions/*/packages/*",
    _package,
    Act("ReissuePackage", bureau_or_subscriber, in_force, by_state(STATES_OF_PACKAGE, "reissue")),
    Act("ConfirmPackage", subscriber, by_state(STATES_OF_PACKAGE, "confirm")),
)
ACTS = (SUBSCRIPTION, ENDPOINT, PACKAGE)
