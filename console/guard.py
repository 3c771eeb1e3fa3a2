"""What every request and every answer passes: cross-site writes are refused, pages run nothing but what is ours."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.settings import ConsoleSettings

_SAFE = ("GET", "HEAD", "OPTIONS")
# Pressed in a mail program, which sends no word of where it comes from (RFC 8058): the secret in the address alone decides, no session.
STOP = "/reminders/stop/"
# Files go through in pieces to where they are kept; no page of a form is larger.
MOST_BYTES = 210 * 1024 * 1024
MOST_FIELDS, MOST_FILES = 5000, 40  # of a form
# Browsers send forms in UTF-8. Other encodings bring what no message can carry, and some of Python's are of no text at all.
_ENCODINGS = (b"utf-8", b"utf8")


class TooLarge(HTTPException):
    """A request that goes on and on, whatever it has said of its length."""

    def __init__(self) -> None:
        super().__init__(413, "提交的内容过大")


def bounded(receive: Receive, most: int) -> Receive:
    """What comes of a request, as far as so many bytes. Raises TooLarge."""
    came = 0

    async def received() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise TooLarge
        return message

    return received


def is_cross_site(method: str, headers: Mapping[str, str], origin: str) -> bool:
    """Whether a write comes from another page than ours: by Fetch metadata, by Origin where a browser sends none.

    A request with neither is of no browser that we know, and could be of an old one that is misled: it is refused.
    """
    if method in _SAFE:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site != "same-origin"
    return headers.get("origin") != origin


def policy(settings: ConsoleSettings) -> str:
    """The Content-Security-Policy: nothing from elsewhere, no inline script or style, in nobody's frame.

    form-action: signing out is a form that may lead on to the issuer.
    """
    parts = urlsplit(settings.issuer)
    issuer = f" {parts.scheme}://{parts.netloc}" if settings.issuer else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        f"form-action 'self'{issuer}; frame-ancestors 'none'; base-uri 'none'"
    )


def headers_of(settings: ConsoleSettings) -> dict[str, str]:
    """What browsers are told with every answer."""
    return {
        "content-security-policy": policy(settings),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        **({"strict-transport-security": "max-age=31536000"} if settings.is_secure else {}),
    }


class Guard:
    """ASGI middleware around all of the console."""

    def __init__(self, app: ASGIApp, settings: ConsoleSettings) -> None:
        self._app = app
        self._origin = settings.origin
        self._host = urlsplit(settings.url).netloc
        self._headers = headers_of(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses, or lets through and adds what browsers are told."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused, sent = self._refused(scope), self._adding(send, scope["path"])
        try:
            await (refused or self._app)(scope, bounded(receive, MOST_BYTES), sent)
        except HTTPException as error:  # of the door, before any page: of a form that is none, or too large
            await PlainTextResponse(error.detail, error.status_code)(scope, receive, sent)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if scope["path"] == "/healthz":
            return None
        if headers.get("host") != self._host:  # a name of somebody else's that leads here
            if scope["method"] in _SAFE:
                query = scope["query_string"].decode("latin-1")
                return RedirectResponse(f"{self._origin}{scope['path']}{'?' if query else ''}{query}", 307)
            return PlainTextResponse("请从本系统自己的地址打开", 421)
        if not scope["path"].startswith(STOP) and is_cross_site(scope["method"], headers, self._origin):
            return PlainTextResponse("拒绝：这一提交不是从本系统的页面发出的", 403)
        if int(headers.get("content-length") or 0) > MOST_BYTES:
            return PlainTextResponse("提交的内容过大", 413)
        if parse_options_header(headers.get("content-type"))[1].get(b"charset", b"utf-8").lower() not in _ENCODINGS:
            return PlainTextResponse("提交的内容须以 UTF-8 编码", 415)
        return None

    def _adding(self, send: Send, path: str) -> Send:
        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if not path.startswith("/static/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        return adding
