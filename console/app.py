"""Puts the console together: what is at hand, who is let in, which page is where."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from chassis.policy import Laws
from chassis.settings import Settings
from chassis.store.mongo import Mongo
from cli.refused import Refused
from console import signin
from console.calls import Calls
from console.door import Door
from console.drafts import Drafts
from console.guard import Guard, headers_of
from console.imports.kept import Imports
from console.live import Live
from console.names import Names
from console.oidc import Provider
from console.pages import environment, in_words, page
from console.place import Place
from console.reminders.reminding import Reminding
from console.screens import (
    act,
    clock,
    desk,
    evaluation,
    excel,
    exchange,
    files,
    imports,
    known,
    lists,
    live,
    papers,
    policies,
    project,
    reminders,
    reports,
    rules,
    services,
    sharing,
    signing,
    supervision,
    timeline,
    uploads,
)
from console.sessions import Sessions
from console.settings import ConsoleSettings

STATIC = Path(__file__).parent / "static"


def build(settings: ConsoleSettings, suite: Settings) -> Starlette:
    """The application. `suite`: addresses, MongoDB and TLS, as every part of the suite is told."""
    return assembled(settings, suite, Mongo(suite.mongo, f"{suite.database_prefix}console", suite.mongo_driver), Calls(suite))


def assembled(settings: ConsoleSettings, suite: Settings, mongo: Mongo, calls: Calls) -> Starlette:
    """Of its parts."""
    sessions = Sessions(mongo, settings)
    provider, mounts = _provider(settings, calls)
    kept, reminding = (Drafts(mongo), Imports(mongo)), Reminding.of(settings, suite, mongo, calls)
    place = Place(settings, sessions, provider, calls, Names(), Laws.load(), Live(), *kept, reminding, suite.clock == "rehearsal")

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await sessions.prepare()
        await place.drafts.prepare()
        await place.imports.prepare()
        await reminding.prepare()
        rounds = asyncio.create_task(reminding.rounds.run())
        yield
        rounds.cancel()
        place.live.close()
        await calls.close()
        await mongo.close()

    app = Starlette(
        routes=[
            Route("/healthz", _healthy),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
            *mounts,
            *signin.ROUTES,
            *desk.ROUTES,
            *lists.ROUTES,
            *project.ROUTES,
            *timeline.ROUTES,
            *reports.ROUTES,
            *supervision.ROUTES,
            *evaluation.ROUTES,
            *sharing.ROUTES,
            *policies.ROUTES,
            *services.ROUTES,
            *exchange.ROUTES,
            *signing.ROUTES,  # before the general form, whose place it takes
            *act.ROUTES,
            *papers.ROUTES,
            *excel.ROUTES,
            *uploads.ROUTES,
            *imports.ROUTES,
            *known.ROUTES,
            *files.ROUTES,
            *live.ROUTES,
            *reminders.ROUTES,
            *clock.ROUTES,
            *rules.ROUTES,
        ],
        middleware=[Middleware(Guard, settings=settings), Middleware(Door, place=place, suite=suite)],
        exception_handlers={Refused: _refused, HTTPException: in_words, Exception: _broken},  # type: ignore[dict-item]
        lifespan=lifespan,
    )
    app.state.place = place
    app.state.templates = environment()
    return app


def _provider(settings: ConsoleSettings, calls: Calls) -> tuple[Provider, list[Mount]]:
    """The issuer of the settings, or, where they say so, a development issuer in this very process."""
    if not settings.is_trying:
        return Provider(settings, settings.issuer), []
    from console.trying.issuer import PATH, DevelopmentIssuer

    issuer = DevelopmentIssuer(settings, calls)
    transport = httpx.ASGITransport(app=issuer.app)  # not by the network: in a container our own address may be another outside
    return Provider(settings, issuer.url, _Below(PATH, transport)), [Mount(PATH, issuer.app)]


class _Below(httpx.AsyncBaseTransport):
    """Leads requests below a path to an application that is mounted there."""

    def __init__(self, path: str, inner: httpx.AsyncBaseTransport) -> None:
        self._path = path
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode("ascii").removeprefix(self._path)
        request.url = request.url.copy_with(raw_path=path.encode("ascii"))
        return await self._inner.handle_async_request(request)


async def _healthy(request: Request) -> Response:
    return PlainTextResponse("ok")


async def _refused(request: Request, refused: Refused) -> Response:
    """A page that could not be made, and why."""
    if refused.code == "UNAUTHENTICATED":
        session = request.scope.get("session")
        if session is not None:
            await request.app.state.place.sessions.end(session)
        return page(request, "welcome.html", to="/", failed=refused.message, status=401)
    status = {"NOT_FOUND": 404, "PERMISSION_DENIED": 403, "UNAVAILABLE": 503}.get(refused.code, 400)
    return page(request, "refused.html", refused=refused, status=status)


async def _broken(request: Request, error: Exception) -> Response:
    """A fault of ours, which the log has: in words, and with what every answer has, for the guard stands further in."""
    said = "系统出了错，没有显示出这一页。刚才如果提交了事项，请先看它是否已经办成，再提交"
    answer = page(request, "refused.html", refused=Refused("INTERNAL", "", "", said, {}), status=500)
    answer.headers.update({**headers_of(request.app.state.place.settings), "cache-control": "no-store"})
    return answer
