"""Files of resources, down."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from cli.refused import Refused
from cli.services import SERVICES
from console.transfer import download


async def get(request: Request) -> Response:
    """To keep, never to run: whatever it is, browsers are told to save it."""
    service = request.path_params["service"]
    if service not in SERVICES:
        raise Refused("NOT_FOUND", "", "", "没有这个文件", {})
    name, digest = request.query_params.get("of", ""), request.query_params.get("digest", "")
    file, content = await download(request.scope["caller"], service, name, digest)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "content-length": str(file.size),
        "content-security-policy": "sandbox",
    }
    return StreamingResponse(content, headers=headers, media_type=file.media_type or "application/octet-stream")


ROUTES = [Route("/files/{service}", get)]
