"""What a service acts on of its neighbours' facts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Subscription:
    """A fact that a service acts on: the fields it reads of it, and the handler `(fact, tx)`."""

    fact: type
    handler: Callable[[Any, Any], Awaitable[None]]
    internal: bool = False


def topics_of(subscriptions: Mapping[str, Subscription], prefix: str) -> list[str]:
    """The topics that carry the types subscribed to: `sanzhi.contracts.…` is on `<prefix>.contracts`."""
    topics = {f"{prefix}.{name.split('.')[1]}" + (".internal" if wanted.internal else "") for name, wanted in subscriptions.items()}
    return sorted(topics)
