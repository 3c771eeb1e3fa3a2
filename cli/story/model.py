"""A story, as its file says it."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import MethodDescriptor

from cli.story.marked import MarkedMap
from cli.story.places import Place


@dataclass(frozen=True)
class ResponseExpected:
    """The answer of the act's own call holds what `match` says."""

    place: Place
    match: Any


@dataclass(frozen=True)
class ReadExpected:
    """What a read RPC answers to a person, or why it is refused."""

    place: Place
    call: str
    method: MethodDescriptor
    service: str
    person: str
    body: MarkedMap
    match: Any
    refused: "RefusalExpected | None" = None


@dataclass(frozen=True)
class FactExpected:
    """A fact that the independent consumer has seen on Kafka; exactly `count` of them where that is given.

    `match` is about its body, `envelope` about its CloudEvents attributes.
    """

    place: Place
    type: str
    project: str
    match: Any
    envelope: Any
    count: int | None


@dataclass(frozen=True)
class DeadlineExpected:
    """A deadline of a project, by its name."""

    place: Place
    name: str
    person: str
    match: Any


@dataclass(frozen=True)
class ValueExpected:
    """Something that was kept is what `matches` says."""

    place: Place
    value: str
    matches: Any


@dataclass(frozen=True)
class RefusalExpected:
    """The call is refused, for this reason or by this rule; what else is given counts too."""

    place: Place
    match: MarkedMap


Expectation = ResponseExpected | ReadExpected | FactExpected | DeadlineExpected | ValueExpected


@dataclass(frozen=True)
class Save:
    """Keeps the answer, or what stands at a path in it, under a name."""

    place: Place
    name: str
    path: str


@dataclass(frozen=True)
class Act:
    """Something that a person does at a time, and what is expected after it. `call` is empty in a mere check; `told` is where its
    time stands.

    `service` is given where every service has the method (sanzhi.operations.v1).
    """

    place: Place
    told: Place
    number: int
    at: datetime
    person: str
    note: str
    call: str
    method: MethodDescriptor | None
    service: str
    body: MarkedMap
    saves: tuple[Save, ...]
    refused: RefusalExpected | None
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class Story:
    """A whole story. `organizations` and `people` are bodies of their registration; `values` are names for texts.

    `keys`: algorithm of a person's signing key, where it is not ed25519.
    """

    path: Path
    place: Place
    title: str
    note: str
    organizations: tuple[MarkedMap, ...]
    people: tuple[MarkedMap, ...]
    acts: tuple[Act, ...]
    values: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def start(self) -> datetime:
        """When its first act happens."""
        return self.acts[0].at
