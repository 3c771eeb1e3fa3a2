"""Who may do what on Kafka: read off the services themselves, so that a new subscription brings its right with it."""

from importlib import import_module

from chassis.messaging.rights import CLUSTER, Operation, Pattern, Resource, Right, readable
from chassis.messaging.subscription import topics_of
from chassis.messaging.topics import own_topics
from chassis.run.service import Service
from chassis.sealing.sealer import CHANNEL as SEALS
from cli.provision.secrets import TOOLS
from cli.services import SERVICES

# Who makes and takes away users, rights and quotas of other departments (docs/security.md). Whoever may do that may give itself more.
ADMINISTRATOR = "exchange"
DEPARTMENTS = "department-"  # what their users are called (services/exchange/kafka/wanted.py)
_ADMINISTERING = (Operation.ALTER, Operation.DESCRIBE, Operation.ALTER_CONFIGS, Operation.DESCRIBE_CONFIGS)


def wanted_rights(prefix: str, group_prefix: str) -> frozenset[Right]:
    """Of the services and of the operators' tools; those of other departments are made by exchange."""
    services = [import_module(f"services.{name}.main").SERVICE for name in SERVICES]
    return frozenset(right for service in services for right in rights_of(service, prefix, group_prefix)) | _of_tools(prefix)


def rights_of(service: Service, prefix: str, group_prefix: str) -> list[Right]:
    """Of one service."""
    user = service.name
    own = own_topics(prefix, user, service.hands_on)
    making = (Operation.CREATE, Operation.DESCRIBE, Operation.WRITE)
    return [
        *(Right(user, Resource.TOPIC, topic, operation) for topic in own for operation in making),
        *readable(user, [*topics_of(service.subscriptions, prefix), f"{prefix}.{user}{SEALS}"]),
        Right(user, Resource.GROUP, f"{group_prefix}.{user}", Operation.READ),
        *(_of_administrator(user) if user == ADMINISTRATOR else ()),
    ]


def _of_administrator(user: str) -> list[Right]:
    """Users, rights and quotas of departments, and how far their groups are."""
    return [
        *(Right(user, Resource.CLUSTER, CLUSTER, operation) for operation in _ADMINISTERING),
        Right(user, Resource.GROUP, DEPARTMENTS, Operation.DESCRIBE, Pattern.PREFIXED),
    ]


def _of_tools(prefix: str) -> frozenset[Right]:
    # Seals say nothing of what they seal, and prove the more the more people keep them.
    return frozenset(readable(TOOLS, [f"{prefix}.{name}{kind}" for name in SERVICES for kind in ("", SEALS)]))
