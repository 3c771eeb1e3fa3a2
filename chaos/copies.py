"""The example stories as a load: several copies of each, with people, guides and projects of their own, in the same offices."""

import asyncio
import re
import time
from collections import deque
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from chaos.client import ChaosClient
from cli.refused import Refused
from cli.story.casting import Cast
from cli.story.loader import parse_story
from cli.story.methods import is_mutation
from cli.story.model import Act
from cli.story.paths import PathError, follow, parse_path
from cli.story.references import resolve
from cli.story.requests import request_body, request_id_of
from cli.story.scope import StoryScope
from cli.story.values import plain
from cli.story.wallet import Wallet
from cli.tokens import ADMINISTRATOR, SECURITY
from services.sharing.domain.identifiers import check_character

RUN = "chaos"
ARRIVES_SECONDS = 90.0
_OWN = re.compile(
    r"\b((?:people|guides|applications|projects|policies|facilities|subscriptions)/"
    r"|(?:person_id|guide_id|application_id|policy_id|facility_id|subscription_id): )([a-z0-9-]+)"
)
# What is there once in the world: a notice's source, a paper's DOI, a patent's number with its check character.
_ONCE = re.compile(r"^( +(?:source|identifier): (?:[^\s\d\"][^\n]*|10\.\S+))$", re.MULTILINE)
_PATENT = re.compile(r'"(\d{12})\.([\dX])"')
# What concerns all copies alike is done by the first.
_FOR_ALL = ("PublishHolidayNotice",)


class Copy:
    """One copy of a story, played act by act; `astray` says where it did not go as the story does.

    `ahead`: where it did what the story sees refused, for what forbids it had not arrived yet; the story waits for that, a copy
    under blows cannot. It ends there.

    A `silent` one hands in nothing when its first milestone is due, and does no more: it is warned and falls behind.
    """

    administrator = ADMINISTRATOR
    security = SECURITY

    def __init__(self, file: Path, number: int, client: ChaosClient, wallet: Wallet, *, silent: bool = False) -> None:
        own = f"{file.stem.split('-')[1]}-{number}"  # story and copy
        text = _text_of_copy(file.read_text(encoding="utf-8"), own, number)
        self._story = parse_story(text, file.with_name(f"{file.stem}-{number}.yaml"))
        self._client = client
        self._wallet = wallet
        self._scope = StoryScope(file.parent, wallet, self._story.values)
        skipped = _FOR_ALL if number else ()
        acts = [act for act in self._story.acts if act.method is not None and act.method.name not in skipped]
        self.acts = deque(takewhile(_is_not_handing_in, acts) if silent else acts)
        self._silent = silent
        self.name = f"{file.stem}-{number}"
        self.played = 0
        self.astray = ""
        self.ahead = ""

    @property
    def times(self) -> list[datetime]:
        """When its acts to come are."""
        return [act.at for act in self.acts]

    @property
    def is_through(self) -> bool:
        """Whether it has come to the end of its story."""
        return not (self.acts or self._silent or self.ahead or self.astray)

    async def register(self) -> None:
        """Its offices, which may be there already, and its people with their keys."""
        await Cast(self._story, self, self._scope, self._wallet, RUN).register()  # type: ignore[arg-type]

    async def call(self, method: str, body: dict[str, Any], person: str, service: str = "") -> Message:
        """The one thing that the registration needs of a stage."""
        return await self._client.ask(method, body, person=person, service=service, looks=True)

    async def play(self, until: datetime) -> None:
        """The acts up to an instant, in their order."""
        while self.acts and self.acts[0].at <= until:
            await self._play(self.acts.popleft())

    async def _play(self, act: Act) -> None:
        """One act. What other services must know first may take a while to get there: refused so, it tries again."""
        self._scope.person = str(resolve(act.person, self._scope))
        request_id = request_id_of(RUN, self.name, str(act.number)) if act.method and is_mutation(act.method) else ""
        body, until = request_body(act.body, self._scope, request_id), time.monotonic() + ARRIVES_SECONDS
        while (refused := await self._ask(act, body)) != (wanted := _reason(act, refused)):
            if not refused:
                self._end("ahead", f"{act.place}: {act.call}: not refused, should be {wanted}")
                return
            if time.monotonic() > until:
                self._end("astray", f"{act.place}: {act.call}: {refused}, should be {wanted or 'done'}")
                return
            await asyncio.sleep(0.3)
        self.played += 1

    def _end(self, how: str, where: str) -> None:
        setattr(self, how, where)
        self.acts.clear()

    async def _ask(self, act: Act, body: dict[str, Any]) -> str:
        """Why it was refused; empty where it was done."""
        try:
            answer = await self._client.ask(act.call, body, person=self._scope.person, service=act.service, looks=True)
        except Refused as refused:
            return refused.reason
        values = plain(answer)
        try:
            for save in act.saves:
                self._scope.keep(save.name, follow(values, parse_path(save.path)) if save.path else values)
        except PathError as missing:  # what others tell is not in the list yet
            return str(missing)
        return ""


def _text_of_copy(text: str, own: str, number: int) -> str:
    """The story with names and numbers of its own."""
    named = _OWN.sub(rf"\g<1>\g<2>-{own}", text)
    return _PATENT.sub(lambda found: _patent(found[1], found[2], number), _ONCE.sub(rf"\g<1>-{own}", named))


def _patent(digits: str, check: str, number: int) -> str:
    """Another application, right or wrong as the one of the story is."""
    other = f"{digits[:5]}{(int(digits[5:]) + number) % 10**7:07}"
    right = check_character(other)
    wrong = "1" if right == "0" else "0"
    return f'"{other}.{right if check == check_character(digits) else wrong}"'


def _is_not_handing_in(act: Act) -> bool:
    return act.method is None or act.method.name != "SubmitMaterials"


def _reason(act: Act, refused: str) -> str:
    """Why the story says that it is refused; any reason will do where it gives none."""
    return "" if act.refused is None else str(act.refused.match.get("reason", refused))
