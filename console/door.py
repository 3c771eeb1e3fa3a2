"""Lets in who is signed in, and shows the way to who is not, without losing what they had filled in."""

import time
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.settings import Settings
from cli.refused import Refused
from console.calls import Caller
from console.guard import MOST_FIELDS, MOST_FILES, STOP, TooLarge, bounded
from console.me import Me, look_up
from console.pages import in_words, page
from console.place import Place
from console.sessions import Session
from console.signin import cookie_name, kept_fresh, to_welcome
from console.time import SuiteTime

# Who is out already needs not sign in to sign out, nor to have pages in large type.
_PUBLIC = ("/static/", "/welcome", "/signin", "/signout", "/display", "/trying", "/healthz", "/calendar/", "/reminders/confirm/", STOP)
_BY_ITSELF = ("/live",)  # asked by an open page, whether anybody looks at it or not; so is what comes with the header (live.js)
_BY_ITSELF_HEADER = "x-sanzhi-by-itself"
_FRESH = 30.0
# Of a form that nobody is signed in for, and whose texts are given back; files of that size go up before their form is sent (uploads.py).
MOST_GIVEN_BACK = 4 * 1024 * 1024


class Door:
    """ASGI middleware: scope gets `session`, `caller`, `me`, `now`, `told`."""

    def __init__(self, app: ASGIApp, place: Place, suite: Settings) -> None:
        self._app = app
        self._place = place
        self._time = SuiteTime(suite)
        self._known: dict[str, tuple[Me, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Asks who it is."""
        if scope["type"] != "http" or scope["path"].startswith("/static/") or scope["path"] == "/healthz":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        session = await self._session(request)
        answer: Response | None = None
        if session is not None:
            answer = await self._enter(scope, request, session)
        elif not scope["path"].startswith(_PUBLIC):
            answer = await self._outside(request)
        await (answer or self._app)(scope, receive, send)

    async def _session(self, request: Request) -> Session | None:
        cookie = request.cookies.get(cookie_name(self._place.settings, "session"), "")
        session = await self._place.sessions.find(cookie, is_seen=not _is_by_itself(request))
        return None if session is None else await kept_fresh(session, self._place)

    async def _enter(self, scope: Scope, request: Request, session: Session) -> Response | None:
        scope["session"] = session
        if scope["path"].startswith(_PUBLIC):
            return None
        caller = Caller(self._place.calls, session.person, session.token)
        try:
            scope["me"] = await self._who(caller)
            scope["now"] = await self._time.now(caller)
        except Refused as refused:
            if refused.code != "UNAUTHENTICATED":
                return _bare(request, refused)
            await self._place.sessions.end(session)
            scope["session"] = None
            return page(request, "welcome.html", to="/", failed=refused.message, status=401)
        scope["caller"] = caller
        if session.told and scope["method"] == "GET" and not _is_by_itself(request):
            scope["told"] = session.told
            await self._place.sessions.change(session, told="")
        return None

    async def _who(self, caller: Caller) -> Me:
        known, at = self._known.get(caller.token, (None, 0.0))
        if known is None or time.monotonic() - at >= _FRESH:
            known = await look_up(caller)
            if len(self._known) > 5000:
                self._known.clear()
            self._known[caller.token] = (known, time.monotonic())
        return known

    async def _outside(self, request: Request) -> Response:
        """Whose session is over in the middle of a form gets the form's content back, to send it once signed in again."""
        if _is_by_itself(request):
            return Response(status_code=401)  # for no page to read another page in its place
        if request.method in ("GET", "HEAD"):
            return to_welcome(request)
        request.scope["app"] = request.scope.get("app")
        try:
            sent = Request(request.scope, bounded(request.receive, MOST_GIVEN_BACK))
            async with sent.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
                kept = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        except TooLarge:
            failed = "登录已过期。刚才提交的内容过大，没有留存，请登录后重新填写"
            return page(request, "welcome.html", to="/", failed=failed, status=413)
        except HTTPException as error:  # no handler of the application's stands around this one
            request.scope["session"] = None
            return in_words(request, error)
        return page(request, "expired.html", to=request.url.path, query=request.url.query, kept=kept, status=401)


def _is_by_itself(request: Request) -> bool:
    """Whether a page asks and no person: that is no use of a session, and what is to be said once is not said to it."""
    return request.url.path in _BY_ITSELF or _BY_ITSELF_HEADER in request.headers


def _bare(request: Request, refused: Refused) -> Response:
    """Without a frame, for nothing is known of who asks."""
    request.scope.update(me=None, now=datetime.now(UTC))
    return page(request, "refused.html", refused=refused, status=503)
