"""What the desk knows over all projects: the workbench, the ledger, deadlines, the board."""

import asyncio
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from chassis.words import word_of
from cli.words.enums import enums_of
from console.belonging import page_about, page_of
from console.calls import Caller, Gone, Listed, had
from console.forms.known import areas
from console.live import MINE, mark_of_tasks
from console.me import Me
from console.pages import page
from console.place import place_of
from console.project.working import working_of_desk

_DESK = "sanzhi.desk.v1.DeskService"
_LAMPS = {"LAMP_OVERDUE": "late", "LAMP_SOON": "soon", "LAMP_NORMAL": "fine", "LAMP_NONE": "none"}
_PAGE = 50
_OFF_TIMELINE = ("deviation", "application_correction")  # deadlines that are no dates of a project's timeline
_MOST_NAMES = 500  # that ListDeadlines takes
_MOST_LAMPS = 60  # in a row of the board: of more projects each stands for several
Thing = dict[str, Any]


def lamp_of(lamp: str, days_left: int) -> tuple[str, str]:
    """Kind and words."""
    kind = _LAMPS.get(lamp, "none")
    if kind == "late":
        return kind, f"逾期 {-days_left} 天"
    if kind == "soon":
        return kind, f"剩 {days_left} 天" if days_left else "今天届满"
    return kind, f"还有 {days_left} 天" if kind == "fine" else "无期限"


async def workbench(request: Request) -> Response:
    """What is mine to do, most urgent first; what others owe; what I began."""
    me: Me = request.scope["me"]
    caller: Caller = request.scope["caller"]
    mine, owed, started, drafts = await asyncio.gather(
        tasks_of(caller, "TASK_VIEW_MINE", 200),
        tasks_of(caller, "TASK_VIEW_OWED", 60),
        tasks_of(caller, "TASK_VIEW_STARTED", 20),
        place_of(request).drafts.of(me.name),
    )
    workings = await _workings(caller, [*mine, *owed])
    shown = Listed((_task(each, me, workings, request.scope["now"]) for each in mine), is_cut=mine.is_cut)
    return page(
        request,
        "workbench.html",
        first=shown[0] if shown else None,
        groups=grouped(shown[1:]),
        mine=shown,
        count=f"{len(shown)}{'+' if shown.is_cut else ''}",
        late=sum(each["lamp"][0] == "late" for each in shown),
        owed=Listed((_task(each, me, workings, request.scope["now"]) for each in owed), is_cut=owed.is_cut),
        started=started,
        drafts=drafts,
        live=MINE,
        mark=mark_of_tasks(mine),
    )


async def _workings(caller: Caller, tasks: list[Thing]) -> dict[str, Any]:
    """How the dates of these tasks came about, as far as the desk tells."""
    names = sorted({task["deadline"] for task in tasks if task.get("deadline")})[:_MOST_NAMES]
    if not names:
        return {}
    found = await had(caller.pages(f"{_DESK}/ListDeadlines", {"names": names}, "deadlines", most=_MOST_NAMES))
    return {} if isinstance(found, Gone) else {each["name"]: working_of_desk(each) for each in found}


async def done(request: Request) -> Response:
    """What I have done."""
    listed = await tasks_of(request.scope["caller"], "TASK_VIEW_DONE", 200)
    return page(request, "done.html", tasks=listed)


async def tasks_of(caller: Caller, view: str, most: int) -> Listed[Thing]:
    """The caller's, with where each leads; a county's office by its name, whether it is on record or not."""
    found: Listed[Thing] = await caller.pages(f"{_DESK}/ListTasks", {"view": view}, "tasks", most=most)
    titles = {f"areas/{code}": f"{title}科技部门" for title, code in areas().items()}
    for task in found:
        task["place"] = page_about(task["resource"], task["project"])
        for holder in task["holders"]:
            holder["display_name"] = titles.get(holder["name"], holder["display_name"])
    return found


