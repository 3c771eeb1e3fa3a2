"""Support by policies: what is on offer and who qualifies because of what; claims with their dates; questions (9.1)."""

import asyncio
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.calls import MOST_SHOWN, Caller, Gone, Listed, had, or_why
from console.due import Due, Step, due_of, period_of
from console.forms.choices import projects
from console.names import Named
from console.pages import page
from console.place import place_of
from console.project.acts import Acts, listed_acts
from console.show import as_date

_SUPPORT = "sanzhi.support.v1.SupportService"
_STEPS = {"claim_decision": ("decide", "submitted_at"), "claim_completion": ("complete", ""), "claim_payment": ("pay", "decided_at")}
Thing = dict[str, Any]


async def policies(request: Request) -> Response:
    """On offer; for a project or an organisation, each with what is met and what is lacking."""
    place, caller, me = place_of(request), request.scope["caller"], request.scope["me"]
    query = request.query_params.get("query", "").strip()
    own = await projects(caller)
    project = _chosen(request, own)
    whose = {"project": project} if project else {"organization": me.organization} if me.organization else {}
    search = caller.pages(f"{_SUPPORT}/SearchPolicies", {"query": query}, "policies", most=MOST_SHOWN)
    (found, problem), checked = await asyncio.gather(
        or_why(search, Listed()),
        had(caller.pages(f"{_SUPPORT}/ListQualifications", whose, "qualifications")) if whose else _nothing(),
    )
    by_policy = {} if isinstance(checked, Gone) else {each["policy"]: each for each in checked}
    named = await place.names.of(caller, found, me.organization)
    today = as_date(request.scope["now"])
    rows = [{"it": each, "checked": by_policy.get(each["name"]), "closed": _closed(each, today)} for each in found]
    return page(
        request,
        "policies.html",
        rows=Listed(sorted(rows, key=_most_fitting), is_cut=found.is_cut),
        problem=problem,
        query=query,
        projects=own,
        project=project,
        named=named,
    )


def _chosen(request: Request, own: list[tuple[str, str]]) -> str:
    """The project asked for; of parties who have one alone, that one."""
    asked = request.query_params.get("project")
    if asked is not None:
        return asked if asked in dict(own) else ""
    return own[0][0] if len(own) == 1 else ""


def _most_fitting(row: Thing) -> tuple[int, int]:
    """Those that one qualifies for first, then by how little is lacking."""
    checked = row["checked"]
    lacking = 99 if checked is None else sum(not each["met"] for each in checked["findings"])
    return int(bool(row["closed"])), lacking


def _closed(policy: Thing, today: date) -> str:
    """Why nothing can be claimed of it now, zh-CN; nothing where it can."""
    if policy["state"].endswith("_ENDED"):
        return "已停止执行"
    terms, day = policy["terms"], today.isoformat()
    if terms["valid_until"] and terms["valid_until"] < day:
        return "已过有效期"
    return "尚未生效" if terms["valid_from"] > day else ""


async def _nothing() -> list[Thing]:
    return []


async def policy(request: Request) -> Response:
    """One policy, checked for a project or an organisation."""
    place, caller, me, now = place_of(request), request.scope["caller"], request.scope["me"], request.scope["now"]
    name = f"policies/{request.path_params['id']}"
    found = await caller.ask(f"{_SUPPORT}/GetPolicy", {"name": name})
    own = await projects(caller)
    project = _chosen(request, own)
    whose = {"project": project} if project else {"organization": me.organization} if me.organization else {}
    checked = await had(caller.ask(f"{_SUPPORT}/CheckQualification", {"name": name, **whose})) if whose else Gone("", False)
    acts, claiming = await asyncio.gather(
        listed_acts(caller, [("support", name, "")], place.laws.on(as_date(now))), _may_claim(caller, project, request)
    )
    named = await place.names.of(caller, found, me.organization)
    return page(
        request,
        "policy.html",
        it=found,
        checked=None if isinstance(checked, Gone) else checked,
        projects=own,
        project=project,
        may_claim=claiming,
        closed=_closed(found, as_date(now)),
        acts=acts,
        named=named,
    )


