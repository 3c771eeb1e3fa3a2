"""Changes of what a page shows, as server-sent events: that there are some, and nothing of them."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from console.live import MINE, STREAM_SECONDS
from console.place import place_of
from console.sessions import Session


async def listen(request: Request) -> Response:
    """Of a project that the caller may read, or of the caller's own tasks. Refuses NOT_FOUND."""
    caller, place = request.scope["caller"], place_of(request)
    of, since = request.query_params.get("of", ""), request.query_params.get("since", "")
    if of != MINE:
        await caller.ask("sanzhi.desk.v1.DeskService/GetProject", {"name": of})
    session: Session = request.scope["session"]

    async def is_over() -> bool:
        return not await place.sessions.goes_on(session.key)

    changes = place.live.changes(caller, of, since, is_over, _seconds(session))
    return StreamingResponse(changes, headers={"x-accel-buffering": "no"}, media_type="text/event-stream")


def _seconds(session: Session) -> float:
    """How long at most: a token that has ended asks for nothing, and whoever asks anew comes with a fresh one (door.py)."""
    ends = min(session.until, session.token_until or session.until)
    return min(STREAM_SECONDS, (ends - datetime.now(UTC)).total_seconds())


ROUTES = [Route("/live", listen)]
