"""People and organisations as one types their names: titles that have what is typed in them."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cli.refused import Refused
from console.forms.kinds import Kind
from console.forms.known import KINDS, register
from console.place import place_of


async def show(request: Request) -> Response:
    """Titles as JSON. Refuses NOT_FOUND."""
    if (kind := request.path_params["kind"]) not in KINDS:
        raise Refused("NOT_FOUND", "", "", "没有这种名录", {})
    known = await register(request.scope["caller"], place_of(request).names)
    return JSONResponse(known.like(Kind(kind), request.query_params.get("text", "").strip()))


ROUTES = [Route("/known/{kind}", show)]
