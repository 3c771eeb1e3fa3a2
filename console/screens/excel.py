"""Lists as Excel workbooks: what the page lists, with the same filters."""

from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cli.refused import Refused
from console.exports import desk, exchange, oversight, registry, support
from console.me import Me
from console.sheets.writing import workbook
from console.show import as_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = {**desk.LISTS, **registry.LISTS, **oversight.LISTS, **support.LISTS, **exchange.LISTS}


async def show(request: Request) -> Response:
    """A workbook. Refuses NOT_FOUND."""
    made = LISTS.get(request.path_params["list"])
    if made is None:
        raise Refused("NOT_FOUND", "", "", "没有这个列表", {})
    found = await made(request)
    now: datetime = request.scope["now"]
    me: Me = request.scope["me"]
    by = f"{me.display_name}{f'（{me.organization_name}）' if me.organization_name else ''}"
    content = workbook(found.title, found.columns, found.rows, f"{found.listed or '全部'}；{by}导出", now)
    return attached(content, f"{found.title}-{as_date(now)}")


def attached(content: bytes, title: str) -> Response:
    """A workbook as a file that the browser keeps."""
    disposition = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return Response(content, headers={"content-disposition": disposition}, media_type=XLSX)


ROUTES = [Route("/excel/{list}", show)]
