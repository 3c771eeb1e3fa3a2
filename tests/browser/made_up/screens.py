"""Every screen of the console, on services that answer each read with every field filled (tests/unit/console/made_up.py)."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.routing import Route

from tests.unit.console.made_up import MadeUp
from tests.unit.console.suite import ORGANIZATIONS, PEOPLE, always, console
from tests.unit.console.test_addresses import sound

# What is asked for with GET and is no screen.
NO_SCREENS = {
    "/": "leads to the workbench",
    "/healthz": "for machines",
    "/signin": "leads to the issuer",
    "/imports/{kind}": "leads to /imports",
    "/reminders/calendar": "leads to /reminders",
    "/reminders/by/{channel}": "leads to /reminders",
    "/signin/callback": "comes from the issuer, and leads on",
    "/acts/contracts/SignDocument": "leads to /sign",
    "/sign/{name:path}/file": "a file",
    "/papers/{name:path}": "PDF",
    "/excel/{list}": "a workbook",
    "/imports/{kind}/template": "a workbook",
    "/imports/{kind}/{key}/workbook": "a workbook",
    "/imports/{kind}/{key}": "there once one was sent: test_imports.py looks at it",
    "/known/{kind}": "JSON",
    "/files/{service}": "a file",
    "/live": "events",
    "/calendar/{token}.ics": "a calendar, for programs",
}
# Other addresses of the same route: forms that differ most, and a page that there is not.
MORE = (
    "/acts/registry/CreateApplication",
    "/acts/registry/CreateGuide",
    "/acts/registry/RegisterPerson",
    "/acts/evaluation/AssessItems?on=projects/x/evaluation",
    "/acts/milestones/SubmitMaterials?on=projects/x/nodes/1",
    "/acts/supervision/OpenDeviation?on=projects/x",
    "/acts/support/PublishPolicy",
    "/acts/exchange/RequestSubscription",
    "/nothing",
)
# By global role, what the navigation and the pages go by; who has a part in a project has none of these.
ROLES = ("county", "finance_bureau", "department", "auditor", "administrator", "security_administrator", "expert", "")


@asynccontextmanager
async def made_up(folder: Path, play: Callable[[MadeUp], None] = lambda services: None) -> AsyncIterator[tuple[str, list[str]]]:
    """The address of a console on made-up services, and its screens; people/<role> has that role alone. play: what is not to be made up."""
    services = MadeUp()
    play(services)
    everybody = PEOPLE | {f"people/{role or 'unit'}": _person(role) for role in ROLES}
    services.played["GetPerson"] = lambda it, who: {"name": it["name"], **everybody.get(it["name"], PEOPLE["people/zhou-bin"])}
    services.played["ListPeople"] = always({"people": [{"name": name, **each} for name, each in everybody.items()]})
    services.played["GetOrganization"] = lambda it, who: {"name": it["name"], **ORGANIZATIONS["organizations/kjj"]}
    free = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{free.getsockname()[1]}"
    client, *_ = console(folder, services, url=url)
    app = client._transport.app  # type: ignore[attr-defined]
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve([free]))
    paths = [each.path for each in app.routes if isinstance(each, Route) and "GET" in (each.methods or ())]
    try:
        yield url, [*(sound(path) for path in paths if path not in NO_SCREENS), *MORE]
    finally:
        server.should_exit = True
        await serving


def _person(role: str) -> dict[str, Any]:
    return {"display_name": role or "unit", "organization": "", "global_roles": [role] if role else []}
