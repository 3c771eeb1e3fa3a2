"""Evaluations: one with its targets, assessments and the working of the total; filing; a lead's rating and a chief's pay with theirs."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.words import word_of
from cli.words.enums import enums_of
from console.calls import MOST_SHOWN, Caller, Gone, Listed, had
from console.due import told
from console.live import watched
from console.pages import page
from console.place import place_of
from console.project.acts import acts_each, listed_acts
from console.show import as_date

_EVALUATION = "sanzhi.evaluation.v1.EvaluationService"
_LIST = f"{_EVALUATION}/ListEvaluations"
_STEPS = (("自评价", "承担单位"), ("组织专家", "市科技局"), ("逐项评价", "评价专家"), ("作出结论", "市科技局"), ("报财政备案", "市科技局"))
_REACHED = {
    "EVALUATION_STATE_PLANNED": -1,
    "EVALUATION_STATE_SELF_EVALUATION": 0,
    "EVALUATION_STATE_SELF_EVALUATED": 1,
    "EVALUATION_STATE_UNDER_REVIEW": 2,
    "EVALUATION_STATE_CONCLUDED": 4,
    "EVALUATION_STATE_FILED": 5,
}
_UNDER_WAY = tuple(f"EVALUATION_STATE_{each}" for each in ("SELF_EVALUATION", "SELF_EVALUATED", "UNDER_REVIEW", "CONCLUDED"))
_PAID, _STILL_OPEN = ("_PAID", "_LAPSED"), ("_COUNTING", "_OBJECTED")  # parts of pay; entries of a rating
_PAGE = 100
Thing = dict[str, Any]


async def show(request: Request) -> Response:
    """One evaluation, as far as the caller may see it."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    project = f"projects/{request.path_params['id']}"
    live = await watched(caller, project)
    found, deadlines, filing, pay = await asyncio.gather(
        caller.ask(f"{_EVALUATION}/GetEvaluation", {"name": f"{project}/evaluation"}),
        had(caller.pages(f"{_EVALUATION}/ListDeadlines", {"parent": project}, "deadlines")),
        had(caller.ask(f"{_EVALUATION}/GetFiling", {"name": f"{project}/filing"})),
        had(caller.ask(f"{_EVALUATION}/GetChiefPay", {"name": f"{project}/pay"})),
    )
    asked = [("evaluation", found["name"], "")] + ([] if isinstance(filing, Gone) else [("evaluation", filing["name"], "备案")])
    acts, named = await asyncio.gather(
        listed_acts(caller, asked, place.laws.on(as_date(now)), project), place.names.of(caller, project, found, filing, caller.person)
    )
    return page(
        request,
        "evaluation.html",
        it=found,
        project=project,
        steps=_steps(found),
        targets=_targets(found),
        next=_next(found),
        deadline=None if isinstance(deadlines, Gone) or not deadlines else told(deadlines[0], now),
        filing=None if isinstance(filing, Gone) else filing,
        pay=None if isinstance(pay, Gone) or not pay["parts"] else pay,
        acts=acts,
        named=named,
        **live,
    )


def _steps(it: Thing) -> list[Thing]:
    """Where it stands, from self-evaluation to filing."""
    verdict, report = it.get("verdict"), it.get("self_evaluation")
    reached = _REACHED.get(it["state"], -1)
    if it["state"].endswith("_UNDER_REVIEW") and it["assessments_complete"] >= it["panel_size"]:
        reached = 3
    ons = (
        report["submitted_at"] if report else "",
        it["panel_convened_at"] or "",
        "",
        verdict["concluded_at"] if verdict else "",
        "",
    )
    states = ["done" if place < reached else "now" if place == reached else "" for place in range(len(_STEPS))]
    if it["without_self_evaluation"]:
        states[0] = ""
    return [{"title": title, "who": who, "on": on, "state": state} for (title, who), on, state in zip(_STEPS, ons, states, strict=True)]


def _next(it: Thing) -> str:
    """Who is to do what now (6.2 to 6.4)."""
    state, missing = it["state"].removeprefix("EVALUATION_STATE_"), it["panel_size"] - it["assessments_complete"]
    if state == "UNDER_REVIEW":
        return f"还有 {missing} 位专家没有评完；评完以前，各人的评价互不可见。" if missing > 0 else "专家全部评完，市科技局按规则作出结论。"
    return {
        "PLANNED": "项目还在实施，期满或者终止以后开始评价。",
        "SELF_EVALUATION": "承担单位逐项提交自评价；逾期照收，记为逾期，市科技局也可以不再等待。",
        "SELF_EVALUATED": "市科技局组织评价专家，技术和财务一并评价；每个节点须有结论，或者记为缺失。",
        "CONCLUDED": "市科技局报市财政局备案；备案后不再改动。",
        "FILED": "已经备案，不再改动。",
    }.get(state, "")


