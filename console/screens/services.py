"""Services, test facilities with their calendar, technology intelligence (9.2, 9.3)."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.calls import MOST_SHOWN, Caller, Gone, Listed, each_had, had
from console.due import Due, Step, due_of, period_of
from console.forms.choices import Choices, fields, projects
from console.names import Named
from console.pages import page
from console.place import place_of
from console.project.acts import listed_acts
from console.show import as_date

_SUPPORT = "sanzhi.support.v1.SupportService"
_MONTHS_AHEAD, _MOST_PROJECTS = 24, 20
Thing = dict[str, Any]


async def services(request: Request) -> Response:
    """Requests that the caller may read, the next last day first."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    found = await caller.pages(f"{_SUPPORT}/ListServiceRequests", {}, "service_requests", most=MOST_SHOWN)
    named = await place.names.of(caller, found)
    rows = sorted((_service(each, named, now) for each in found), key=lambda row: (row["due"] is None, row["it"]["due_date"]))
    return page(request, "services.html", rows=Listed(rows, is_cut=found.is_cut), named=named)


async def service(request: Request) -> Response:
    """One request."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    name = f"projects/{request.path_params['id']}/serviceRequests/{request.path_params['number']}"
    found = await caller.ask(f"{_SUPPORT}/GetServiceRequest", {"name": name})
    acts = await listed_acts(caller, [("support", name, "")], place.laws.on(as_date(now)), found["project"])
    result = await had(caller.ask("sanzhi.sharing.v1.SharingService/GetResult", {"name": found["result"]})) if found["result"] else None
    named = await place.names.of(caller, found)
    title = "" if result is None or isinstance(result, Gone) else result["title"]
    return page(request, "service.html", service=_service(found, named, now), result=title, acts=acts, named=named)


def _service(it: Thing, named: Named, now: datetime) -> Thing:
    """A request with its last day and whose turn it is (9.2)."""
    kind = it["kind"].removeprefix("SERVICE_KIND_").lower()
    runs = it["state"].endswith(("_REQUESTED", "_ASSIGNED"))
    step = Step("申请之日", it["requested_at"], period_of("support", it["policy_version"], "services", kind))
    due: Due | None = due_of(it["due_date"], it["provisional"], step, now) if runs else None
    chosen = any(each["chosen"] for each in it["offers"])
    working = f"{named(it['assignee'])}办理，说明办理结果。" if it["assignee"] else ""
    if kind == "manufacturing" and not chosen:
        working = "企业报名生产；承担单位从中选定一家以后，承办人办结。"
    following = {"REQUESTED": "市、县科技部门指定承办人。", "ASSIGNED": working, "COMPLETED": "申请方评价，1 至 5 星。"}
    return {"it": it, "due": due, "next": following.get(it["state"].removeprefix("SERVICE_STATE_"), "")}


async def facilities(request: Request) -> Response:
    """All of them."""
    place, caller = place_of(request), request.scope["caller"]
    found = await caller.pages(f"{_SUPPORT}/ListFacilities", {}, "facilities", most=MOST_SHOWN)
    named = await place.names.of(caller, found)
    return page(request, "facilities.html", rows=found, named=named)


async def facility(request: Request) -> Response:
    """One facility with a month of its days."""
    place, caller, today = place_of(request), request.scope["caller"], as_date(request.scope["now"])
    name = f"facilities/{request.path_params['id']}"
    first = _month(request.query_params.get("month", ""), today)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    found, calendar = await asyncio.gather(
        caller.ask(f"{_SUPPORT}/GetFacility", {"name": name}),
        caller.ask(f"{_SUPPORT}/GetFacilityCalendar", {"name": name, "first_day": first.isoformat(), "last_day": last.isoformat()}),
    )
    acts = await listed_acts(caller, [("support", name, "")], place.laws.on(today))
    named = await place.names.of(caller, found)
    return page(
        request,
        "facility.html",
        it=found,
        weeks=weeks_of(calendar["days"], found["capacity"], today),
        month=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=last + timedelta(days=1),
        acts=acts,
        named=named,
    )


def _month(text: str, today: date) -> date:
    """The first day of the month asked for; this one where that is none, or too far away to be booked."""
    try:
        asked = date.fromisoformat(f"{text}-01") if text else today
    except ValueError:
        asked = today
    far = abs((asked - today).days) > 31 * _MONTHS_AHEAD
    return (today if far else asked).replace(day=1)


def weeks_of(days: list[Thing], capacity: int, today: date) -> list[list[Thing | None]]:
    """A month as weeks from Monday on; None for days of other months. kind: "past", "closed", "full", "some", "free"."""
    cells: list[Thing | None] = [None] * (date.fromisoformat(days[0]["day"]).weekday() if days else 0)
    for each in days:
        day = date.fromisoformat(each["day"])
        room = "full" if not each["free"] else "free" if each["free"] >= capacity else "some"
        kind = "past" if day < today else "closed" if each["closed"] else room
        cells.append({**each, "number": day.day, "kind": kind, "is_today": day == today})
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


async def notices(request: Request) -> Response:
    """Technology intelligence; of a project, what was pushed to it."""
    place, caller = place_of(request), request.scope["caller"]
    query = request.query_params
    own, tree = await asyncio.gather(projects(caller), fields(caller))
    asked = {name: query[name] for name in ("project", "field", "query") if query.get(name, "").strip()}
    found = await had(caller.pages(f"{_SUPPORT}/ListNotices", asked, "notices", most=MOST_SHOWN))
    listed = Listed[Thing]() if isinstance(found, Gone) else found
    rows = Listed(sorted(listed, key=lambda each: each["dated"], reverse=True), is_cut=listed.is_cut)
    return page(
        request,
        "notices.html",
        rows=rows,
        problem=found.why if isinstance(found, Gone) else "",
        asked=asked,
        projects=own,
        tree=dict(tree),
        named=await place.names.of(caller, rows),
    )


async def notice(request: Request) -> Response:
    """One notice, and which of the caller's projects have it."""
    place, caller = place_of(request), request.scope["caller"]
    found = await caller.ask(f"{_SUPPORT}/GetNotice", {"name": f"notices/{request.path_params['id']}"})
    own, tree = await asyncio.gather(projects(caller), fields(caller))
    mine = Listed[tuple[str, str]]() if request.scope["me"].is_department else await _pushed_to(caller, found["name"], own)
    named = await place.names.of(caller, found)
    return page(request, "notice.html", it=found, mine=mine, tree=dict(tree), named=named)


