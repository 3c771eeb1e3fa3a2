"""Results: the catalogue with its search, requests to use them, a result with its licences."""

import asyncio
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.words import word_of
from cli.words.enums import enums_of
from console.calls import MOST_SHOWN, Gone, Listed, had, or_why
from console.due import Due, Step, due_of, period_of
from console.forms.choices import sectors
from console.names import Named
from console.pages import page
from console.place import place_of
from console.project.acts import acts_each, listed_acts
from console.show import as_date

_SHARING = "sanzhi.sharing.v1.SharingService"
_OPEN = ("_PENDING", "_REFUSED", "_CONTESTED")  # requests that something can still be done to
_PAGE = 50
Thing = dict[str, Any]


async def catalogue(request: Request) -> Response:
    """What is confirmed, as searched for; what is on its way in, and requests, as far as they are the caller's to see."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    query = request.query_params
    asked = {name: query[name] for name in ("query", "kind", "field") if query.get(name, "").strip()}
    search = caller.ask(f"{_SHARING}/SearchCatalogue", {**asked, "page_size": _PAGE, "page_token": query.get("page", "")})
    (found, problem), coming, requests = await asyncio.gather(
        or_why(search, {"results": [], "next_page_token": ""}),
        _coming(caller),
        had(caller.pages(f"{_SHARING}/ListUseRequests", {}, "use_requests", most=MOST_SHOWN)),
    )
    asking = Listed[Thing]() if isinstance(requests, Gone) else requests
    named = await place.names.of(caller, found, coming, asking)
    following = {**asked, "page": found["next_page_token"]} if found["next_page_token"] else {}
    kinds = [(value.name, word_of(value)) for value in enums_of("sharing")["ResultKind"].values if value.number]
    return page(
        request,
        "results.html",
        rows=found["results"],
        problem=problem,
        asked=asked,
        following=following,
        kinds=kinds,
        coming=coming,
        requests=Listed((_request(each, named, now) for each in asking), is_cut=asking.is_cut),
        named=named,
    )


async def _coming(caller: Any) -> Listed[Thing]:
    """Registered or returned, and not in the catalogue yet."""
    states = ("RESULT_STATE_REGISTERED", "RESULT_STATE_RETURNED")
    parts = await asyncio.gather(
        *(had(caller.pages(f"{_SHARING}/ListResults", {"state": state}, "results", most=MOST_SHOWN)) for state in states)
    )
    there = [part for part in parts if not isinstance(part, Gone)]
    return Listed((each for part in there for each in part), is_cut=any(part.is_cut for part in there))


async def result(request: Request) -> Response:
    """One result: what it is, who may use it, who asks."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    name = f"projects/{request.path_params['id']}/results/{request.path_params['number']}"
    found, requests, uses, adoption = await asyncio.gather(
        caller.ask(f"{_SHARING}/GetResult", {"name": name}),
        had(caller.pages(f"{_SHARING}/ListUseRequests", {"parent": name}, "use_requests")),
        had(caller.pages(f"{_SHARING}/ListUses", {"parent": name}, "uses")),
        had(caller.ask(f"{_SHARING}/GetAdoption", {"name": name})),
    )
    asking = [] if isinstance(requests, Gone) else requests
    law, own = place.laws.on(as_date(now)), [("sharing", each["name"], "") for each in asking if each["state"].endswith(_OPEN)]
    acts, each_acts, named = await asyncio.gather(
        listed_acts(caller, [("sharing", name, "")], law, found["project"]),
        acts_each(caller, own, law, found["project"]),
        place.names.of(caller, found, asking, [] if isinstance(uses, Gone) else uses),
    )
    return page(
        request,
        "result.html",
        it=found,
        next=_next(found),
        requests=[_request(each, named, now) for each in reversed(asking)],
        uses=[] if isinstance(uses, Gone) else uses,
        adoption=None if isinstance(adoption, Gone) else adoption,
        sectors=dict(sectors()),
        today=as_date(now).isoformat(),
        acts=acts,
        acts_of=each_acts,
        named=named,
    )


def _next(it: Thing) -> str:
    """Who is to do what now (8.1)."""
    return {
        "REGISTERED": "市科技局确认，或者说明理由退回补正。",
        "RETURNED": "承担单位或者责任人补正后重新提交。",
        "EMBARGOED": f"{it['embargo_until']} 届满后自动公开；可以提前公开。",
        "PUBLISHED": "高校、科研院所学习研究的，申请即许可；其余由权利人在期限内答复。",
        "WITHDRAWN": "已退出目录；已经许可的使用仍有记录。",
    }.get(it["state"].removeprefix("RESULT_STATE_"), "")


def _request(it: Thing, named: Named, now: datetime) -> Thing:
    """A request with its last day and whose turn it is (8.2)."""
    state = it["state"].removeprefix("REQUEST_STATE_")
    complaint = it.get("complaint") or {}
    began = complaint.get("ruled_at") if complaint.get("upheld") is False else it["asked_at"]
    period = period_of("sharing", it["policy_version"], "requests", "answer")
    due: Due | None = due_of(it["last_day"], it["provisional"], Step("申请或者要求重新答复之日", began, period), now)
    waiting = "、".join(named(each) for each in it["waiting_for"])
    following = {
        "PENDING": f"等{waiting or '权利人'}答复；权利人须全部同意，一家不同意即不许可。",
        "REFUSED": "申请单位可以提请市科技局处理一次。" if not complaint else "权利人重新答复的，即为最后答复。",
        "CONTESTED": "市科技局维持，或者要求权利人重新答复。",
        "GRANTED": "使用以后，被许可单位报告使用情况。",
    }.get(state, "")
    return {"it": it, "due": due if state == "PENDING" else None, "next": following}


ROUTES = [
    Route("/results", catalogue),
    Route("/projects/{id}/results/{number}", result),
]