def _targets(it: Thing) -> list[Thing]:
    """Row by row: what was promised, reported, verified, concluded; and what the caller's own sheet says, or the bureau's all of them."""
    reported = {one["target"]: one for one in (it.get("self_evaluation") or {}).get("items", [])}
    worked = {one["target"]: one for one in ((it.get("verdict") or {}).get("working") or {}).get("rows", [])}
    return [
        {
            "target": target,
            "reported": reported.get(target["id"]),
            "row": worked.get(target["id"]),
            "assessed": [
                {"expert": sheet["expert"], **one} for sheet in it["assessments"] for one in sheet["items"] if one["target"] == target["id"]
            ],
            "results": [each for each in it["results"] if each["target"] == target["id"]],
        }
        for target in it["targets"]
    ]


async def listed(request: Request) -> Response:
    """Evaluations that the caller may read."""
    place, caller = place_of(request), request.scope["caller"]
    state = request.query_params.get("state", "")
    found, following = await (_of_state(request, state) if state else _under_way(caller))
    ratings = await had(caller.pages(f"{_EVALUATION}/ListRatings", {}, "ratings", most=MOST_SHOWN))
    ratings = Listed() if isinstance(ratings, Gone) else ratings
    named = await place.names.of(caller, [each["project"] for each in found], ratings)
    states = [(value.name, word_of(value)) for value in enums_of("evaluation")["EvaluationState"].values if value.number]
    return page(
        request,
        "evaluations.html",
        rows=Listed(({"it": each, "next": _next(each)} for each in found), is_cut=found.is_cut),
        states=states,
        state=state,
        following=following,
        ratings=ratings,
        named=named,
    )


async def _of_state(request: Request, state: str) -> tuple[Listed[Thing], str]:
    """A page of those in one state, and where the next one begins."""
    asked = {"state": state, "page_size": _PAGE, "page_token": request.query_params.get("page", "")}
    answer = await request.scope["caller"].ask(_LIST, asked)
    return Listed(answer["evaluations"]), answer["next_page_token"]


async def _under_way(caller: Caller) -> tuple[Listed[Thing], str]:
    """Those on which somebody has still to act."""
    parts = await asyncio.gather(*(caller.pages(_LIST, {"state": each}, "evaluations", most=MOST_SHOWN) for each in _UNDER_WAY))
    return Listed((each for part in parts for each in part), is_cut=any(part.is_cut for part in parts)), ""


async def pay(request: Request) -> Response:
    """The floating pay of a project's technical chief, part by part."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    project = f"projects/{request.path_params['id']}"
    live = await watched(caller, project)
    found = await caller.ask(f"{_EVALUATION}/GetChiefPay", {"name": f"{project}/pay"})
    asked = [("evaluation", each["name"], each["title"]) for each in found["parts"] if not each["state"].endswith(_PAID)]
    acts, named = await asyncio.gather(
        acts_each(caller, asked, place.laws.on(as_date(now)), project), place.names.of(caller, project, found)
    )
    parts = [{"it": each, "next": _next_of_part(each, named), "acts": acts[each["name"]]} for each in found["parts"]]
    return page(request, "pay.html", it=found, project=project, parts_of=parts, named=named, **live)


def _next_of_part(part: Thing, named: Any) -> str:
    """Who is to do what now (3.7)."""
    waiting = "、".join(named(each) for each in (part.get("score") or {}).get("waiting_for", []))
    return {
        "AWAITED": "里程碑或者综合评价有结论以后打分。",
        "OPEN": "聘请技术总师的一方打分，金额由得分按政策算出。",
        "SCORED": f"等{waiting or '业主'}确认；全部确认，金额才成立。",
        "CONFIRMED": "承担单位发放，登记付款日期和凭证。",
    }.get(part["state"].removeprefix("PAY_PART_STATE_"), "")


async def rating(request: Request) -> Response:
    """The standing rating of a lead, entry by entry, at the end of a day."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    name, day = f"people/{request.path_params['id']}/rating", request.query_params.get("as_of", "")
    found = await caller.ask(f"{_EVALUATION}/GetRating", {"name": name, **({"as_of": day} if day else {})})
    asked = [("evaluation", each["name"], each["about"]) for each in found["entries"] if each["state"].endswith(_STILL_OPEN)]
    acts, named = await asyncio.gather(acts_each(caller, asked, place.laws.on(as_date(now))), place.names.of(caller, found))
    return page(request, "rating.html", it=found, acts_of=acts, named=named)


ROUTES = [
    Route("/evaluations", listed),
    Route("/projects/{id}/evaluation", show),
    Route("/projects/{id}/pay", pay),
    Route("/people/{id}/rating", rating),
]
