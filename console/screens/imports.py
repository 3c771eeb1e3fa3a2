"""Lists that come in from Excel: the template, the check of what was sent, and carrying it out."""

import asyncio
import hashlib

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cli.refused import Refused
from console.forms.known import register
from console.imports.checking import check
from console.imports.kept import MADE, Import, import_of, key_of
from console.imports.kinds import KINDS, ImportKind, kind_at
from console.imports.opening import MOST_BYTES, Unusable, opened
from console.imports.running import go_on, refused_of
from console.imports.table import items_of, table_of
from console.imports.workbook import returned, template
from console.me import Me
from console.pages import page
from console.place import place_of
from console.screens.excel import attached
from console.show import as_date


async def show(request: Request) -> Response:
    """What can come in, with the templates; one's own imports of the last days."""
    me: Me = request.scope["me"]
    kinds = [kind for kind in KINDS.values() if kind.whose & me.roles]
    sent = [each for each in await place_of(request).imports.of(me.name) if each.kind in KINDS]
    return page(request, "imports.html", kinds=kinds, sent=sent, titles=_titles(), unusable="")


async def blank(request: Request) -> Response:
    """The template."""
    kind = kind_at(request.path_params["kind"])
    return attached(await asyncio.to_thread(template, kind), f"{kind.title}导入模板")


async def send(request: Request) -> Response:
    """A filled one: read, checked, kept; nothing is done yet."""
    kind, place, caller = _kind(request), place_of(request), request.scope["caller"]
    try:
        content = await _content(request)
        digest = hashlib.sha256(content).hexdigest()
        before = await place.imports.find(caller.person, key_of(caller.person, kind.key, digest))
        if before is not None and before.is_under_way:  # it goes on where it stopped
            return _to(before, asks=True)
        sheets = await asyncio.to_thread(opened, content)
        table = table_of(kind, sheets, place.settings.import_rows)
    except Unusable as unusable:
        return page(request, "imports.html", kinds=[kind], sent=[], titles=_titles(), unusable=str(unusable), status=422)
    place.names.forget()  # what was registered a moment ago is there
    sent = import_of(caller.person, kind.key, digest, table, items_of(kind, table, await register(caller, place.names)))
    sent.to_check, sent.sent = sent.readable, request.scope["now"]
    await check(caller, kind, sent, place.laws)
    sent.turn = before.turn + 1 if before is not None and before.is_over else 0 if before is None else before.turn
    await place.imports.keep(sent)
    return _to(sent)


async def to_list(request: Request) -> Response:
    """From the address of what was not taken, opened again."""
    return RedirectResponse("/imports", 303)


async def _content(request: Request) -> bytes:
    """Of the one file. Raises Unusable."""
    async with request.form(max_files=1, max_fields=2) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Unusable("没有选择文件")
        if not file.filename.lower().endswith(".xlsx"):
            raise Unusable("只收 .xlsx：在 Excel 或者 WPS 里另存为“Excel 工作簿（.xlsx）”")
        return await file.read(MOST_BYTES + 1)


async def one(request: Request) -> Response:
    """What was sent: what is wrong of it, or what would be made; how far it is."""
    return await _shown(request, await _sent(request), "")


async def carry_out(request: Request) -> Response:
    """As many rows as fit into a press: to check, then to do."""
    place, sent, caller = place_of(request), await _sent(request), request.scope["caller"]
    if sent.to_check:
        why = await _checked_on(request, sent)
        await place.imports.keep(sent)
    elif sent.is_faulty:
        raise Refused("FAILED_PRECONDITION", "", "", "还有问题没有改，不能办理", {})
    else:
        why = await go_on(caller, KINDS[sent.kind], sent, place.imports, place.laws)
        place.names.forget()
    return await _shown(request, sent, why) if why else _to(sent)


async def _checked_on(request: Request, sent: Import) -> str:
    """Why the check stopped, zh-CN; nothing where it did not."""
    try:
        await check(request.scope["caller"], KINDS[sent.kind], sent, place_of(request).laws)
    except Refused as refused:
        if refused.code == "UNAUTHENTICATED":
            raise
        return refused.message
    return ""


async def back(request: Request) -> Response:
    """The workbook: what is wrong of each row; once begun, what was refused, what waits, and what was made."""
    kind, sent = kind_at(request.path_params["kind"]), await _found(request)
    if sent.to_check:
        raise Refused("FAILED_PRECONDITION", "", "", "还没有检查完", {})
    if sent.is_faulty:
        content = await asyncio.to_thread(returned, kind, sent.rows, sent.problems)
        return attached(content, f"{kind.title}导入问题-{as_date(request.scope['now'])}")
    done = {row: said for place, (state, said) in sent.done.items() if state == MADE for row in sent.bodies[place][0]}
    left = [place for place in range(len(sent.rows)) if place not in done]
    problems = [each for each in refused_of(sent) if each.row in left]
    moved = [type(each)(left.index(each.row), each.column, each.text) for each in problems]
    made = [(sent.rows[row], said) for row, said in sorted(done.items())]
    content = await asyncio.to_thread(returned, kind, [sent.rows[row] for row in left], moved, made)
    return attached(content, f"{kind.title}导入结果-{as_date(request.scope['now'])}")


def _kind(request: Request) -> ImportKind:
    kind = KINDS.get(request.path_params["kind"])
    if kind is None:
        raise Refused("NOT_FOUND", "", "", "没有这种导入", {})
    return kind


async def _sent(request: Request) -> Import:
    _kind(request)
    return await _found(request)


async def _found(request: Request) -> Import:
    sent = await place_of(request).imports.find(request.scope["caller"].person, request.path_params["key"])
    if sent is None or sent.kind != request.path_params["kind"]:
        raise Refused("NOT_FOUND", "", "", "没有这一次导入，或者已经过了七天", {})
    return sent


async def _shown(request: Request, sent: Import, why: str) -> Response:
    goes_on = not why and "on" in request.query_params
    kind, refused = KINDS[sent.kind], refused_of(sent)
    return page(request, "import.html", status=503 if why else 200, sent=sent, kind=kind, refused=refused, why=why, goes_on=goes_on)


def _titles() -> dict[str, str]:
    return {kind.key: kind.title for kind in KINDS.values()}


def _to(sent: Import, *, asks: bool = False) -> Response:
    """?on: it was begun a moment ago, and the page goes on with it by itself; who comes back later is asked first."""
    return RedirectResponse(f"/imports/{sent.kind}/{sent.key}{'?on' if sent.is_under_way and not asks else ''}", 303)


ROUTES = [
    Route("/imports", show),
    Route("/imports/{kind}/template", blank),
    Route("/imports/{kind}", send, methods=["POST"]),
    Route("/imports/{kind}", to_list),
    Route("/imports/{kind}/{key}", one),
    Route("/imports/{kind}/{key}", carry_out, methods=["POST"]),
    Route("/imports/{kind}/{key}/workbook", back),
]
