"""Lists: the first page, projects, deadlines, applications, people."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console.calls import Caller, Gone, had
from console.forms.known import areas
from console.pages import page
from console.place import place_of
from console.project.working import lamp_of, working_of
from console.show import as_date
from console.thresholds import soon_days

_REGISTRY = "sanzhi.registry.v1.RegistryService"
_MILESTONES, _EVALUATION = "sanzhi.milestones.v1.MilestonesService", "sanzhi.evaluation.v1.EvaluationService"


async def first(request: Request) -> Response:
    """Where one starts."""
    return RedirectResponse("/applications" if request.scope["me"].is_only_expert else "/projects", 303)


async def projects(request: Request) -> Response:
    """All that the caller may see, with their next deadlines."""
    caller, place = request.scope["caller"], place_of(request)
    found, deadlines = await asyncio.gather(
        caller.pages(f"{_REGISTRY}/ListProjects", {}, "projects"), open_deadlines(caller, request.scope["now"])
    )
    text, state = request.query_params.get("q", "").strip(), request.query_params.get("state", "")
    named = await place.names.of(caller, found)
    shown = [each for each in found if (not state or each["state"] == state) and _matches(each, text, named)]
    by_project: dict[str, dict[str, Any]] = {}
    for each in deadlines:
        by_project.setdefault(each["deadline"]["project"], each)
    rows = [{"project": each, "next": by_project.get(each["name"])} for each in shown]
    order = {"late": 0, "soon": 1, "fine": 2}
    rows.sort(key=lambda row: (order.get(row["next"]["lamp"][0], 3), row["next"]["deadline"]["last_day"]) if row["next"] else (9, ""))
    titles = {code: title for title, code in areas().items()}
    states = sorted({each["state"] for each in found})
    return page(request, "projects.html", rows=rows, all=len(found), named=named, q=text, state=state, states=states, areas=titles)


def _matches(project: dict[str, Any], text: str, named: Any) -> bool:
    said = " ".join([project["title"], project["field"], *(named(each) for each in (*project["owners"], project["undertaking_unit"]))])
    said += f" {named(project['lead'])} {named(project['nominated_lead'])} {named(project['technical_chief'])}"
    return all(part in said for part in text.split())


async def open_deadlines(caller: Caller, now: Any) -> list[dict[str, Any]]:
    """Of all projects that the caller may see, the most urgent first."""
    asked = [f"{_MILESTONES}/ListDeadlines", f"{_EVALUATION}/ListDeadlines"]
    states = ["DEADLINE_STATE_OVERDUE", "DEADLINE_STATE_OPEN"]
    parts = await asyncio.gather(*(had(caller.pages(method, {"state": state}, "deadlines")) for method in asked for state in states))
    soon = soon_days(as_date(now))
    found = [each for part in parts if not isinstance(part, Gone) for each in part]
    shown = [{"deadline": each, "lamp": lamp_of(each, now, soon), "working": working_of(each)} for each in found]
    return sorted(shown, key=lambda each: (each["deadline"]["last_day"], each["deadline"]["name"]))


async def deadlines(request: Request) -> Response:
    """All open ones, by urgency."""
    caller, place = request.scope["caller"], place_of(request)
    found = await open_deadlines(caller, request.scope["now"])
    me, mine = request.scope["me"], request.query_params.get("mine", "")
    own = [each for each in found if each["deadline"]["responsible"] in (me.name, me.organization)]
    shown = own if mine else found
    named = await place.names.of(caller, [each["deadline"] for each in shown])
    return page(request, "deadlines.html", rows=shown, named=named, mine=bool(mine), all=len(found), own=len(own))


async def applications(request: Request) -> Response:
    """Applications that the caller may read, with where they are."""
    caller, place = request.scope["caller"], place_of(request)
    found = await caller.pages(f"{_REGISTRY}/ListApplications", {}, "applications")
    guides = await caller.pages(f"{_REGISTRY}/ListGuides", {}, "guides")
    named = await place.names.of(caller, found)
    return page(request, "applications.html", rows=found, guides={each["name"]: each for each in guides}, named=named)


async def application(request: Request) -> Response:
    """One application: what is proposed, its steps, what can be done."""
    from console.project.acts import listed_acts

    caller, place = request.scope["caller"], place_of(request)
    name = f"applications/{request.path_params['id']}"
    found = await caller.ask(f"{_REGISTRY}/GetApplication", {"name": name})
    law = place.laws.on(as_date(request.scope["now"]))
    acts = await listed_acts(caller, [("registry", name, "")], law)
    guide = await had(caller.ask(f"{_REGISTRY}/GetGuide", {"name": found["guide"]}))
    named = await place.names.of(caller, found)
    titles = {code: title for title, code in areas().items()}
    return page(request, "application.html", it=found, guide=guide, acts=acts, named=named, gone=Gone, areas=titles)


async def guide(request: Request) -> Response:
    """One guide."""
    from console.project.acts import listed_acts

    caller, place = request.scope["caller"], place_of(request)
    name = f"guides/{request.path_params['id']}"
    found = await caller.ask(f"{_REGISTRY}/GetGuide", {"name": name})
    acts = await listed_acts(caller, [("registry", name, "")], place.laws.on(as_date(request.scope["now"])))
    return page(request, "guide.html", it=found, acts=acts)


async def people(request: Request) -> Response:
    """Organisations and who belongs to them."""
    caller, place = request.scope["caller"], place_of(request)
    organizations = await place.names.everybody(caller, "organizations")
    everybody = await place.names.everybody(caller, "people")
    titles = {code: title for title, code in areas().items()}
    members = {each["name"]: [one for one in everybody if one["organization"] == each["name"]] for each in organizations}
    alone = [one for one in everybody if not one["organization"]]
    return page(request, "people.html", organizations=organizations, members=members, alone=alone, areas=titles)


async def person(request: Request) -> Response:
    """Somebody on record, with what can be done."""
    from console.project.acts import listed_acts

    caller, place = request.scope["caller"], place_of(request)
    name = f"people/{request.path_params['id']}"
    found = await caller.ask(f"{_REGISTRY}/GetPerson", {"name": name})
    acts = await listed_acts(caller, [("registry", name, "")], place.laws.on(as_date(request.scope["now"])))
    named = await place.names.of(caller, found)
    return page(request, "person.html", it=found, acts=acts, named=named)


ROUTES = [
    Route("/", first),
    Route("/projects", projects),
    Route("/deadlines", deadlines),
    Route("/applications", applications),
    Route("/applications/{id}", application),
    Route("/guides/{id}", guide),
    Route("/people", people),
    Route("/people/{id}", person),
]