async def _may_claim(caller: Caller, project: str, request: Request) -> bool:
    """Whether the caller may claim for this project."""
    if not project:
        return False
    acts: Acts = await listed_acts(caller, [("support", project, "")], place_of(request).laws.newest, project)
    return any(act.rpc.endswith("/SubmitClaim") for act in [*acts.waiting, *acts.free])


async def claims(request: Request) -> Response:
    """Claims that the caller may read, the next last day first."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    found = await caller.pages(f"{_SUPPORT}/ListClaims", {}, "claims", most=MOST_SHOWN)
    named = await place.names.of(caller, found)
    rows = [_claim(each, named, now) for each in found]
    rows.sort(key=lambda row: (row["due"] is None, row["it"]["due_date"]))
    return page(request, "claims.html", rows=Listed(rows, is_cut=found.is_cut), named=named)


async def claim(request: Request) -> Response:
    """One claim: documents, dates, decision, payment."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    name = f"projects/{request.path_params['id']}/claims/{request.path_params['number']}"
    found = await caller.ask(f"{_SUPPORT}/GetClaim", {"name": name})
    acts = await listed_acts(caller, [("support", name, "")], place.laws.on(as_date(now)), found["project"])
    named = await place.names.of(caller, found)
    return page(request, "claim.html", claim=_claim(found, named, now), acts=acts, named=named)


def _claim(it: Thing, named: Named, now: datetime) -> Thing:
    """A claim with the last day of its step and whose turn it is (9.1)."""
    step, began = _STEPS.get(it["step"], ("", ""))
    since = {"decide": "提交或者补齐材料之日", "complete": "退回之日", "pay": "同意兑现之日"}.get(step, "")
    period = period_of("support", it["policy_version"], "claims", step) if step else None
    runs = it["state"].endswith(("_SUBMITTED", "_RETURNED", "_GRANTED"))
    counted = Step(since, it.get(began) if began else None, period)
    due: Due | None = due_of(it["due_date"], it["provisional"], counted, now) if runs else None
    who = named(it["organization"])
    following = {
        "SUBMITTED": "市、县科技部门同意、不予兑现，或者退回补齐。",
        "RETURNED": f"{who}补齐：{it['returned_because']}",
        "GRANTED": "科技部门或者市财政局拨付，登记金额、日期和凭证。",
    }.get(it["state"].removeprefix("CLAIM_STATE_"), "")
    return {"it": it, "due": due, "next": following}


async def questions(request: Request) -> Response:
    """Answered ones, and the caller's own; for departments those that wait."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    query = request.query_params.get("query", "").strip()
    search = caller.pages(f"{_SUPPORT}/SearchQuestions", {"query": query}, "questions", most=MOST_SHOWN)
    found, problem = await or_why(search, Listed())
    named = await place.names.of(caller, found)
    rows = sorted((_question(each, now) for each in found), key=lambda row: (row["due"] is None, row["it"]["due_date"]))
    return page(request, "questions.html", rows=Listed(rows, is_cut=found.is_cut), query=query, problem=problem, named=named)


async def question(request: Request) -> Response:
    """One question."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    name = f"questions/{request.path_params['id']}"
    found = await caller.ask(f"{_SUPPORT}/GetQuestion", {"name": name})
    about = await had(caller.ask(f"{_SUPPORT}/GetPolicy", {"name": found["policy"]})) if found["policy"] else Gone("", False)
    acts = await listed_acts(caller, [("support", name, "")], place.laws.on(as_date(now)))
    named = await place.names.of(caller, found)
    policy_asked = None if isinstance(about, Gone) else about
    return page(request, "question.html", question=_question(found, now), policy=policy_asked, acts=acts, named=named)


def _question(it: Thing, now: datetime) -> Thing:
    step = Step("提问之日", it["asked_at"], period_of("support", it["policy_version"], "question"))
    return {"it": it, "due": due_of(it["due_date"], it["provisional"], step, now) if it["state"].endswith("_OPEN") else None}


ROUTES = [
    Route("/policies", policies),
    Route("/policies/{id}", policy),
    Route("/claims", claims),
    Route("/projects/{id}/claims/{number}", claim),
    Route("/questions", questions),
    Route("/questions/{id}", question),
]
