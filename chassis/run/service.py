"""What a service of the suite declares of itself; app.py runs it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from google.protobuf.descriptor import FileDescriptor

from chassis.messaging.subscription import Subscription
from chassis.rpc.acts import ActsOn
from chassis.rpc.naming import TitleOf
from chassis.store.transaction import Transaction


@dataclass(frozen=True)
class Service:
    """A service of the suite. `proto` is the full name of its gRPC service, `descriptor` the file that declares it."""

    name: str
    proto: str
    descriptor: FileDescriptor
    transaction: type[Transaction]
    policy: type
    handlers: ModuleType
    facts: ModuleType
    subscriptions: Mapping[str, Subscription]
    timers: Mapping[str, Callable[..., Awaitable[None]]]
    acts: Sequence[ActsOn] = ()
    title_of: TitleOf | None = None
