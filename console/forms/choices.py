"""What a field of an act can name, asked of whoever knows it: policies, results, licences, bookings; nobody types a name of ours."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from console.calls import Caller, Gone, Listed, had
from console.editions import newest
from console.facts import label_of, service_of, title_of
from console.forms.kinds import Kind
from console.forms.known import Register
from console.show import word

Choices = Listed[tuple[str, str]]
Thing = Mapping[str, Any]
_SHARING, _SUPPORT = "sanzhi.sharing.v1.SharingService", "sanzhi.support.v1.SupportService"
_SUPERVISION, _REGISTRY = "sanzhi.supervision.v1.SupervisionService", "sanzhi.registry.v1.RegistryService"
_EXCHANGE = "sanzhi.exchange.v1.ExchangeService"
MOST = 1000  # of one field, which then says that there are more; what is already chosen is always among them


def sectors() -> Choices:
    """Of the newest policy: letters of GB/T 4754 with their titles."""
    return Choices((each["code"], f"{each['code']} {each['title']}") for each in newest("sharing").get("sectors", []))


async def projects(caller: Caller) -> Choices:
    """Those that the caller may read and that run or ran, by the desk's ledger."""
    found = await _had(caller, "sanzhi.desk.v1.DeskService/ListProjects", {}, "projects")
    return _each(found, _titled, lambda it: it["name"].startswith("projects/") and it["term_start"])


async def policies(caller: Caller) -> Choices:
    """Those in force."""
    found = await _had(caller, f"{_SUPPORT}/SearchPolicies", {"in_force": True}, "policies")
    return _each(found, lambda it: (it["name"], it["terms"]["title"]))


async def documents(caller: Caller, policy: str) -> Choices:
    """What a claim on a policy has to come with."""
    found = await had(caller.ask(f"{_SUPPORT}/GetPolicy", {"name": policy})) if policy else Gone("", False)
    return Choices() if isinstance(found, Gone) else Choices((each, each) for each in found["terms"]["documents"])


async def results(caller: Caller, project: str) -> Choices:
    """Confirmed ones of a project."""
    found = await _had(caller, f"{_SHARING}/ListResults", {"parent": project}, "results")
    return _each(found, _titled, lambda it: it["state"].endswith(("_PUBLISHED", "_EMBARGOED")))


async def service_requests(caller: Caller) -> Choices:
    """Those that are being seen to, of the caller's projects."""
    found = await _had(caller, f"{_SUPPORT}/ListServiceRequests", {}, "service_requests")
    return _each(found, lambda it: (it["name"], it["description"][:40]), lambda it: it["state"].endswith(("_REQUESTED", "_ASSIGNED")))


async def guides(caller: Caller) -> Choices:
    """Those that are published."""
    found = await _had(caller, f"{_REGISTRY}/ListGuides", {}, "guides")
    return _each(found, _titled, lambda it: it["state"].endswith("PUBLISHED"))


async def fields(caller: Caller) -> Choices:
    """The tree of technology."""
    return _each(await _had(caller, f"{_SUPPORT}/ListFields", {}, "fields"), lambda it: (it["code"], it["title"]))


async def catalogue(caller: Caller) -> Choices:
    """The negative list."""
    return _each(await _had(caller, f"{_SUPERVISION}/ListCatalogueItems", {}, "catalogue_items"), _titled)


async def fact_types(caller: Caller) -> Sequence[Thing]:
    """Public facts that a department can ask for, each with its fields."""
    return await _had(caller, f"{_EXCHANGE}/ListTypes", {}, "types")


def shares(types: Iterable[Thing]) -> Choices:
    """Types by whose they are and what they are called."""
    return Choices((each["type"], f"{service_of(each['type'])}：{title_of(each['type'])}") for each in types)


def on_request(fact: Thing) -> Choices:
    """Fields that are granted one by one."""
    return Choices((path, label_of(fact["type"], path)) for path in fact["fields_on_request"])


async def concerned(caller: Caller, project: str, register: Register) -> Choices:
    """Whom or what a finding may be about: a project itself, its manager, its chief; anybody where no project is named."""
    found = await had(caller.ask(f"{_REGISTRY}/GetProject", {"name": project})) if project else Gone("", False)
    if isinstance(found, Gone):
        everybody = sorted(register.titles[Kind.PERSON].items())
        return Choices(((name, title) for title, name in everybody[:MOST]), is_cut=len(everybody) > MOST)
    people = dict.fromkeys(found[role] for role in ("project_manager", "technical_chief") if found.get(role))
    return Choices([(project, f"项目：{found['title']}"), *((name, register.title(Kind.PERSON, name)) for name in people)])


async def targets(caller: Caller, project: str) -> Choices:
    """Of the task book."""
    found = await had(caller.ask(f"{_REGISTRY}/GetProject", {"name": project})) if project else Gone("", False)
    return Choices() if isinstance(found, Gone) else Choices((each["id"], each["metric"]) for each in found["task_book"]["targets"])


def offices(person: Thing, *states: str) -> Choices:
    """Of somebody, in one of these states."""
    listed = [each for each in person.get("offices", []) if each["state"].endswith(states)]
    return Choices((each["id"], f"{word(each['role'])}，{word(each['state'])}") for each in listed)


def attestations(person: Thing) -> Choices:
    """Of somebody, as far as they hold."""
    listed = [each for each in person.get("attestations", []) if not each["withdrawn_on"]]
    return Choices((each["id"], f"{word(each['kind'])}（{each['attested_on']} 证明）") for each in listed)


def keys(person: Thing) -> Choices:
    """Those that somebody still signs with."""
    listed = [each for each in person.get("signing_keys", []) if not each["revocation_reason"]]
    return Choices((each["key_id"], f"{each['key_id']}（{each['algorithm']}）") for each in listed)


def licences(result: Thing) -> Choices:
    """Of a result."""
    return Choices((each["name"], f"{each['since']} 至 {each['until']}") for each in result.get("licences", []))


def offers(request: Thing, register: Register) -> Choices:
    """Manufacturers who have offered."""
    listed = request.get("offers", [])
    return Choices((each["name"], f"{register.title(Kind.ORGANIZATION, each['organization'])}：{each['text'][:40]}") for each in listed)


def bookings(facility: Thing) -> Choices:
    """Those that are not given back."""
    kept = [each for each in facility.get("bookings", []) if not each["cancelled_at"]]
    return Choices((each["name"], f"{each['first_day']} 至 {each['last_day']}") for each in kept)


def open_nodes(evaluation: Thing) -> Choices:
    """Without a conclusion."""
    return Choices((each["id"], each["title"]) for each in evaluation.get("nodes", []) if each["outcome"].endswith("_OPEN"))


def _titled(it: Thing) -> tuple[str, str]:
    return it["name"], it["title"]


def _each(found: Listed[dict[str, Any]], told: Callable[[Thing], tuple[str, str]], fits: Callable[[Thing], Any] = bool) -> Choices:
    return Choices((told(it) for it in found if fits(it)), is_cut=found.is_cut)


async def _had(caller: Caller, method: str, request: dict[str, Any], field: str) -> Listed[dict[str, Any]]:
    found = await had(caller.pages(method, request, field, most=MOST))
    return Listed() if isinstance(found, Gone) else found
