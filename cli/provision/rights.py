"""Who may do what on Kafka: read off the services themselves, so that a new subscription brings its right with it."""

from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module

from chassis.messaging.subscription import topics_of
from chassis.messaging.topics import own_topics
from chassis.run.service import Service
from chassis.sealing.sealer import CHANNEL as SEALS
from cli.provision.secrets import DEPARTMENT
from cli.services import SERVICES


class Resource(IntEnum):
    """Kafka's codes (org.apache.kafka.common.resource.ResourceType)."""

    TOPIC = 2
    GROUP = 3


class Pattern(IntEnum):
    """Kafka's codes (PatternType)."""

    LITERAL = 3
    PREFIXED = 4


class Operation(IntEnum):
    """Kafka's codes (AclOperation)."""

    READ = 3
    WRITE = 4
    CREATE = 5
    DESCRIBE = 8


@dataclass(frozen=True, order=True)
class Right:
    """An allowance; what nobody allows is refused."""

    user: str
    resource: Resource
    name: str
    operation: Operation
    pattern: Pattern = Pattern.LITERAL


def wanted_rights(prefix: str, group_prefix: str) -> frozenset[Right]:
    """Of the services and of other departments."""
    services = [import_module(f"services.{name}.main").SERVICE for name in SERVICES]
    return frozenset(right for service in services for right in rights_of(service, prefix, group_prefix)) | _of_departments(prefix)


def rights_of(service: Service, prefix: str, group_prefix: str) -> list[Right]:
    """Of one service."""
    user = service.name
    own = own_topics(prefix, user, service.hands_on)
    making = (Operation.CREATE, Operation.DESCRIBE, Operation.WRITE)
    return [
        *(Right(user, Resource.TOPIC, topic, operation) for topic in own for operation in making),
        *_readable(user, [*topics_of(service.subscriptions, prefix), f"{prefix}.{user}{SEALS}"]),
        Right(user, Resource.GROUP, f"{group_prefix}.{user}", Operation.READ),
    ]


def _of_departments(prefix: str) -> frozenset[Right]:
    groups = Right(DEPARTMENT, Resource.GROUP, f"{DEPARTMENT}.", Operation.READ, Pattern.PREFIXED)
    # Seals say nothing of what they seal, and prove the more the more people keep them.
    public = [f"{prefix}.{name}{kind}" for name in SERVICES for kind in ("", SEALS)]
    return frozenset([*_readable(DEPARTMENT, public), groups])


def _readable(user: str, topics: list[str]) -> list[Right]:
    return [Right(user, Resource.TOPIC, topic, operation) for topic in topics for operation in (Operation.READ, Operation.DESCRIBE)]
