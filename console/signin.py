"""Signing in and out: the way to the issuer and back, the cookie, the list of one's sessions."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console.oidc import Provider, SignInFailed, Tokens
from console.pages import page
from console.place import Place, place_of
from console.sessions import Attempt, Session, key_of, secret
from console.settings import ConsoleSettings

_MOST_CLOCK = timedelta(days=1)
_LONGEST_PLACE = 2000


def cookie_name(settings: ConsoleSettings, what: str) -> str:
    """`__Host-`: from this host alone, by TLS alone. On the loopback without TLS browsers take no such name, so a plain one."""
    return f"__Host-sanzhi-{what}" if settings.is_secure else f"sanzhi-{what}"


def set_cookie(answer: Response, settings: ConsoleSettings, what: str, value: str, seconds: int | None = None) -> None:
    """Out of reach of scripts, and not sent along by forms of other sites."""
    answer.set_cookie(
        cookie_name(settings, what), value, max_age=seconds, path="/", secure=settings.is_secure, httponly=True, samesite="lax"
    )


def local(path: str) -> str:
    """A place of our own, or the first page; where nobody is signed in yet it is kept, so it is of a bounded length."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path and "\r" not in path
    return path if is_ours and len(path) <= _LONGEST_PLACE else "/"


async def welcome(request: Request) -> Response:
    """Before one is signed in."""
    return page(request, "welcome.html", to=local(request.query_params.get("to", "/")), status=200)


async def set_out(request: Request) -> Response:
    """To the issuer."""
    place = place_of(request)
    cookie = secret()
    attempt = Attempt(key_of(cookie), secret(), secret(), secret() + secret(), local(request.query_params.get("to", "/")))
    try:
        url = await place.provider.way_there(attempt.state, attempt.nonce, attempt.verifier)
    except SignInFailed as failed:
        return page(request, "welcome.html", to=attempt.to, failed=str(failed), status=503)
    await place.sessions.set_out(attempt)
    answer = RedirectResponse(url, 303)
    set_cookie(answer, place.settings, "signin", cookie, 600)
    return answer


async def come_back(request: Request) -> Response:
    """From the issuer, with a code."""
    place, query = place_of(request), request.query_params
    attempt = await place.sessions.come_back(request.cookies.get(cookie_name(place.settings, "signin"), ""))
    try:
        if attempt is None or not hmac.compare_digest(query.get("state", "").encode(), attempt.state.encode()):
            raise SignInFailed("这一次登录已经过期，或者不是从这个浏览器开始的，请重新登录")
        if "code" not in query:
            raise SignInFailed("登录没有完成，请重新登录")
        tokens, claims = await place.provider.tokens_for(query["code"], attempt.verifier, attempt.nonce)
        fields = session_fields(tokens, claims, place)
    except SignInFailed as failed:
        return page(request, "welcome.html", to=attempt.to if attempt else "/", failed=str(failed), status=403)
    cookie = secret()  # a new one with every signing in: nobody else can have put it there before
    await place.sessions.begin(cookie, {**fields, "browser": request.headers.get("user-agent", "")[:200]})
    answer = RedirectResponse(attempt.to, 303)
    set_cookie(answer, place.settings, "session", cookie)
    answer.delete_cookie(cookie_name(place.settings, "signin"), path="/", secure=place.settings.is_secure, httponly=True)
    return answer


def session_fields(tokens: Tokens, claims: dict[str, Any], place: Place) -> dict[str, Any]:
    """What a session keeps of what the issuer gave. Raises SignInFailed where that is nobody of this system."""
    token = tokens.id_token if place.settings.token == "id_token" else tokens.access_token
    person = str(claims["sub"])
    if not person.startswith("people/"):
        raise SignInFailed(f"登录服务给出的身份“{person[:60]}”不是本系统的人员，请联系系统管理员")
    now = datetime.now(UTC)
    lasts = timedelta(seconds=tokens.expires_in) if tokens.expires_in else _MOST_CLOCK
    return {
        "person": person,
        "token": token,
        "id_token": tokens.id_token,
        "refresh_token": tokens.refresh_token,
        "token_until": now + min(lasts, _MOST_CLOCK),
    }


async def kept_fresh(session: Session, place: Place) -> Session | None:
    """The session with a token that holds for another while; None where there is no way to one, and so no session."""
    if not _ends_soon(session):
        return session
    async with place.sessions.alone(session):  # several pages ask at once, and a refresh token may hold for one question
        there = await place.sessions.again(session)
        if there is None or not _ends_soon(there):
            return there
        if fresh := await _renewed(there, place):
            return await place.sessions.change(there, **fresh)
        other = await place.sessions.again(there)
        if other is not None and other.token != there.token:  # another console was first
            return other
        await place.sessions.end(there)
        return None


def _ends_soon(session: Session) -> bool:
    return session.token_until is not None and datetime.now(UTC) >= session.token_until - timedelta(seconds=30)


async def _renewed(session: Session, place: Place) -> dict[str, Any]:
    """What of the session is new; nothing where the issuer gives nothing."""
    if not session.refresh_token:
        return {}
    now = datetime.now(UTC)
    try:
        tokens = await place.provider.renewed(session.refresh_token)
    except SignInFailed:
        return {}
    return {
        "token": tokens.id_token if place.settings.token == "id_token" else tokens.access_token,
        "token_until": now + timedelta(seconds=tokens.expires_in or 300),
        "refresh_token": tokens.refresh_token or session.refresh_token,
    }


async def sign_out(request: Request) -> Response:
    """Here, or everywhere; then at the issuer, where it has a place for that."""
    place, form = place_of(request), await request.form()
    session: Session | None = request.scope.get("session")
    way_out = ""
    if session is not None:
        await (place.sessions.end_all(session.person) if form.get("everywhere") else place.sessions.end(session))
        try:
            way_out = await place.provider.way_out(session.id_token)
        except SignInFailed:
            way_out = ""
    answer = RedirectResponse(way_out or "/welcome", 303)
    answer.delete_cookie(cookie_name(place.settings, "session"), path="/", secure=place.settings.is_secure, httponly=True)
    return answer


async def list_sessions(request: Request) -> Response:
    """Where one is signed in."""
    session: Session = request.scope["session"]
    return page(request, "sessions.html", sessions=await place_of(request).sessions.of(session.person), own=session.key)


async def display(request: Request) -> Response:
    """How pages are to look for this person."""
    form = await request.form()
    kind, contrast = str(form.get("type", "")), str(form.get("contrast", ""))
    session: Session | None = request.scope.get("session")
    if session is not None:
        chosen = {"type": "large"} if kind == "large" else {"contrast": "high"} if contrast == "high" else {"type": "", "contrast": ""}
        await place_of(request).sessions.change(session, **chosen)
    return RedirectResponse(local(str(form.get("back", "/"))), 303)


def to_welcome(request: Request) -> Response:
    """For whoever is not signed in."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/welcome?to={quote(request.url.path + query)}", 303)


ROUTES = [
    Route("/welcome", welcome),
    Route("/signin", set_out),
    Route("/signin/callback", come_back),
    Route("/signout", sign_out, methods=["POST"]),
    Route("/sessions", list_sessions),
    Route("/display", display, methods=["POST"]),
]

__all__ = ["ROUTES", "Provider", "cookie_name", "kept_fresh", "session_fields", "to_welcome"]
