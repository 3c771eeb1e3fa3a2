"""Lists of registry: applications, guides, people; and one of each."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cli.refused import Refused
from console.calls import Caller, Gone, had
from console.due import Due, Step, due_of
from console.editions import on
from console.forms.known import areas
from console.me import Me
from console.pages import page
from console.place import place_of
from console.project.acts import listed_acts
from console.show import as_date

_REGISTRY = "sanzhi.registry.v1.RegistryService"
# The security administrator of an erasure that is asked for, and nothing of the data.
_SEE_MASKED = {"administrator", "science_bureau", "finance_bureau", "auditor", "security_administrator"}


async def applications(request: Request) -> Response:
    """Applications that the caller may read, with where they are."""
    caller, place = request.scope["caller"], place_of(request)
    found = await caller.pages(f"{_REGISTRY}/ListApplications", {}, "applications")
    guides = await caller.pages(f"{_REGISTRY}/ListGuides", {}, "guides")
    named = await place.names.of(caller, found)
    return page(request, "applications.html", rows=found, guides={each["name"]: each for each in guides}, named=named)


async def application(request: Request) -> Response:
    """One application: what is proposed, its steps, what can be done."""
    caller, place = request.scope["caller"], place_of(request)
    name = f"applications/{request.path_params['id']}"
    found = await caller.ask(f"{_REGISTRY}/GetApplication", {"name": name})
    law = place.laws.on(as_date(request.scope["now"]))
    acts = await listed_acts(caller, [("registry", name, "")], law)
    guide = await had(caller.ask(f"{_REGISTRY}/GetGuide", {"name": found["guide"]}))
    named = await place.names.of(caller, found)
    titles = {code: title for title, code in areas().items()}
    factors = [] if isinstance(guide, Gone) else factors_of(guide, found.get("review") or {})
    due = _correction(found, request.scope["now"])
    return page(
        request, "application.html", it=found, guide=guide, factors=factors, due=due, acts=acts, named=named, gone=Gone, areas=titles
    )


def _correction(it: dict[str, Any], now: datetime) -> Due | None:
    """Until when a returned application is to come back, counted from its return (2.6)."""
    last = it["steps"][-1] if it["steps"] else {"act": ""}
    if not it["correction_last_day"] or not last["act"].startswith("returned"):
        return None
    period = {"days": on(as_date(last["at"]), "registry")["applications"]["correction_working_days"]}
    return due_of(it["correction_last_day"], it["correction_provisional"], Step("退回之日", last["at"], period), now)


def factors_of(guide: dict[str, Any], review: dict[str, Any]) -> list[dict[str, Any]]:
    """How the total adds up (3.5): a factor's weight, the mean once all sheets are in, weight × mean ÷ 100; and the sheets shown."""
    means = {each["factor"]: each["score"] for each in review.get("means", [])}
    return [
        {
            **factor,
            "mean": means.get(factor["id"], ""),
            "weighted": f"{Decimal(factor['weight']) * Decimal(means[factor['id']]) / 100:f}" if factor["id"] in means else "",
            "scores": [
                next((one["score"] for one in sheet["scores"] if one["factor"] == factor["id"]), "") for sheet in review.get("sheets", [])
            ],
        }
        for factor in guide["factors"]
    ]


async def guide(request: Request) -> Response:
    """One guide."""
    caller, place = request.scope["caller"], place_of(request)
    name = f"guides/{request.path_params['id']}"
    found = await caller.ask(f"{_REGISTRY}/GetGuide", {"name": name})
    acts = await listed_acts(caller, [("registry", name, "")], place.laws.on(as_date(request.scope["now"])))
    return page(request, "guide.html", it=found, acts=acts)


async def people(request: Request) -> Response:
    """Organisations and who belongs to them; who keeps no records of others sees their own."""
    caller, place, me = request.scope["caller"], place_of(request), request.scope["me"]
    organizations = await place.names.everybody(caller, "organizations")
    everybody = await place.names.everybody(caller, "people")
    if not me.keeps_records:
        organizations = [each for each in organizations if each["name"] == me.organization]
        everybody = [each for each in everybody if each["name"] == me.name or each["organization"] == me.organization != ""]
    titles = {code: title for title, code in areas().items()}
    members = {each["name"]: [one for one in everybody if one["organization"] == each["name"]] for each in organizations}
    alone = [one for one in everybody if not one["organization"]]
    return page(request, "people.html", organizations=organizations, members=members, alone=alone, areas=titles)


async def person(request: Request) -> Response:
    """Somebody on record, with what can be done."""
    caller, place = request.scope["caller"], place_of(request)
    name = f"people/{request.path_params['id']}"
    found = await caller.ask(f"{_REGISTRY}/GetPerson", {"name": name})
    acts = await listed_acts(caller, [("registry", name, "")], place.laws.on(as_date(request.scope["now"])))
    personal = await _personal(caller, request.scope["me"], name)
    named = await place.names.of(caller, found, personal)
    return page(request, "person.html", it=found, acts=acts, named=named, personal=personal)


async def _personal(caller: Caller, me: Me, name: str) -> dict[str, Any]:
    """Masked, for those who may see it; `why_not` where there is none to be seen, zh-CN. Others are not to be refused on record for it."""
    if me.name != name and not _SEE_MASKED & me.roles:
        return {}
    try:
        return await caller.ask(f"{_REGISTRY}/GetPersonalData", {"name": name})
    except Refused as refused:
        if refused.reason not in ("PERSONAL_DATA_ERASED", "PERSONAL_DATA_NOT_TAKEN", "KEYS_UNAVAILABLE"):
            raise
        return {"why_not": refused.message}


ROUTES = [
    Route("/applications", applications),
    Route("/applications/{id}", application),
    Route("/guides/{id}", guide),
    Route("/people", people),
    Route("/people/{id}", person),
]
