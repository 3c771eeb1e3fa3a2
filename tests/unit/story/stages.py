"""A stage without a suite: answers are given by the test, time is a variable, calls are written down."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from chassis.envelope import Envelope
from cli.observer import Seen
from cli.refused import Refused
from cli.story.loader import parse_story
from cli.story.methods import find_method
from cli.story.model import Story

Answer = dict[str, Any] | Refused
Answering = Callable[[dict[str, Any], str], Answer]


@dataclass
class FakeStage:
    """`answers` by the method's last name: protobuf's JSON of the answer, a refusal, or a function of request and person."""

    answers: dict[str, Answer | Answering] = field(default_factory=dict)
    administrator: str = "people/admin"
    security: str = "people/security"
    time: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    seen: list[Seen] = field(default_factory=list)
    log: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)

    async def call(self, method: str, body: dict[str, Any], person: str, service: str = "") -> Message:
        name = method.rpartition("/")[2]
        self.log.append((name, body, person))
        descriptor = find_method(method)
        ParseDict(body, GetMessageClass(descriptor.input_type)())
        answer = self.answers.get(name, {})
        if callable(answer):
            answer = answer(body, person)
        if isinstance(answer, Refused):
            raise answer
        return ParseDict(answer, GetMessageClass(descriptor.output_type)())

    async def now(self) -> datetime:
        return self.time

    async def advance_to(self, instant: datetime) -> None:
        self.log.append(("advance", {}, instant.isoformat()))
        self.time = instant

    async def quiet(self) -> None:
        self.log.append(("quiet", {}, ""))

    async def facts(self) -> list[Seen]:
        return self.seen

    def calls(self) -> list[str]:
        return [name for name, _, _ in self.log if name not in ("quiet", "advance")]


def story(acts: str, head: str = "", folder: Path = Path()) -> Story:
    text = f"format: sanzhi.story/v1\ntitle: 试\n{head}acts:\n{acts}"
    return parse_story(text, folder / "s.yaml")


def fact(kind: str, project: str = "projects/x", **data: Any) -> Seen:
    at = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=1)
    envelope = Envelope("id", "/sanzhi/x", kind, data.get("name", project), at, 1, "people/a", "", "", "2026.1")
    return Seen(envelope, "sanzhi.x", project, 0, 0, data)
