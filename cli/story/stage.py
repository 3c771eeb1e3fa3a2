"""Where stories are played: what the player needs of a running suite, whatever is behind it."""

from datetime import datetime
from typing import Any, Protocol

from google.protobuf.message import Message

from cli.observer import Seen


class Stage(Protocol):
    """A running suite on a rehearsal clock."""

    administrator: str
    security: str

    async def call(self, method: str, body: dict[str, Any], person: str, service: str = "") -> Message:
        """The answer of an RPC to a person, from `service` where every service has it. Raises Refused.

        Tries again while a service is not reachable.
        """
        ...

    async def now(self) -> datetime:
        """The suite's time."""
        ...

    async def advance_to(self, instant: datetime) -> None:
        """Let time go on, step by step."""
        ...

    async def quiet(self) -> None:
        """Wait until nothing is under way in any service."""
        ...

    async def facts(self) -> list[Seen]:
        """All that the independent consumer has seen on Kafka up to now."""
        ...
