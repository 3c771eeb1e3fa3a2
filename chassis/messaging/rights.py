"""What a user may do at Kafka, as Kafka counts it; what nobody allows is refused."""

from dataclasses import dataclass
from enum import IntEnum

# The one resource of its kind.
CLUSTER = "kafka-cluster"


class Resource(IntEnum):
    """Kafka's codes (org.apache.kafka.common.resource.ResourceType)."""

    TOPIC = 2
    GROUP = 3
    CLUSTER = 4


class Pattern(IntEnum):
    """Kafka's codes (PatternType)."""

    LITERAL = 3
    PREFIXED = 4


class Operation(IntEnum):
    """Kafka's codes (AclOperation)."""

    READ = 3
    WRITE = 4
    CREATE = 5
    ALTER = 7
    DESCRIBE = 8
    DESCRIBE_CONFIGS = 10
    ALTER_CONFIGS = 11


@dataclass(frozen=True, order=True)
class Right:
    """An allowance."""

    user: str
    resource: Resource
    name: str
    operation: Operation
    pattern: Pattern = Pattern.LITERAL


def readable(user: str, topics: list[str]) -> list[Right]:
    """What it takes to read topics."""
    return [Right(user, Resource.TOPIC, topic, operation) for topic in topics for operation in (Operation.READ, Operation.DESCRIBE)]
