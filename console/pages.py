"""Pages from templates: every one with what the frame needs."""

from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from console.me import Me
from console.menu import begins, menu_of
from console.place import place_of
from console.show import FILTERS


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
        "laws": place.laws,
        "live": "",
        "mark": "",
    }
    if taken := frame.keys() & shown.keys() - {"live", "mark"}:
        raise ValueError(f"{template} takes what is the frame's: {taken}")
    content = request.app.state.templates.get_template(template).render({**frame, **shown})
    return HTMLResponse(content, status)


def _crumb(me: Me, href: str, title: str) -> Markup:
    """The first step of a page's way."""
    return Markup('<li><a href="{}">{}</a></li>').format(*begins(me, href, title))