def _task(task: Thing, me: Me, workings: dict[str, Any], now: Any) -> Thing:
    service, method = task["method"].split(".")[1], task["method"].rpartition("/")[2]
    waited = (now - datetime.fromisoformat(task["since"])).days if task.get("since") else 0
    lamp = lamp_of(task["lamp"], task["days_left"]) if task["last_day"] else ("none", f"已等 {waited} 天" if waited > 0 else "今天")
    return {
        **task,
        "lamp": lamp,
        "href": f"/acts/{service}/{method}?on={quote(task['resource'])}",
        "why": why_mine(task, me),
        "working": workings.get(task["deadline"]) if task["deadline"] else None,
    }


def why_mine(task: Thing, me: Me) -> str:
    """Why it is on somebody's list."""
    names = [holder["name"] for holder in task["holders"]]
    if me.name in names:
        return "指名由您本人办理"
    if me.organization and me.organization in names:
        return f"由{me.organization_name}办理"
    return f"由{'、'.join(holder['display_name'] for holder in task['holders'])}办理"


def grouped(tasks: list[Thing]) -> list[tuple[str, list[Thing]]]:
    """By urgency, empty groups left out."""
    titles = {"late": "逾期", "soon": "临近", "fine": "以后", "none": "方案没有定期限"}
    found = [(title, [each for each in tasks if each["lamp"][0] == kind]) for kind, title in titles.items()]
    return [(title, listed) for title, listed in found if listed]


async def ledger(request: Request) -> Response:
    """Projects by their next last day, filtered and searched by the desk."""
    query = request.query_params
    asked = {name: query[name] for name in ("query", "stage", "lamp", "county", "kind", "order") if query.get(name, "").strip()}
    answer = await request.scope["caller"].ask(f"{_DESK}/ListProjects", {**asked, "page_size": _PAGE, "page_token": query.get("page", "")})
    rows = [{**each, "lamp_shown": lamp_of(each["lamp"], each["days_left"])} for each in answer["projects"]]
    following = {**asked, "page": answer["next_page_token"]} if answer["next_page_token"] else {}
    titles = {code: title for title, code in areas().items()}
    return page(
        request, "ledger.html", rows=rows, asked=asked, following=following, areas=titles, stages=_values("Stage"), lamps=_values("Lamp")
    )


def _values(enum: str) -> list[tuple[str, str]]:
    return [(value.name, word_of(value)) for value in enums_of("desk")[enum].values if value.number]


async def deadlines(request: Request) -> Response:
    """Open ones over all projects."""
    query = request.query_params
    asked: Thing = {name: query[name] for name in ("lamp",) if query.get(name)}
    if query.get("mine"):
        asked["mine"] = True
    answer = await request.scope["caller"].ask(f"{_DESK}/ListDeadlines", {**asked, "page_size": _PAGE, "page_token": query.get("page", "")})
    rows = [
        {
            "deadline": each,
            "lamp": lamp_of(each["lamp"], each["days_left"]),
            "working": working_of_desk(each),
            "place": page_about(each["name"], each["project"]),
            "own": page_of(each["name"]) if each["kind"] in _OFF_TIMELINE else "",
        }
        for each in answer["deadlines"]
    ]
    following = {**asked, "page": answer["next_page_token"]} if answer["next_page_token"] else {}
    return page(request, "deadlines.html", rows=rows, asked=asked, following=following, lamps=_values("Lamp")[:3])


async def board(request: Request) -> Response:
    """Figures, each drawn and in words."""
    found = await request.scope["caller"].ask(f"{_DESK}/GetBoard", {})
    titles = {code: title for title, code in areas().items()}
    most = max([each["projects"] for each in found["stages"]] + [1])
    money = max([int(each["budget_fen"]) for each in found["money"]] + [1])
    overdue = sum(each["overdue"] for each in found["counties"])
    soon = sum(each["soon"] for each in found["counties"])
    one_lamp = max(1, -(-max([each["projects"] for each in found["counties"]] + [0]) // _MOST_LAMPS))
    figures = {"board": found, "most": most, "most_money": money, "overdue": overdue, "soon": soon, "one_lamp": one_lamp}
    return page(request, "board.html", areas=titles, **figures)


async def first(request: Request) -> Response:
    """Where one starts."""
    return RedirectResponse("/workbench", 303)


ROUTES = [
    Route("/", first),
    Route("/workbench", workbench),
    Route("/workbench/done", done),
    Route("/projects", ledger),
    Route("/deadlines", deadlines),
    Route("/board", board),
]