async def _pushed_to(caller: Caller, name: str, own: Choices) -> Choices:
    """Those projects that the notice was pushed to and that the caller acts for; of the first _MOST_PROJECTS that they may read."""
    found = await each_had(caller.pages(f"{_SUPPORT}/ListNotices", {"project": each}, "notices") for each, _ in own[:_MOST_PROJECTS])
    has = [not isinstance(listed, Gone) and name in [each["name"] for each in listed] for listed in found]
    pushed = [one for one, is_there in zip(own, has, strict=False) if is_there]
    takes_part = await each_had(_takes_part(caller, project) for project, _ in pushed)
    mine = (one for one, is_mine in zip(pushed, takes_part, strict=True) if is_mine is True)
    return Listed(mine, is_cut=own.is_cut or len(own) > _MOST_PROJECTS)


async def _takes_part(caller: Caller, project: str) -> bool:
    """Whether the caller acts for a project in what is pushed to it; owners, auditors and others read it alone (9.3)."""
    listed = await caller.ask("sanzhi.acts.v1.ActsService/ListActs", {"name": project}, service="support")
    return any(act["rpc"].endswith("/FollowFields") and act["allowed"] for act in listed["acts"])


ROUTES = [
    Route("/services", services),
    Route("/projects/{id}/serviceRequests/{number}", service),
    Route("/facilities", facilities),
    Route("/facilities/{id}", facility),
    Route("/notices", notices),
    Route("/notices/{id}", notice),
]
