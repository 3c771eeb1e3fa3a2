"""The words of exchange: closed sets of values, and how people read them."""

from enum import StrEnum


class Way(StrEnum):
    """How facts get to a department."""

    FEED = "feed"
    KAFKA = "kafka"
    FILES = "files"
    WEBHOOK = "webhook"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"feed": "HTTP 拉取", "kafka": "Kafka 订阅", "files": "文件包", "webhook": "HTTP 推送"}[self]


class SubscriptionState(StrEnum):
    """Where a subscription stands."""

    REQUESTED = "requested"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class EndpointState(StrEnum):
    """Whether facts are pushed to an endpoint."""

    ACTIVE = "active"
    PAUSED = "paused"


class PackageState(StrEnum):
    """Where a package of files stands."""

    PLANNED = "planned"
    ISSUED = "issued"
    CONFIRMED = "confirmed"


class Mark(StrEnum):
    """To whom a field of a public fact is given: whoever has the type, whoever has the field too, nobody outside the suite."""

    OPEN = "open"
    ON_REQUEST = "on_request"
    NEVER = "never"
