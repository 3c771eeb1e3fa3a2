"""Supervision: deviations and their correction, analyses, commissioners and findings of a project; a finding; what is open everywhere."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.calls import MOST_SHOWN, Gone, Listed, had
from console.due import Due, Step, chosen, due_of, is_counted, period_of
from console.live import watched
from console.names import Named
from console.pages import page
from console.place import place_of
from console.project.acts import acts_each, listed_acts
from console.show import as_date

_SUPERVISION, _REGISTRY = "sanzhi.supervision.v1.SupervisionService", "sanzhi.registry.v1.RegistryService"
_OPEN = ("DEVIATION_STATE_OPEN", "DEVIATION_STATE_ASSIGNED", "DEVIATION_STATE_REPORTED")
_OVER = ("_DISMISSED", "_LIFTED", "_EXPIRED")  # findings that nothing can be done to any more
Thing = dict[str, Any]


async def of_project(request: Request) -> Response:
    """Everything that is watched in one project."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    name = f"projects/{request.path_params['id']}"
    live = await watched(caller, name)
    project, commission, deviations, analyses, findings = await asyncio.gather(
        caller.ask(f"{_REGISTRY}/GetProject", {"name": name}),
        had(caller.ask(f"{_SUPERVISION}/GetCommission", {"name": f"{name}/commission"})),
        had(caller.pages(f"{_SUPERVISION}/ListDeviations", {"parent": name}, "deviations")),
        had(caller.pages(f"{_SUPERVISION}/ListProgressAnalyses", {"parent": name}, "progress_analyses")),
        had(caller.pages(f"{_SUPERVISION}/ListFindings", {"project": name}, "findings")),
    )
    law, listed, found = place.laws.on(as_date(now)), _listed(deviations), _listed(findings)
    open_ones = [each for each in listed if not each["state"].endswith("_CLOSED")]
    general = [("supervision", name, ""), ("supervision", f"{name}/commission", "")]
    own = [("supervision", each["name"], "") for each in [*open_ones, *found] if not each["state"].endswith(_OVER)]
    acts, each_acts, named = await asyncio.gather(
        listed_acts(caller, general, law, name),
        acts_each(caller, own, law, name),
        place.names.of(caller, project, commission, listed, found, _listed(analyses)),
    )
    team = [] if isinstance(commission, Gone) else [each["person"] for each in commission["commissioners"]]
    return page(
        request,
        "supervision.html",
        project=project,
        commission=commission,
        deviations=[
            {"it": each, "due": due_of_deviation(each, named, now), "next": _next_of_deviation(each, team, named)} for each in open_ones
        ],
        closed=[each for each in listed if each["state"].endswith("_CLOSED")],
        analyses=list(reversed(_listed(analyses))),
        findings=[_finding(each, named, now) for each in found],
        away=[title for title, part in (("偏差", deviations), ("负面清单", findings)) if isinstance(part, Gone) and part.is_away],
        acts=acts,
        acts_of=each_acts,
        named=named,
        **live,
    )


async def finding(request: Request) -> Response:
    """One finding, as far as the caller may see it."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    found = await caller.ask(f"{_SUPERVISION}/GetFinding", {"name": f"findings/{request.path_params['id']}"})
    item = await had(caller.ask(f"{_SUPERVISION}/GetCatalogueItem", {"name": found["item"], "policy_version": found["policy_version"]}))
    acts = await listed_acts(caller, [("supervision", found["name"], "")], place.laws.on(as_date(now)))
    named = await place.names.of(caller, found)
    return page(
        request, "finding.html", found=_finding(found, named, now), item=None if isinstance(item, Gone) else item, acts=acts, named=named
    )


async def overview(request: Request) -> Response:
    """Deviations that are open and findings, of all projects that the caller may read; the catalogue."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    findings, catalogue, *deviations = await asyncio.gather(
        caller.pages(f"{_SUPERVISION}/ListFindings", {}, "findings", most=MOST_SHOWN),
        caller.pages(f"{_SUPERVISION}/ListCatalogueItems", {}, "catalogue_items"),
        *(caller.pages(f"{_SUPERVISION}/ListDeviations", {"state": state}, "deviations", most=MOST_SHOWN) for state in _OPEN),
    )
    open_ones = Listed((each for listed in deviations for each in listed), is_cut=any(listed.is_cut for listed in deviations))
    named = await place.names.of(caller, open_ones, findings)
    rows = [{"it": each, "due": due_of_deviation(each, named, now), "next": _next_of_deviation(each, [], named)} for each in open_ones]
    return page(
        request,
        "oversight.html",
        deviations=Listed(sorted(rows, key=lambda row: (row["it"]["due_date"] or "9999", row["it"]["name"])), is_cut=open_ones.is_cut),
        findings=Listed((_finding(each, named, now) for each in findings), is_cut=findings.is_cut),
        catalogue=catalogue,
        named=named,
    )


