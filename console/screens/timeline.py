"""A project's dates: drawn, and the same as a table; every date with its working."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.calls import Gone
from console.forms.refusals import clauses_of
from console.pages import page
from console.place import place_of
from console.project.archive import load
from console.project.chart import chart_of, strip_of
from console.project.entries import entries_of
from console.screens.project import dated, parts_of
from console.show import as_date


async def show(request: Request) -> Response:
    """All dates; ?date= one of them with its working."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    archive = await load(caller, f"projects/{request.path_params['id']}")
    deadlines = dated(archive, now)
    picked = _picked(deadlines, request.query_params.get("date", ""))
    named = await place.names.of(caller, *parts_of(archive))
    return page(
        request,
        "timeline.html",
        archive=archive,
        project=archive.project,
        entries=entries_of(archive, deadlines, as_date(now)),
        today=as_date(now),
        picked=picked,
        chart=chart_of(archive, deadlines, as_date(now)),
        strip=strip_of(picked["deadline"]) if picked else None,
        clauses=clauses_of(picked["deadline"]["rule"], place.laws.on(as_date(now))) if picked else (),
        named=named,
        gone=Gone,
    )


def _picked(deadlines: list[dict[str, Any]], name: str) -> dict[str, Any] | None:
    """The one asked for, else the most urgent."""
    return next((each for each in deadlines if each["deadline"]["name"] == name), deadlines[0] if deadlines else None)


ROUTES = [Route("/projects/{id}/timeline", show)]
