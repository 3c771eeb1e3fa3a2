"""The feed's addresses."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.errors import InvalidArgument, Refusal
from chassis.store.executor import reading
from chassis.store.unreadable import is_readable
from services.exchange.catalogue import CATALOGUE
from services.exchange.domain.delivery import Delivery, delivery_name
from services.exchange.domain.words import Mark, Way
from services.exchange.feed.ahead import Page
from services.exchange.feed.answers import BATCH, answer, as_json
from services.exchange.feed.asked import MOST_TEXT, gap_asked, page_asked
from services.exchange.feed.door import Door, Guest
from services.exchange.feed.openapi import DOCUMENT
from services.exchange.feed.pages import Pages
from services.exchange.feed.problems import Problem, on_bug, on_http_error, on_problem, on_refusal
from services.exchange.feed.sightings import Sightings
from services.exchange.log import Log

_LARGEST_BODY = 4096
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Feed:
    """Handlers of the feed's addresses."""

    door: Door
    pages: Pages
    sightings: Sightings
    log: Log

    async def facts(self, request: Request) -> Response:
        """GET /feeds/facts."""
        guest = await self.door.admit(request)
        asked = page_asked(request.query_params)
        kept = 0 if asked.last_event or asked.since else (await self._delivery(guest)).position
        after = await self.pages.start_of(asked, kept)
        await self.sightings.note(guest.subscription, after if asked.last_event else 0)
        page = await self.pages.page(guest, asked, after)
        return await _as_page(request, guest, page, asked.last_event)

    async def gap(self, request: Request) -> Response:
        """GET /feeds/facts/gap."""
        guest = await self.door.admit(request)
        return await _as_page(request, guest, await self.pages.gap(guest, gap_asked(request.query_params)), "")

    async def position(self, request: Request) -> Response:
        """GET /feeds/facts/position."""
        guest = await self.door.admit(request)
        return await as_json(request, await self._position(guest))

    async def acknowledge(self, request: Request) -> Response:
        """PUT /feeds/facts/position."""
        guest = await self.door.admit(request)
        await self.sightings.acknowledge(guest.subscription, await self.pages.position_of(await _event_in(request)))
        return Response(status_code=204)

    async def feeds(self, request: Request) -> Response:
        """GET /feeds."""
        guest = await self.door.admit(request)
        return await as_json(request, _granted(guest))

    async def document(self, request: Request) -> Response:
        """GET /openapi.json."""
        return await answer(request, json.dumps(DOCUMENT, ensure_ascii=False).encode(), "application/json", {})

    async def health(self, request: Request) -> Response:
        """GET /health: whether the log can be read. Raises Unavailable."""
        await self.door.begin("health")
        return await as_json(request, {"status": "pass"})

    async def _delivery(self, guest: Guest) -> Delivery:
        name = delivery_name(guest.subscription.name, Way.FEED)
        tx = await self.door.begin("position")
        kept = await tx.deliveries.read_or_none(name)
        return kept or Delivery(name, guest.subscription.name, guest.subscription.organization, Way.FEED)

    async def _position(self, guest: Guest) -> dict[str, Any]:
        delivery = await self._delivery(guest)
        behind, _ = await self.log.behind(delivery.position, guest.grant.types)
        said = {"position": delivery.position, "lastEventId": await self.log.event_at(delivery.position), "behind": behind}
        return said | {"at": None if delivery.moved_at is None else delivery.moved_at.isoformat()}


async def _as_page(request: Request, guest: Guest, page: Page, before: str) -> Response:
    headers = {"Feed-Position": page.last_event or before, "Feed-Count": str(page.count)}
    tag = f"{guest.subscription.etag}-{page.last}-{page.count}" if page.count else ""
    return await answer(request, page.body, BATCH, headers, tag)


async def _event_in(request: Request) -> str:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_BODY:
            raise Problem(413, "请求过大", f"请求正文最多{_LARGEST_BODY}字节", "BODY_TOO_LARGE")
    try:
        event = json.loads(body)["lastEventId"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _not_understood() from error
    if not isinstance(event, str) or not 0 < len(event) <= MOST_TEXT or not is_readable(event):
        raise _not_understood()
    return event


def _not_understood() -> InvalidArgument:
    return InvalidArgument("FIELD_INVALID", '请求正文须为 {"lastEventId": "事件编号"}', rule="2.5", field="lastEventId")


def _granted(guest: Guest) -> dict[str, Any]:
    scope = guest.subscription.granted
    assert scope is not None, "what is in force was granted"
    types = [
        {"type": share.type, "openFields": CATALOGUE.fields(share.type, Mark.OPEN), "grantedFields": share.fields}
        for share in scope.types
        if share.type in CATALOGUE.marks
    ]
    said = {"subscription": guest.subscription.name, "organization": guest.subscription.organization}
    return said | {"until": scope.until.isoformat(), "feeds": [{"name": "facts", "href": "/feeds/facts", "types": types}]}


def _route(path: str, handler: Handler) -> Route:
    return Route(path, _either(get=handler), methods=["GET"])


def _either(**handlers: Handler) -> Handler:
    async def handled(request: Request) -> Response:
        with reading():
            return await handlers.get(request.method.lower(), handlers["get"])(request)

    return handled


def build(feed: Feed) -> Starlette:
    """The application."""
    routes = [
        _route("/feeds", feed.feeds),
        _route("/feeds/facts", feed.facts),
        _route("/feeds/facts/gap", feed.gap),
        Route("/feeds/facts/position", _either(get=feed.position, put=feed.acknowledge), methods=["GET", "PUT"]),
        _route("/openapi.json", feed.document),
        _route("/health", feed.health),
    ]
    handlers: Any = {Problem: on_problem, Refusal: on_refusal, HTTPException: on_http_error, Exception: on_bug}
    return Starlette(routes=routes, exception_handlers=handlers)
