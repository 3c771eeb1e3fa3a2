"""Reports and plans of a project (5.1, 5.2): what they say, and what can be done with them now."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cli.refused import Refused
from console.content import content_of
from console.live import watched
from console.pages import page
from console.place import place_of
from console.project.acts import listed_acts
from console.show import as_date
from console.subjects import subject_of


async def show(request: Request) -> Response:
    """A process report or the integrated plan, as it was last submitted. Refuses NOT_FOUND."""
    place, caller, name = place_of(request), request.scope["caller"], request.url.path.removeprefix("/")
    live = await watched(caller, f"projects/{request.path_params['id']}")
    subject = await subject_of(caller, name)
    if subject.thing is None:
        raise Refused("NOT_FOUND", "", "", "没有这份报告或者方案，或者您无权查看", {})
    law = place.laws.on(as_date(request.scope["now"]))
    content, acts, named = await asyncio.gather(
        content_of(caller, subject, ""),
        listed_acts(caller, [("milestones", name, "")], law, subject.project),
        place.names.of(caller, subject.project, subject.thing),
    )
    return page(request, "report.html", subject=subject, content=content, acts=acts, named=named, **live)


ROUTES = [Route("/projects/{id}/progressReports/{number}", show), Route("/projects/{id}/integratedPlan", show)]
