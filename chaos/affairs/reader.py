"""A department's program at the HTTP feed: it reads page after page at whatever replica answers, and acknowledges what it has."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from chaos.affairs.departments import Departments
from chaos.client import ChaosClient
from cli.refused import Refused

WAIT_MS = 1000
PATIENCE = 10.0
PAUSE = 0.2
FINISH_SECONDS = 120.0
# A rehearsal's days go by while somebody writes down until when.
_TIME_WENT_ON = ("END_PASSED", "END_TOO_FAR", "SUBSCRIPTION_NOT_IN_FORCE")
FROM = "2000-01-01T00:00:00Z"


@dataclass(frozen=True)
class Event:
    """What is counted of an event."""

    id: str
    type: str
    line: tuple[str, str]  # source and key
    sequence: int
    previous: int


class Reader:
    """`run` until cancelled, then `finish`. events: all that came. acknowledged: the last one, by the subscription `name`.

    types: what it is granted. A subscription that has ended is followed by another one, which goes on where that one was.
    """

    def __init__(self, client: ChaosClient, departments: Departments, feeds: Sequence[str]) -> None:
        self._client = client
        self._departments = departments
        self._feeds = list(feeds)
        self._token = ""
        self._number = 0
        self._at_end = False
        self.name = ""
        self.types: list[str] = []
        self.events: list[Event] = []
        self.acknowledged = ""
        self.unanswered = 0
        self.unexpected: list[str] = []

    async def run(self) -> None:
        """Page after page, wherever one is given."""
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            while True:
                await self._page(http)

    async def finish(self) -> None:
        """All that there is, once nothing is done to anybody any more. Raises TimeoutError."""
        self._at_end = False
        async with httpx.AsyncClient(timeout=PATIENCE) as http, asyncio.timeout(FINISH_SECONDS):
            while not self._at_end or self._last != self.acknowledged:
                await self._page(http)

    @property
    def _last(self) -> str:
        return self.events[-1].id if self.events else ""

    async def _page(self, http: httpx.AsyncClient) -> None:
        try:
            if not self._token:
                await self._enter()
            if await self._read(http) and await self._acknowledge(http):
                return
        except httpx.HTTPError:
            self.unanswered += 1
            self._feeds.append(self._feeds.pop(0))  # another replica
        except Refused as refused:
            if refused.reason not in _TIME_WENT_ON:
                self.unexpected.append(f"the reader of the feed was refused: {refused}")
        await asyncio.sleep(PAUSE)

    async def _enter(self) -> None:
        """Asked for and granted: every type that there is."""
        listed = await self._client.call("sanzhi.exchange.v1.ExchangeService/ListTypes", {"page_size": 1000})
        self.types = sorted(each["type"] for each in listed["types"])
        self._number += 1
        self.name = (await self._departments.ask(f"chaos-feed-{self._number}", self.types))["name"]
        await self._departments.grant(self.name, self.types)
        self._token, self.acknowledged = await self._departments.token(self.name, self._number), ""

    async def _read(self, http: httpx.AsyncClient) -> bool:
        after = {"lastEventId": self._last} if self.events else {"from": FROM}
        answer = await self._ask(http, "GET", "", params={"timeout": str(WAIT_MS), **after})
        if answer is None:
            return False
        came = [_event(each) for each in answer.json()]
        self.events += came
        self._at_end = not came
        return True

    async def _acknowledge(self, http: httpx.AsyncClient) -> bool:
        said = self._last
        if said == self.acknowledged:
            return True
        if await self._ask(http, "PUT", "/position", json={"lastEventId": said}) is None:
            return False
        self.acknowledged = said
        return True

    async def _ask(self, http: httpx.AsyncClient, method: str, path: str, **said: Any) -> httpx.Response | None:
        """The answer; None where it is to be asked again. Raises HTTPError."""
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = await http.request(method, f"http://{self._feeds[0]}/feeds/facts{path}", headers=headers, **said)
        if answer.is_success:
            return answer
        if answer.status_code in (401, 403):  # it has ended by itself
            self._token = ""
        elif answer.status_code not in (429, 503):
            self.unexpected.append(f"the feed answered {answer.status_code}: {answer.text[:200]}")
        return None


def _event(said: dict[str, Any]) -> Event:
    return Event(said["id"], said["type"], (said["source"], said["partitionkey"]), int(said["sequence"]), int(said["previous"]))