def due_of_deviation(it: Thing, named: Named, now: datetime) -> Due | None:
    """Until when it is to be corrected: named by whoever directs, or by the policy where nobody did (7.2)."""
    due = _due_of_deviation(it, named, now) if it["due_date"] else None
    if due is not None and it["state"].endswith("_REPORTED"):  # what was due is in; who verifies it has no period
        return replace(due, lamp=("done", "逾期报告" if any(each["late"] for each in it["corrections"][-1:]) else "按期报告"))
    return due


def _due_of_deviation(it: Thing, named: Named, now: datetime) -> Due | None:
    period = period_of("supervision", it["policy_version"], "correction", "period")
    began = next((each for each in (it["assigned_at"], it["opened_at"]) if is_counted(it["due_date"], each, period)), None)
    if it["assigned_by"] and began is None:
        return chosen(it["due_date"], it["due_provisional"], f"{named(it['assigned_by'])} ", now)
    return due_of(it["due_date"], it["due_provisional"], Step("发现偏差或者指定之日", began, period), now)


def _next_of_deviation(it: Thing, team: list[str], named: Named) -> str:
    """Who is to do what now (7.2)."""
    directs = "、".join(named(each) for each in team) or "项目专员（尚未确定的，由市科技局）"
    who = named(it["assignee"]) or "项目责任人"
    if it["state"].endswith("_OPEN"):
        return f"{directs}指定怎样纠正、由谁纠正、何时完成；没有指定的，{who}按现在的期限纠正。"
    if it["state"].endswith("_ASSIGNED"):
        return f"{who}在最后一日以前报告纠正情况，附证据；逾期照收，记为逾期。"
    return f"{directs}核实：属实的凭证据办结，不够的再次指定措施；纠正责任人不能自己办结。"


def _finding(it: Thing, named: Named, now: datetime) -> Thing:
    period = period_of("supervision", it["policy_version"], "answer")
    step = Step("告知当事人之日", it["notified_at"], period)
    runs = it["state"].endswith("_NOTIFIED")
    due = due_of(it["answer_last_day"], it["answer_provisional"], step, now) if it["notified_at"] else None
    return {"it": it, "due": due, "is_open": runs, "next": _next_of_finding(it, due, named)}


def _next_of_finding(it: Thing, due: Due | None, named: Named) -> str:
    """Who is to do what now (7.4)."""
    state = it["state"].removeprefix("FINDING_STATE_")
    if state == "NOTIFIED" and due is not None and due.lamp[0] == "late":
        return "陈述申辩期已满，市科技局认定或者不予认定。"
    subject = named(it["subject"])
    return {
        "RAISED": "市科技局告知当事人，或者不予认定；告知之前当事人看不到。",
        "NOTIFIED": f"{subject}在最后一日以前陈述、申辩；期满以前市科技局不能认定。",
        "ANSWERED": "市科技局认定或者不予认定，说明陈述申辩是否采纳。",
        "CONFIRMED": f"限制期至 {it['until']}，到期自动解除。" if it["until"] else "有效，直至市科技局解除。",
    }.get(state, "")


def _listed(part: list[Thing] | Gone) -> list[Thing]:
    return [] if isinstance(part, Gone) else part


ROUTES = [
    Route("/projects/{id}/supervision", of_project),
    Route("/supervision", overview),
    Route("/findings/{id}", finding),
]
