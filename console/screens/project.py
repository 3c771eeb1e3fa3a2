"""A project's page: where it stands, what can be done, its dates with their working, and everything that belongs to it."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.calls import Gone
from console.live import watched
from console.pages import page
from console.place import place_of
from console.project.acts import acts_of, titled
from console.project.archive import Archive, load
from console.project.history import history_of
from console.project.stages import stages_of
from console.project.working import lamp_of, working_of
from console.show import as_date
from console.thresholds import soon_days

_RECENT = 8


async def show(request: Request) -> Response:
    """Everything of one project."""
    place, caller, now = place_of(request), request.scope["caller"], request.scope["now"]
    name = f"projects/{request.path_params['id']}"
    live = await watched(caller, name)
    archive = await load(caller, name)
    law = place.laws.on(as_date(now))
    acts, history = await asyncio.gather(acts_of(caller, archive, law), history_of(caller, name, _RECENT))
    named = await place.names.of(caller, *parts_of(archive))
    return page(
        request,
        "project.html",
        archive=archive,
        project=archive.project,
        acts=acts,
        stages=stages_of(archive),
        deadlines=dated(archive, now),
        recent=None if isinstance(history, Gone) else history["happenings"],
        named=named,
        gone=Gone,
        signers=signers_of(archive),
        **live,
    )


def parts_of(archive: Archive) -> list[Any]:
    """All that has names in it."""
    return [value for value in vars(archive).values() if not isinstance(value, Gone)]


def dated(archive: Archive, now: Any) -> list[dict[str, Any]]:
    """Deadlines with their lamps and workings; those that are open first, the most urgent on top."""
    soon = soon_days(as_date(now))
    shown = []
    for each in archive.all_deadlines:
        kind, text = lamp_of(each, now, soon)
        shown.append(
            {
                "deadline": each,
                "title": titled(archive, each),
                "lamp": (kind, text),
                "is_open": kind in ("late", "soon", "fine"),
                "working": working_of(each),
            }
        )
    order = {"late": 0, "soon": 1, "fine": 2, "done": 3, "none": 4}
    return sorted(shown, key=lambda each: (order[each["lamp"][0]] // 3, each["deadline"]["last_day"]))


def signers_of(archive: Archive) -> list[dict[str, Any]]:
    """Engagements as tables: documents × parties."""
    return [] if isinstance(archive.engagements, Gone) else [table_of(engagement) for engagement in archive.engagements]


def table_of(engagement: dict[str, Any]) -> dict[str, Any]:
    """One engagement: its documents × parties."""
    parties = list(dict.fromkeys(required["party"] for document in engagement["documents"] for required in document["required"]))
    rows = [{"document": document, "cells": [_cell(document, party) for party in parties]} for document in engagement["documents"]]
    return {"engagement": engagement, "parties": parties, "rows": rows}


def _cell(document: dict[str, Any], party: str) -> dict[str, Any] | None:
    if party not in [required["party"] for required in document["required"]]:
        return None
    signed = next((each for each in document["signatures"] if each["party"] == party), None)
    return {"signed": signed, "is_open": party in document["awaiting"]}


async def history(request: Request) -> Response:
    """All that happened, page by page."""
    caller, name = request.scope["caller"], f"projects/{request.path_params['id']}"
    project = await caller.ask("sanzhi.registry.v1.RegistryService/GetProject", {"name": name})
    found = await history_of(caller, name, 100, request.query_params.get("page", ""))
    return page(request, "history.html", project=project, found=None if isinstance(found, Gone) else found)


ROUTES = [Route("/projects/{id}", show), Route("/projects/{id}/history", history)]
