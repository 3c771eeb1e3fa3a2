"""What callers ask of exchange, field by field as in the proto."""

from dataclasses import dataclass
from datetime import date, datetime

from services.exchange.domain.scope import Share
from services.exchange.domain.words import SubscriptionState, Way


@dataclass(frozen=True)
class RequestSubscription:
    """A department asks for public facts."""

    subscription_id: str
    types: tuple[Share, ...]
    ways: tuple[Way, ...]
    purpose: str
    legal_ground: str
    until: date


@dataclass(frozen=True)
class GrantSubscription:
    """The bureau grants it. reason: where it is less than was asked for."""

    name: str
    types: tuple[Share, ...]
    ways: tuple[Way, ...]
    until: date
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class RefuseSubscription:
    """The bureau grants nothing of it."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class WithdrawSubscription:
    """The department asks no longer."""

    name: str


@dataclass(frozen=True)
class RequestRenewal:
    """The department asks for a later end."""

    name: str
    until: date
    reason: str


@dataclass(frozen=True)
class RenewSubscription:
    """The bureau sets a later end."""

    name: str
    until: date
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class RefuseRenewal:
    """The bureau leaves the end as it is."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class SuspendSubscription:
    """The bureau lets nothing through."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class ResumeSubscription:
    """The bureau lets it go on."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class EndSubscription:
    """Before its last day."""

    name: str
    reason: str
    etag: str = ""


@dataclass(frozen=True)
class IssueFeedToken:
    """Another token for the feed."""

    name: str


@dataclass(frozen=True)
class ResetPosition:
    """Delivered anew after an event, from an instant, or from the beginning."""

    name: str
    way: Way
    reason: str
    event: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class GetSubscription:
    """One subscription."""

    name: str


@dataclass(frozen=True)
class ListSubscriptions:
    """Those that the caller may read."""

    state: SubscriptionState | None = None
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListDeliveries:
    """How far each is, of one subscription or of all."""

    parent: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListTypes:
    """What can be asked for."""

    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class RegisterEndpoint:
    """Push to this address."""

    name: str
    url: str


@dataclass(frozen=True)
class PauseEndpoint:
    """Nothing is pushed until it is resumed."""

    name: str
    reason: str


@dataclass(frozen=True)
class ResumeEndpoint:
    """It goes on, at once."""

    name: str


@dataclass(frozen=True)
class RotateEndpointKey:
    """Another key."""

    name: str


@dataclass(frozen=True)
class GetEndpoint:
    """The endpoint of a subscription."""

    name: str


@dataclass(frozen=True)
class ListPackages:
    """Of a subscription."""

    parent: str
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ReissuePackage:
    """Put it into the folder again."""

    name: str
    reason: str


@dataclass(frozen=True)
class ConfirmPackage:
    """The department has it. digest: of its manifest."""

    name: str
    digest: str


@dataclass(frozen=True)
class IssueKafkaPassword:
    """Another password for the department's user at Kafka."""

    name: str
