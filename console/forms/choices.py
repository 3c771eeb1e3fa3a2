"""What a field of an act can name, asked of whoever knows it: policies, results, licences, bookings; nobody types a name of ours."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from chassis.policy.loading import policy_folder
from console.calls import Caller, Gone, had

Choices = list[tuple[str, str]]
Thing = Mapping[str, Any]
_SHARING, _SUPPORT = "sanzhi.sharing.v1.SharingService", "sanzhi.support.v1.SupportService"
_SUPERVISION, _REGISTRY = "sanzhi.supervision.v1.SupervisionService", "sanzhi.registry.v1.RegistryService"
_MOST = 200


@cache
def sectors() -> tuple[tuple[str, str], ...]:
    """Of the newest policy: letters of GB/T 4754 with their titles."""
    files = sorted(policy_folder().glob("*/sharing.yaml"))
    listed = yaml.safe_load(files[-1].read_text(encoding="utf-8")).get("sectors", []) if files else []
    return tuple((each["code"], f"{each['code']} {each['title']}") for each in listed)


async def projects(caller: Caller) -> Choices:
    """Those that the caller may read, by the desk's ledger."""
    found = await _had(caller, "sanzhi.desk.v1.DeskService/ListProjects", {"page_size": _MOST}, "projects")
    return [(each["name"], each["title"]) for each in found if each["name"].startswith("projects/") and each["term_start"]]


async def policies(caller: Caller) -> Choices:
    """Those in force."""
    found = await _had(caller, f"{_SUPPORT}/SearchPolicies", {"in_force": True, "page_size": _MOST}, "policies")
    return [(each["name"], each["terms"]["title"]) for each in found]


async def documents(caller: Caller, policy: str) -> Choices:
    """What a claim on a policy has to come with."""
    found = await had(caller.ask(f"{_SUPPORT}/GetPolicy", {"name": policy})) if policy else Gone("", False)
    return [] if isinstance(found, Gone) else [(each, each) for each in found["terms"]["documents"]]


async def results(caller: Caller, project: str) -> Choices:
    """Confirmed ones of a project."""
    found = await _had(caller, f"{_SHARING}/ListResults", {"parent": project, "page_size": _MOST}, "results")
    return [(each["name"], each["title"]) for each in found if each["state"].endswith(("_PUBLISHED", "_EMBARGOED"))]


async def service_requests(caller: Caller) -> Choices:
    """Those that are being seen to, of the caller's projects."""
    found = await _had(caller, f"{_SUPPORT}/ListServiceRequests", {"page_size": _MOST}, "service_requests")
    return [(each["name"], each["description"][:40]) for each in found if each["state"].endswith(("_REQUESTED", "_ASSIGNED"))]


async def fields(caller: Caller) -> Choices:
    """The tree of technology."""
    found = await _had(caller, f"{_SUPPORT}/ListFields", {"page_size": _MOST}, "fields")
    return [(each["code"], each["title"]) for each in found]


async def catalogue(caller: Caller) -> Choices:
    """The negative list."""
    found = await _had(caller, f"{_SUPERVISION}/ListCatalogueItems", {"page_size": _MOST}, "catalogue_items")
    return [(each["name"], each["title"]) for each in found]


async def concerned(caller: Caller, project: str) -> Choices:
    """Whom or what a finding may be about: a project itself, its manager, its chief; anybody where no project is named."""
    found = await had(caller.ask(f"{_REGISTRY}/GetProject", {"name": project})) if project else Gone("", False)
    if isinstance(found, Gone):
        everybody = await had(caller.pages(f"{_REGISTRY}/ListPeople", {}, "people"))
        return [] if isinstance(everybody, Gone) else [(each["name"], each["display_name"]) for each in everybody]
    people = dict.fromkeys(found[role] for role in ("project_manager", "technical_chief") if found.get(role))
    asked = [await had(caller.ask(f"{_REGISTRY}/GetPerson", {"name": name})) for name in people]
    return [(project, f"项目：{found['title']}"), *((each["name"], each["display_name"]) for each in asked if not isinstance(each, Gone))]


async def targets(caller: Caller, project: str) -> Choices:
    """Of the task book."""
    found = await had(caller.ask(f"{_REGISTRY}/GetProject", {"name": project})) if project else Gone("", False)
    return [] if isinstance(found, Gone) else [(each["id"], each["metric"]) for each in found["task_book"]["targets"]]


def licences(result: Thing) -> Choices:
    """Of a result."""
    return [(each["name"], f"{each['since']} 至 {each['until']}") for each in result.get("licences", [])]


async def offers(caller: Caller, request: Thing) -> Choices:
    """Manufacturers who have offered."""
    found = []
    for each in request.get("offers", []):
        asked = await had(caller.ask(f"{_REGISTRY}/GetOrganization", {"name": each["organization"]}))
        title = "" if isinstance(asked, Gone) else asked["display_name"]
        found.append((each["name"], f"{title}：{each['text'][:40]}"))
    return found


def bookings(facility: Thing) -> Choices:
    """Those that are not given back."""
    kept = [each for each in facility.get("bookings", []) if not each["cancelled_at"]]
    return [(each["name"], f"{each['first_day']} 至 {each['last_day']}") for each in kept]


def open_nodes(evaluation: Thing) -> Choices:
    """Without a conclusion."""
    return [(each["id"], each["title"]) for each in evaluation.get("nodes", []) if each["outcome"].endswith("_OPEN")]


async def _had(caller: Caller, method: str, request: dict[str, Any], field: str) -> list[dict[str, Any]]:
    found = await had(caller.ask(method, request))
    return [] if isinstance(found, Gone) else found[field]
