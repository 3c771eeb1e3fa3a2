"""Files of a form, up, while it is still being filled in: with a script, for it can show how far one has got."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cli.refused import Refused
from cli.services import SERVICES
from console.transfer import upload


async def post(request: Request) -> Response:
    """One file; the answer has what the form then says of it, or why it was not taken."""
    service = request.path_params["service"]
    if service not in SERVICES:
        return JSONResponse({"wrong": "没有这个服务"}, 404)
    async with request.form(max_files=1, max_fields=2) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return JSONResponse({"wrong": "没有选择文件"}, 400)
        try:
            return JSONResponse(await upload(request.scope["caller"], service, file.filename, file.file))
        except Refused as refused:
            return JSONResponse({"wrong": refused.message}, 422)


ROUTES = [Route("/uploads/{service}", post, methods=["POST"])]
