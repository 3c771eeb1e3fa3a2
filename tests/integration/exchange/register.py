"""Subscriptions and the feed as departments and the bureau use them."""

from dataclasses import dataclass
from typing import Any

import httpx

from chassis.run.app import App
from tests.harness.suite import PATIENCE, Person, Suite, eventually
from tests.integration.exchange.told import Neighbours

SERVICE = "sanzhi.exchange.v1.ExchangeService"
STATISTICS, AUDIT = "organizations/statistics", "organizations/audit"
HE_PING = Person("people/he-ping", ("department",), STATISTICS, "government_department", "jinzhong")
ZHAO = Person("people/zhao", ("department",), AUDIT, "government_department", "jinzhong")
BUREAU = Person("people/bureau", ("science_bureau",), "organizations/bureau", "science_bureau", "jinzhong")
LEDGER = "subscriptions/statistics-ledger"
APPROVED, RUNNING = "sanzhi.registry.project.approved.v1", "sanzhi.registry.project.running.v1"
DECIDED, SIGNED = "sanzhi.registry.termination.decided.v1", "sanzhi.contracts.document.signed.v1"
FOUR = (APPROVED, RUNNING, DECIDED, SIGNED)
_opened: list[httpx.AsyncClient] = []


async def call(suite: Suite, method: str, who: Person = HE_PING, **body: Any) -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/{method}", body, who)


async def granted(suite: Suite, *types: str, fields: dict[str, list[str]] | None = None, name: str = LEDGER, who: Person = HE_PING) -> None:
    """A subscription of these types by the feed, with these fields beside the open ones, in force."""
    shares = [{"type": kind, "fields": (fields or {}).get(kind, [])} for kind in types]
    scope = {"types": shares, "ways": ["WAY_FEED"], "until": "2026-12-31"}
    said = {"purpose": "编制统计台账", "legal_ground": "《政务数据共享条例》第十七条"}
    await call(suite, "RequestSubscription", who, subscription_id=name.partition("/")[2], **scope, **said)
    await call(suite, "GrantSubscription", BUREAU, name=name, **scope)


@dataclass
class Reader:
    """A program of a department, with its token, at a replica."""

    client: httpx.AsyncClient

    async def get(self, path: str = "/feeds/facts", status: int = 200, headers: dict[str, str] | None = None, **asked: Any) -> Any:
        """The answer as JSON."""
        return (await self.ask(path, status, headers, **asked)).json()

    async def ask(
        self, path: str = "/feeds/facts", status: int = 200, headers: dict[str, str] | None = None, **asked: Any
    ) -> httpx.Response:
        """`from_` is `from`."""
        params = {name.rstrip("_"): str(value) for name, value in asked.items()}
        answer = await self.client.get(path, params=params, headers=headers)
        assert answer.status_code == status, answer.text
        return answer

    async def put(self, event: Any, status: int = 204) -> httpx.Response:
        answer = await self.client.put("/feeds/facts/position", json={"lastEventId": event})
        assert answer.status_code == status, answer.text
        return answer

    async def drained(self, limit: int = 1000) -> list[dict[str, Any]]:
        """From the beginning, page after page, by the last event of each."""
        events: list[dict[str, Any]] = []
        page = await self.get(from_="1900-01-01T00:00:00Z", limit=limit)
        while page:
            events += page
            page = await self.get(lastEventId=events[-1]["id"], limit=limit)
        return events


async def reader(suite: Suite, app: App | None = None, name: str = LEDGER, who: Person = HE_PING) -> Reader:
    """With a new token."""
    token = (await call(suite, "IssueFeedToken", who, name=name))["token"]
    return at(app or suite.apps["exchange"], token)


def at(app: App, token: str) -> Reader:
    """With a token that there is."""
    part: Any = app.parts["feed"]
    headers = {"Authorization": f"Bearer {token}"}
    _opened.append(httpx.AsyncClient(base_url=f"http://{part.address}", headers=headers, timeout=PATIENCE))
    return Reader(_opened[-1])


async def leave() -> None:
    """All readers of a test."""
    while _opened:
        await _opened.pop().aclose()


async def until_logged(suite: Suite, number: int) -> None:
    async def there() -> bool:  # for whoever reads what the majority has: an estimate is ahead of that
        return bool(await suite.apps["exchange"].mongo["log"].count_documents({}) >= number)

    await eventually(there)


async def told(suite: Suite, neighbours: Neighbours, *kinds: str, project: str = "projects/p1") -> list[str]:
    """Ids, once they are in the log."""
    facts = await neighbours.tell(kinds, project)
    await until_logged(suite, len(neighbours.told))
    return [each.id for each in facts]


async def until_waited_for(*apps: Any) -> None:
    async def all_wait() -> bool:
        return all(app.parts["feed"]._arrivals.waiting for app in apps)

    await eventually(all_wait)
