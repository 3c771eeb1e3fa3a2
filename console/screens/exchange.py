"""Facts for other departments: who is given what, by which way, until when, and who is behind."""

import asyncio
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.calls import MOST_SHOWN, Gone, Listed, had
from console.due import Step, due_of
from console.facts import lamp_of, service_of, shares
from console.forms.choices import fact_types
from console.pages import page
from console.place import place_of
from console.project.acts import acts_each, listed_acts
from console.show import as_date

_EXCHANGE = "sanzhi.exchange.v1.ExchangeService"
_ORDER = ("REQUESTED", "GRANTED", "SUSPENDED")  # what waits for somebody first; what is over last
_LAMPS = ("late", "soon", "fine", "none")
_MOST_PACKAGES = 10
Thing = dict[str, Any]


async def subscriptions(request: Request) -> Response:
    """All that the caller may read: those that wait for a decision first; and how far each is, whoever is furthest behind first."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    found, progress = await asyncio.gather(
        caller.pages(f"{_EXCHANGE}/ListSubscriptions", {}, "subscriptions", most=MOST_SHOWN),
        had(caller.pages(f"{_EXCHANGE}/ListDeliveries", {}, "deliveries", most=MOST_SHOWN)),
    )
    named, types = await place.names.of(caller, found), await fact_types(caller) if "department" in request.scope["me"].roles else []
    states = {each["name"]: each["state"] for each in found}
    ways = Listed[Thing]() if isinstance(progress, Gone) else progress
    rows = [_row(each, now) for each in found]
    return page(
        request,
        "subscriptions.html",
        rows=Listed(sorted(rows, key=lambda row: row["order"]), is_cut=found.is_cut),
        ways=Listed(_progress(ways, states, now), is_cut=ways.is_cut),
        why_no_ways=progress.why if isinstance(progress, Gone) else "",
        waiting=sum(row["waits"] for row in rows),
        services={each["type"].split(".")[1]: service_of(each["type"]) for each in types if service_of(each["type"])},
        named=named,
    )


def _row(it: Thing, now: datetime) -> Thing:
    """A subscription with its last day and whose turn it is."""
    state, scope = it["state"].removeprefix("SUBSCRIPTION_STATE_"), it["granted"] or it["asked"]
    runs = state in ("GRANTED", "SUSPENDED")
    due = due_of(scope["until"], False, Step("", None, None), now) if runs else None
    waits = state == "REQUESTED" or (runs and bool(it["renewal"]))
    place = 0 if waits else _ORDER.index(state) if state in _ORDER else len(_ORDER)
    return {"it": it, "scope": scope, "due": due, "waits": waits, "next": _next(it, state), "order": (place, scope["until"], it["name"])}


def _next(it: Thing, state: str) -> str:
    """Who is to do what now, or why nobody is."""
    if it["renewal"] and state in ("GRANTED", "SUSPENDED"):
        return f"申请延续至 {it['renewal']['until']}，市科技局答复。"
    told: dict[str, str] = {
        "REQUESTED": "市科技局批准、少批或者不予批准；批准之前部门可以撤回。",
        "GRANTED": "期满自动终止；还需要的，部门在期满之前申请延续。",
        "SUSPENDED": f"暂停的原因：{it['suspended_because']}。恢复以后从原处继续，不缺。",
        "REFUSED": it["decided_because"],
        "ENDED": it["ended_because"] or "期满。",
    }
    return told.get(state, "")


def _progress(ways: list[Thing], states: dict[str, str], now: datetime) -> list[Thing]:
    """Each way with its lamp; of what is over nothing."""
    told = [(each, states.get(each["subscription"], "")) for each in ways]
    rows = [
        {"it": each, "lamp": lamp_of(each, now, is_let_through=state.endswith("_GRANTED"))}
        for each, state in told
        if state.endswith(("_GRANTED", "_SUSPENDED"))
    ]
    return sorted(rows, key=lambda row: (_LAMPS.index(row["lamp"][0]), -int(row["it"]["behind"]), row["it"]["name"]))


async def subscription(request: Request) -> Response:
    """One of them: what was asked for and granted, how far each way is, where it is pushed to, packages of files."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    name = f"subscriptions/{request.path_params['id']}"
    found, ways, types, endpoint, packages = await asyncio.gather(
        caller.ask(f"{_EXCHANGE}/GetSubscription", {"name": name}),
        had(caller.pages(f"{_EXCHANGE}/ListDeliveries", {"parent": name}, "deliveries")),
        had(caller.pages(f"{_EXCHANGE}/ListTypes", {}, "types")),
        had(caller.ask(f"{_EXCHANGE}/GetEndpoint", {"name": f"{name}/endpoint"})),
        had(caller.pages(f"{_EXCHANGE}/ListPackages", {"parent": name}, "packages")),
    )
    made = sorted(_listed(packages), key=lambda each: -each["number"])
    law, shown = place.laws.on(as_date(now)), made[:_MOST_PACKAGES]
    own = [("exchange", each["name"], "") for each in shown]
    own += [] if isinstance(endpoint, Gone) else [("exchange", endpoint["name"], "")]
    acts, each_acts, named = await asyncio.gather(
        listed_acts(caller, [("exchange", name, "")], law),
        acts_each(caller, own, law),
        place.names.of(caller, found, endpoint if not isinstance(endpoint, Gone) else {}, shown),
    )
    return page(
        request,
        "subscription.html",
        row=_row(found, now),
        shares=shares(found, {each["type"]: len(each["open_fields"]) for each in _listed(types)}),
        ways=_progress(_listed(ways), {name: found["state"]}, now),
        why_no_ways=ways.why if isinstance(ways, Gone) and ways.is_away else "",
        endpoint=None if isinstance(endpoint, Gone) else endpoint,
        packages=shown,
        older=len(made) - len(shown),
        acts=acts,
        acts_of=each_acts,
        named=named,
    )


def _listed(part: list[Thing] | Gone) -> list[Thing]:
    return [] if isinstance(part, Gone) else part


ROUTES = [
    Route("/subscriptions", subscriptions),
    Route("/subscriptions/{id}", subscription),
]
