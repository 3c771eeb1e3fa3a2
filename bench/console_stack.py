"""A whole stack with the console before it, two stories in their middle, and people who come by HTTP as a browser does."""

import asyncio
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import httpx

from chassis.calendar import CHINA
from cli.client import Client
from cli.demo import examples
from cli.stack.stack import Stack, Wanted
from cli.story.loader import load_story
from cli.story.player import Player
from cli.story.run import stage_on, wallet_of
from cli.target import Target, find_target
from cli.trying import until

PROJECT = "projects/jiaolu-zhiqing"
BUREAU = "people/zhao-ming"
_PLAYED = {"story-5-terminated": datetime(2026, 9, 8, tzinfo=CHINA), "story-6-process": datetime(2026, 3, 11, 10, tzinfo=CHINA)}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_SECONDS = 30.0


@dataclass(frozen=True)
class ConsoleStack:
    """Where it is."""

    url: str
    target: Target

    async def register(self, many: int) -> list[str]:
        """So many more people of the units, offices and departments that the stories have, in turn; their names."""
        async with Client(self.target) as client:
            listed = await client.call("sanzhi.registry.v1.RegistryService/ListOrganizations", {"page_size": 500})
            units = [each["name"] for each in listed["organizations"]]
            for start in range(0, many, 20):
                await asyncio.gather(*(self._register(client, units, number) for number in range(start, min(many, start + 20))))
        return [f"people/ren-{number}" for number in range(many)]

    async def _register(self, client: Client, units: list[str], number: int) -> None:
        person = {"person_id": f"ren-{number}", "display_name": f"任{number}", "organization": units[number % len(units)]}
        await client.submit("sanzhi.registry.v1.RegistryService/RegisterPerson", person)


@contextmanager
def console_stack() -> Iterator[ConsoleStack]:
    """In a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sanzhi-bench-") as folder:
        stack = Stack(Wanted(Path(folder) / "data", port=0, clock="rehearsal", console=True), lambda line: None)
        try:
            stack.start()
            yield ConsoleStack(stack.running.state.console, find_target(stack.data))
        finally:
            stack.stop()


async def play(target: Target) -> None:
    """The stories up to where one project is in trouble, and another one begins."""
    stories = [until(load_story(file), _PLAYED[file.stem]) for file in examples() if file.stem in _PLAYED]
    async with stage_on(target) as (suite, _):
        outcome = await Player(suite, wallet_of(target, None), "bench", lambda played: None).play(stories)
    assert outcome.lost == [], outcome.lost


def hidden_in(page: str) -> dict[str, str]:
    """What a form sends without being asked."""
    return dict(_HIDDEN.findall(page))


class Visitor:
    """A browser as far as the console sees one: cookies, Fetch metadata, one address. `close` it."""

    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, headers={"sec-fetch-site": "same-origin"}, follow_redirects=True, timeout=_SECONDS)

    @classmethod
    async def signed_in(cls, url: str, person: str) -> Self:
        """Through the page of the development issuer. Raises AssertionError where it lets nobody in."""
        visitor = cls(url)
        choosing = await visitor.get("/signin?to=/workbench")
        place = urlsplit(str(choosing.url))
        answer = await visitor.post(f"{place.path}?{place.query}", {**hidden_in(choosing.text), "person": person})
        assert urlsplit(str(answer.url)).path == "/workbench", f"{person}: {answer.status_code} {answer.url}"
        return visitor

    async def get(self, path: str) -> httpx.Response:
        """A page, wherever it leads."""
        return await self._client.get(path)

    async def post(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        """A form, and the page that it leads to."""
        return await self._client.post(path, data=dict(fields))

    async def send(self, path: str, field: str, name: str, content: bytes) -> httpx.Response:
        """A form with a file, and the page that it leads to."""
        return await self._client.post(path, files={field: (name, content)})

    async def close(self) -> None:
        """Connections are closed."""
        await self._client.aclose()
