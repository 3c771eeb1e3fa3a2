"""Lists as Excel workbooks: what the page lists, with the same filters."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cli.refused import Refused
from console.forms.known import areas
from console.place import place_of
from console.screens.desk import lamp_of
from console.sheets.writing import Cell, Column, workbook
from console.show import as_date, word

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = list[list[Cell]]
DESK = "sanzhi.desk.v1.DeskService"
LEDGER = ("query", "stage", "lamp", "county", "kind", "order")
_MOST = 100_000


class List:
    """A list with its columns. listed: its filters in words."""

    def __init__(self, title: str, columns: list[Column], rows: Rows, listed: str = "") -> None:
        self.title = title
        self.columns = columns
        self.rows = rows
        self.listed = listed


async def show(request: Request) -> Response:
    """A workbook. Refuses NOT_FOUND."""
    made = _MADE.get(request.path_params["list"])
    if made is None:
        raise Refused("NOT_FOUND", "", "", "没有这个列表", {})
    found = await made(request)
    now: datetime = request.scope["now"]
    content = workbook(found.title, found.columns, found.rows, found.listed, now)
    file = quote(f"{found.title}-{as_date(now)}.xlsx")
    return Response(content, headers={"content-disposition": f"attachment; filename*=UTF-8''{file}"}, media_type=_TYPE)


async def _projects(request: Request) -> List:
    columns = [
        Column("项目", width=42),
        Column("承担单位", width=28),
        Column("业主", width=28),
        Column("类型"),
        Column("责任制"),
        Column("县区", width=12),
        Column("阶段", width=12),
        Column("进展", width=24),
        Column("责任人", width=12),
        Column("技术总师", width=12),
        Column("下一期限", width=22),
        Column("最后一日", "date", 12),
        Column("灯", width=14),
        Column("总经费", "money"),
        Column("已到账", "money"),
        Column("已支出", "money"),
    ]
    titles, asked = {code: title for title, code in areas().items()}, filters_of(request, LEDGER)
    found = await request.scope["caller"].pages(f"{DESK}/ListProjects", asked, "projects", most=_MOST)
    rows: Rows = []
    for it in found:
        line: list[Cell] = [it["title"], _name(it["undertaking_unit"]), "、".join(_name(each) for each in it["owners"])]
        line += [it["kind_label"], it["regime_label"], titles.get(it["county"], it["county"]), word(it["stage"]), it["stage_detail"]]
        line += [_name(it["lead"]) + ("（提名）" if it["lead_is_nominated"] else ""), _name(it["technical_chief"]), it["next_label"]]
        line += [as_date(it["next_day"]) if it["next_day"] else None, lamp_of(it["lamp"], it["days_left"])[1]]
        rows.append([*line, int(it["budget_fen"]), int(it["received_fen"]), int(it["spent_fen"])])
    return List("项目台账", columns, rows, listed(asked, titles))


async def _deadlines(request: Request) -> List:
    columns = [
        Column("项目", width=42),
        Column("节点", width=24),
        Column("期限", width=24),
        Column("规则", width=10),
        Column("责任方", width=24),
        Column("最后一日", "date", 12),
        Column("暂定", width=8),
        Column("灯", width=14),
    ]
    asked: dict[str, Any] = filters_of(request, ("lamp",)) | ({"mine": True} if request.query_params.get("mine") else {})
    found = await request.scope["caller"].pages(f"{DESK}/ListDeadlines", asked, "deadlines", most=_MOST)
    rows: Rows = []
    for it in found:
        line: list[Cell] = [it["project_title"], it["node_title"], it["label"], "、".join(it["rules"]), _name(it["responsible"])]
        line += [as_date(it["last_day"]), "暂定" if it["provisional"] else "", lamp_of(it["lamp"], it["days_left"])[1]]
        rows.append(line)
    return List("未了期限", columns, rows, listed(asked, {}))


def _name(named: dict[str, Any] | None) -> str:
    return str(named["display_name"] or named["name"]) if named else ""


def filters_of(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    """What the page was filtered by."""
    return {name: request.query_params[name] for name in names if request.query_params.get(name, "").strip()}


def listed(asked: dict[str, Any], titles: dict[str, str]) -> str:
    """The filters in words."""
    said = {
        "query": f"搜索“{asked.get('query')}”",
        "county": f"县区：{titles.get(asked.get('county', ''), asked.get('county'))}",
        "kind": f"类型：{word('PROJECT_KIND_' + str(asked.get('kind')).upper())}",
        "stage": f"阶段：{word(asked.get('stage'))}",
        "lamp": f"灯：{word(asked.get('lamp'))}",
        "mine": "只列由我办理的",
    }
    return "；".join(text for name, text in said.items() if asked.get(name))


async def _people(request: Request) -> List:
    columns = [Column("姓名", width=14), Column("单位", width=36), Column("系统角色", width=30)]
    caller, place = request.scope["caller"], place_of(request)
    everybody = await place.names.everybody(caller, "people")
    organizations = {each["name"]: each["display_name"] for each in await place.names.everybody(caller, "organizations")}
    rows: Rows = [
        [each["display_name"], organizations.get(each["organization"], ""), "、".join(word(role) for role in each["roles"])]
        for each in everybody
    ]
    return List("人员", columns, rows)


_MADE: dict[str, Callable[[Request], Awaitable[List]]] = {
    "projects": _projects,
    "deadlines": _deadlines,
    "people": _people,
}

ROUTES = [Route("/excel/{list}", show)]
