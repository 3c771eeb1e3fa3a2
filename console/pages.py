"""Pages from templates: every one with what the frame needs."""

from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from cli.refused import Refused
from console.me import Me
from console.menu import begins, menu_of
from console.place import place_of
from console.show import FILTERS

_SAID = {
    400: "提交的内容没有收下：文字过长，或者项数、文件过多。请返回上一页，删减以后再提交",
    404: "没有这一页",
    405: "这个地址只接收页面上提交的内容，不能直接打开",
}


def environment() -> Environment:
    """Everything is escaped; what is not there is a fault and not an empty place."""
    made = Environment(
        loader=PackageLoader("console"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def page(request: Request, template: str, *, status: int = 200, **shown: Any) -> Response:
    """A page for the person who asks, or for nobody. live, mark: whose changes it takes in, and what it shows of them (live.py)."""
    place, scope = place_of(request), request.scope
    me = scope.get("me")
    frame = {
        "me": me,
        "session": scope.get("session"),
        "now": scope.get("now"),
        "told": scope.get("told", ""),
        "menu": menu_of(me, request.url.path, is_rehearsal=place.is_rehearsal) if me else [],
        "crumb": partial(_crumb, me) if me else None,
        "is_trying": place.settings.is_trying,
        "is_rehearsal": place.is_rehearsal,
        "here": request.url.path,
        # Of this very page, to open it again; a form leaves out what no address is to bring.
        "again": f"{request.url.path}{'?' if request.url.query else ''}{request.url.query}",
        "laws": place.laws,
        "live": "",
        "mark": "",
    }
    if taken := frame.keys() & shown.keys() - {"live", "mark", "again"}:
        raise ValueError(f"{template} takes what is the frame's: {taken}")
    content = request.app.state.templates.get_template(template).render({**frame, **shown})
    return HTMLResponse(content, status)


def in_words(request: Request, error: HTTPException) -> Response:
    """What the web framework refuses, by itself and in English: a page that there is not, a form larger than any of ours."""
    said = _SAID.get(error.status_code, "这一页打不开")
    if "session" not in request.scope:
        return PlainTextResponse(said, error.status_code)
    refused = Refused("NOT_FOUND" if error.status_code == 404 else "", "", "", said, {})
    return page(request, "refused.html", refused=refused, status=error.status_code)


def _crumb(me: Me, href: str, title: str) -> Markup:
    """The first step of a page's way."""
    return Markup('<li><a href="{}">{}</a></li>').format(*begins(me, href, title))
