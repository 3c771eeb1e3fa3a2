"""A console on services that are played: what each answers, and what it was asked."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
from google.protobuf import json_format
from google.protobuf.message_factory import GetMessageClass

from chassis.settings import Settings
from cli.client import as_dict, method_of
from cli.refused import Refused
from cli.stack.issuer import Issuer
from console.app import assembled
from console.calls import Answer, whole
from console.settings import ConsoleSettings
from tests.unit.console.rows import Rows

URL = "http://127.0.0.1:7400"
PEOPLE = {
    "people/zhao-ming": {"display_name": "赵明", "organization": "organizations/kjj", "global_roles": ["science_bureau"]},
    "people/zhou-bin": {"display_name": "周斌", "organization": "", "global_roles": ["expert"]},
}
ORGANIZATIONS = {"organizations/kjj": {"display_name": "市科技局", "kind": "ORGANIZATION_KIND_SCIENCE_BUREAU", "area": "jinzhong"}}
COLLECTIONS = ("sessions", "attempts", "drafts", "imports", "calendars", "subscriptions", "deliveries")
Played = Callable[[dict[str, Any], str], dict[str, Any]]


class Services:
    """Answers by the last part of a method's name; refuses NOT_FOUND what nobody plays."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any], str, bool]] = []
        self.played: dict[str, Played] = {
            "GetPerson": lambda it, who: {"name": it["name"], **found(PEOPLE, it["name"])},
            "GetOrganization": lambda it, who: {"name": it["name"], **found(ORGANIZATIONS, it["name"])},
            "ListPeople": lambda it, who: {"people": [{"name": name, **each} for name, each in PEOPLE.items()]},
            "ListOrganizations": lambda it, who: {"organizations": [{"name": name, **each} for name, each in ORGANIZATIONS.items()]},
            "GetPersonalData": lambda it, who: {"name": f"{it['name']}/personalData"},
            "ListActs": lambda it, who: {"as_of": "2026-09-08T02:42:00Z", "acts": []},
        }

    async def send(self, method: str, request: Any, token: str, *, service: str = "", tries_out: bool = False) -> Answer:
        who = jwt.decode(token, options={"verify_signature": False})["sub"]
        name = method.rpartition("/")[2]
        self.asked.append((name, as_dict(request), who, tries_out))
        if name not in self.played:
            raise Refused("NOT_FOUND", "NOT_FOUND", "", "没有", {})
        answer = GetMessageClass(method_of(method).output_type)()
        json_format.ParseDict(self.played[name](as_dict(request), who), answer)
        return Answer(whole(answer))

    async def close(self) -> None: ...


def always(answer: dict[str, Any]) -> Played:
    """Whatever is asked."""
    return lambda it, who: answer


def found(listed: dict[str, Any], name: str) -> Any:
    if name not in listed:
        raise Refused("NOT_FOUND", "NOT_FOUND", "", f"没有 {name}", {})
    return listed[name]


def console(
    folder: Path, services: "Services | None" = None, *, key: str = "console", **given: Any
) -> tuple[httpx.AsyncClient, Services, dict[str, Rows]]:
    """A browser with an empty jar before a console of its own."""
    issuer = Issuer(folder / "issuer")
    issuer.prepare(())
    settings = ConsoleSettings.model_validate({"url": URL, "trying_keys": str(issuer.folder), **given})
    services = services or Services()
    rows = {name: Rows() for name in COLLECTIONS}
    suite = Settings(clock="rehearsal", service_key=str(issuer.service_key(key)) if key else "")
    app = assembled(settings, suite, rows, services)  # type: ignore[arg-type]
    browser = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=URL, headers={"sec-fetch-site": "same-origin"})
    return browser, services, rows


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


async def sign_in(browser: httpx.AsyncClient, person: str = "people/zhao-ming", to: str = "/rules") -> httpx.Response:
    """As people do, through the page on which one chooses who one is."""
    out = await browser.get("/signin", params={"to": to})
    choice = await browser.get(out.headers["location"])
    back = await browser.post(out.headers["location"], data={**hidden(choice.text), "person": person})
    return await browser.get(back.headers["location"])
