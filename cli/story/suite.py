"""The running suite as a stage: its services by gRPC, its rehearsal clock, and what Kafka shows to anybody."""

from datetime import datetime
from typing import Any

from google.protobuf.json_format import ParseError
from google.protobuf.message import Message

from cli.client import Client
from cli.observer import Observer, Seen
from cli.refused import Refused
from cli.rehearsal import Reading, advance_to, read_clock, until_quiet
from cli.tokens import ADMINISTRATOR, SECURITY

_CERTAIN = {"INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "FAILED_PRECONDITION", "PERMISSION_DENIED", "UNAUTHENTICATED"}


class Suite:
    """A stage (cli.story.stage) on a running stack.

    Nothing but our own calls disturbs the quiet of a rehearsal, so it is waited for once after each that changes something.
    """

    administrator = ADMINISTRATOR
    security = SECURITY

    def __init__(self, client: Client, observer: Observer) -> None:
        self._client = client
        self._observer = observer
        self._last: Reading | None = None  # as it was when everything was at rest
        self._touched: set[str] = set()  # who has been asked since then to do something
        self._method = ""  # what was asked for last
        self._followers: dict[str, frozenset[str]] = {}  # who had to do with it when a method was last called
        self._caught_up = False

    async def call(self, method: str, body: dict[str, Any], person: str, service: str = "") -> Message:
        """The answer of an RPC to a person, who has just looked, unless the body says at which version (4.7a). Raises Refused."""
        try:
            answer = await self._client.ask(method, body, person=person, service=service, looks=True)
        except ParseError as error:
            raise Refused("INVALID_ARGUMENT", "REQUEST_MALFORMED", "", f"请求不符合 proto：{error}", {}) from error
        except Refused as refused:
            if refused.code not in _CERTAIN:  # what is refused has done nothing
                self.note(method, body, service)
            raise
        except BaseException:  # it may have been done
            self.note(method, body, service)
            raise
        self.note(method, body, service)
        return answer

    def note(self, method: str, body: dict[str, Any], service: str = "") -> None:
        """Something may have been done, by a call of ours or beside them: what rested may rest no more."""
        if "request_id" in body:
            self._touched.add(service or method.split(".")[1])
            self._method, self._caught_up = method, False

    async def try_out(self, method: str, body: dict[str, Any], person: str, service: str = "") -> Refused | None:
        """How a mutation would be refused now, None where it would be accepted; nothing of it is kept."""
        try:
            await self._client.submit(method, body, person=person, service=service, validate_only=True, looks=True)
        except ParseError as error:
            return Refused("INVALID_ARGUMENT", "REQUEST_MALFORMED", "", f"请求不符合 proto：{error}", {})
        except Refused as refused:
            return refused
        return None

    async def now(self) -> datetime:
        """The suite's time."""
        return (await read_clock(self._client)).now

    async def advance_to(self, instant: datetime) -> None:
        """Let time go on, step by step."""
        await self.quiet()
        self._last = await advance_to(self._client, instant, rest=self._last)
        self._caught_up = False

    async def quiet(self) -> None:
        """Wait until nothing is under way in any service."""
        if self._last is not None and not self._touched:
            return
        likely = self._followers.get(self._method, self._last.stirred if self._last else frozenset())
        self._last = await until_quiet(self._client, first=self._touched, then=likely, rest=self._last)
        self._followers[self._method] = self._last.stirred - self._touched
        self._touched, self._caught_up = set(), False

    async def facts(self) -> list[Seen]:
        """All that the consumer has seen up to the last quiet moment."""
        if not self._caught_up:
            await self._observer.catch_up()
            self._caught_up = True
        return self._observer.seen
