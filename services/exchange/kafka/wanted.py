"""What a department's user at Kafka is called and may do, as it follows from a grant."""

from collections.abc import Iterable

from chassis.messaging.rights import Operation, Pattern, Resource, Right, readable
from chassis.sealing.sealer import CHANNEL as SEALS
from chassis.store.outbox import OPEN
from services.exchange.domain.catalogue import service_of
from services.exchange.domain.scope import Scope

PREFIX = "department-"


def user_of(subscription: str) -> str:
    """`department-x` of `subscriptions/x`."""
    return PREFIX + subscription.removeprefix("subscriptions/")


def open_topics(scope: Scope, prefix: str) -> list[str]:
    """What is read: the open topic of each service whose types are granted, of which all are then."""
    return [f"{prefix}.{service}{OPEN}" for service in sorted({service_of(kind) for kind in scope.names})]


def rights_of(subscription: str, scope: Scope, prefix: str) -> frozenset[Right]:
    """To read these topics, and the seals of the same services, in groups of its own name or with its name and a point before theirs.

    Seals say nothing of what they seal, and prove the more the more people keep them. The point: `department-a` is the beginning of another
    department's `department-ab` too.
    """
    user = user_of(subscription)
    topics = open_topics(scope, prefix)
    groups = [
        Right(user, Resource.GROUP, user, Operation.READ),
        Right(user, Resource.GROUP, f"{user}.", Operation.READ, Pattern.PREFIXED),
    ]
    return frozenset([*readable(user, [*topics, *(topic.removesuffix(OPEN) + SEALS for topic in topics)]), *groups])


def is_of(user: str, group: str) -> bool:
    """Whether a group is one that this user may be in."""
    return group == user or group.startswith(f"{user}.")


def of_departments(rights: Iterable[Right]) -> frozenset[Right]:
    """Those of users that are made here; everybody else is somebody else's affair."""
    return frozenset(right for right in rights if right.user.startswith(PREFIX))
