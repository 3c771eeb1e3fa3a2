"""What is done about packages of files and about a department's user at Kafka; inside the suite alone."""

from dataclasses import dataclass
from typing import ClassVar

from services.exchange.domain.facts.subscriptions import SubscriptionFact


@dataclass(frozen=True, kw_only=True)
class PackageReissued(SubscriptionFact):
    """A package is put into the folder again, as it was."""

    TYPE: ClassVar[str] = "package.reissued.v1"
    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PackageConfirmed(SubscriptionFact):
    """The department has it, by the digest of its manifest."""

    TYPE: ClassVar[str] = "package.confirmed.v1"
    number: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class KafkaPasswordIssued(SubscriptionFact):
    """The department's user at Kafka has another password."""

    TYPE: ClassVar[str] = "subscription.kafka_password_issued.v1"
    user: str
    issued_by: str
