"""Changes of what a page shows, as server-sent events: that there are some, and nothing of them."""

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from console.live import MINE, MOST_STREAMS
from console.place import place_of

_NOTHING = 204  # browsers do not ask again


async def listen(request: Request) -> Response:
    """Of a project that the caller may read, or of the caller's own tasks. Refuses NOT_FOUND."""
    caller, place = request.scope["caller"], place_of(request)
    of, since = request.query_params.get("of", ""), request.query_params.get("since", "")
    if place.live.streams >= MOST_STREAMS:
        return Response(status_code=_NOTHING)
    if of != MINE:
        await caller.ask("sanzhi.desk.v1.DeskService/GetProject", {"name": of})
    key = request.scope["session"].key

    async def is_over() -> bool:
        return not await place.sessions.goes_on(key)

    headers = {"x-accel-buffering": "no"}
    return StreamingResponse(place.live.changes(caller, of, since, is_over), headers=headers, media_type="text/event-stream")


ROUTES = [Route("/live", listen)]
