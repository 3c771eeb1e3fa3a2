"""What the desk lists over all projects: tasks, the ledger, deadlines."""

from typing import Any

from starlette.requests import Request

from console.exports.listing import MOST, List, area_of, day, filters_of, made, names_of, number, said, shown_name, text, truth, words
from console.screens.desk import lamp_of, tasks_of
from console.sheets.writing import Column
from console.show import word

DESK = "sanzhi.desk.v1.DeskService"
_LEDGER = ("query", "stage", "lamp", "county", "kind", "order")
_LAMP = (Column("灯", width=14), lambda it: lamp_of(it["lamp"], it["days_left"])[1])


async def tasks(request: Request) -> List:
    """Of one view, the caller's own where none is named."""
    asked = {"view": request.query_params.get("view") or "TASK_VIEW_MINE"}
    found = await tasks_of(request.scope["caller"], asked["view"], MOST)
    fields = [
        text("事项", lambda it: it["label"], 26),
        text("关于", lambda it: it["about"], 28),
        text("项目", lambda it: it["project_title"], 42),
        text("由谁办理", lambda it: names_of(it["holders"]), 28),
        day("起", lambda it: it["since"]),
        day("最后一日", lambda it: it["last_day"]),
        truth("暂定", lambda it: it["provisional"]),
        (Column("灯", width=14), lambda it: lamp_of(it["lamp"], it["days_left"])[1] if it["last_day"] else ""),
        day("办理之日", lambda it: it["doings"][-1]["done_at"] if it["doings"] else ""),
        text("规则", lambda it: "、".join(it["rules"]), 10),
    ]
    return made(word(asked["view"]) or "事项", fields, found, said(asked))


async def projects(request: Request) -> List:
    """The ledger."""
    asked = filters_of(request, _LEDGER)
    found = await request.scope["caller"].pages(f"{DESK}/ListProjects", asked, "projects", most=MOST)
    fields = [
        text("项目", lambda it: it["title"], 42),
        text("承担单位", lambda it: shown_name(it["undertaking_unit"]), 28),
        text("业主", lambda it: names_of(it["owners"]), 28),
        text("类型", lambda it: it["kind_label"]),
        text("责任制", lambda it: it["regime_label"]),
        text("县区", lambda it: area_of(it["county"]), 12),
        words("阶段", "stage", 12),
        text("进展", lambda it: it["stage_detail"], 24),
        text("责任人", lambda it: shown_name(it["lead"]) + ("（提名）" if it["lead_is_nominated"] else ""), 12),
        text("技术总师", lambda it: shown_name(it["technical_chief"]), 12),
        text("下一期限", lambda it: it["next_label"], 22),
        day("最后一日", lambda it: it["next_day"]),
        _LAMP,
        number("总经费", lambda it: it["budget_fen"], "money"),
        number("已到账", lambda it: it["received_fen"], "money"),
        number("已支出", lambda it: it["spent_fen"], "money"),
    ]
    kind = {"kind": word(f"PROJECT_KIND_{asked['kind'].upper()}")} if "kind" in asked else {}
    return made("项目台账", fields, found, said(asked, county=area_of(asked.get("county", "")), **kind))


async def deadlines(request: Request) -> List:
    """Those that are open."""
    asked: dict[str, Any] = filters_of(request, ("lamp",)) | ({"mine": True} if request.query_params.get("mine") else {})
    found = await request.scope["caller"].pages(f"{DESK}/ListDeadlines", asked, "deadlines", most=MOST)
    fields = [
        text("项目", lambda it: it["project_title"], 42),
        text("节点", lambda it: it["node_title"], 24),
        text("期限", lambda it: it["label"], 24),
        text("规则", lambda it: "、".join(it["rules"]), 10),
        text("责任方", lambda it: shown_name(it["responsible"]), 24),
        day("最后一日", lambda it: it["last_day"]),
        truth("暂定", lambda it: it["provisional"]),
        _LAMP,
    ]
    return made("未了期限", fields, found, said(asked))


LISTS = {"tasks": tasks, "projects": projects, "deadlines": deadlines}
