"""What a service of the suite declares of itself; app.py runs it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType

from google.protobuf.descriptor import FileDescriptor

from chassis.messaging.subscription import Subscription
from chassis.rpc.acts import ActsOn
from chassis.rpc.naming import TitleOf
from chassis.run.parts import PartOf
from chassis.store.transaction import Transaction

# The timers that are there as long as an aggregate is as it is: names, with when each is due; None: at any time.
Timed = Callable[..., Mapping[str, datetime | None]]


@dataclass(frozen=True)
class Service:
    """A service of the suite. `proto` is the full name of its gRPC service, `descriptor` the file that declares it.

    `timed`: by class of aggregate, for those that have timers; by it `sanzhi fsck` finds one that is missing.
    `hands_on`: services whose facts it tells outside of the suite (`tx.hand_on`). `parts`: what it runs beside what each has, by name.
    """

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
    timed: Mapping[type, Timed] = field(default_factory=dict)
    hands_on: Sequence[str] = ()
    parts: Mapping[str, PartOf] = field(default_factory=dict)
    has_people: bool = False  # whether people are on record here: its handlers have `get_standing` (sanzhi.people.v1)
