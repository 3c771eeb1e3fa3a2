"""What a form can know beforehand: what is there already, and which ids of this very thing a field can name."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from google.protobuf.descriptor import MethodDescriptor

from chassis.words import form_of
from cli.refused import Refused
from console.calls import Caller
from console.forms import choices
from console.forms.choices import Choices
from console.forms.kinds import Kind, W, is_asked, kind_of
from console.forms.known import Register
from console.forms.sheet import Sheet
from console.forms.typed import Shown, Typed, of_resource
from console.subjects import Subject, subject_of

_REGISTRY = "sanzhi.registry.v1.RegistryService"
# Acts that change what is there: their fields start from it.
_CHANGING = ("Update", "Correct", "Propose", "GrantSubscription", "RenewSubscription")
# A choice that decides what other fields of the form can name.
DECIDING = {"RequestSubscription": "types.*.type", "GrantSubscription": "types.*.type", "SubmitClaim": "policy", "RaiseFinding": "project"}
_MOST_ROWS = 20  # that a form begins with because there is so much to choose from


async def prefilled(caller: Caller, sheet: Sheet, today: date) -> Typed:
    """A form as it is opened, on a day by the suite's clock."""
    method, subject, given = sheet.method, sheet.subject, sheet.given
    typed = Typed(dict(given))
    if method.name.startswith(_CHANGING) and subject.thing:
        typed = of_resource(method.input_type, _as_asked(method.name, subject.thing), sheet.register.title)
        typed.texts |= given
    if method.name == "RequestSubscription" and (service := typed.texts.pop("service", "")):
        whole = [each["type"] for each in await choices.fact_types(caller) if each["type"].split(".")[1] == service]
        typed.counts["types"] = len(whole)
        typed.texts |= {f"types.{place}.type": each for place, each in enumerate(whole)}
    for field in method.input_type.fields:
        if is_asked(field) and form_of(field).widget == W.WIDGET_NEW_ID:
            typed.texts[field.name] = _new_id(today)
    for pattern, offered in (await offers_for(caller, method, subject, typed, sheet.register)).items():
        rows, _, column = pattern.rpartition(".*.")
        if rows and not typed.counts.get(rows) and len(offered) <= _MOST_ROWS:  # one row for each of them
            typed.counts[rows] = len(offered)
            typed.texts |= {f"{rows}.{place}.{column}": choice for place, (choice, _) in enumerate(offered)}
    return typed


def _as_asked(name: str, thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """The resource, with the names that the request has for its parts; what is granted starts from what was asked for."""
    if name == "GrantSubscription":
        return {**thing["asked"]}
    if name == "RenewSubscription":
        return {"until": thing["renewal"]["until"]} if thing.get("renewal") else {}
    if name == "ProposeTaskBookChange":
        editions: Sequence[Mapping[str, Any]] = thing.get("editions") or [{}]
        current = next((each for each in editions if each.get("version") == thing.get("current_version")), editions[-1])
        return {"terms": current.get("terms"), "task_book": current.get("terms")}
    return thing


def _new_id(today: date) -> str:
    return f"{today:%Y%m%d}-{secrets.token_hex(3)}"


async def offers_for(caller: Caller, method: MethodDescriptor, subject: Subject, typed: Typed, register: Register) -> dict[str, Choices]:
    """Choices by the path of a field, `*` for the number of a row; with what is chosen already, though it be none of them any more."""
    found = await _of_method(caller, method.name, subject, typed, register)
    for field in method.input_type.fields:
        if is_asked(field) and form_of(field).widget == W.WIDGET_PROJECT and field.name not in found:
            found[field.name] = await choices.projects(caller)
    lines = {field.name for field in method.input_type.fields if kind_of(field) is Kind.LINES}  # several to a field: listed beside it
    return {
        path: offered if path in lines else await _with_chosen(caller, path, offered, typed) for path, offered in found.items() if offered
    }


async def _with_chosen(caller: Caller, pattern: str, offered: Choices, typed: Typed) -> Choices:
    chosen = {text for path, text in typed.texts.items() if text and _pattern(path) == pattern} - {value for value, _ in offered}
    named = [(each, (await subject_of(caller, each)).title or each) for each in sorted(chosen)]
    return Choices([*named, *offered], is_cut=offered.is_cut)


def _pattern(path: str) -> str:
    return re.sub(r"\.\d+(?=\.|$)", ".*", path)


async def _of_method(caller: Caller, method: str, subject: Subject, typed: Typed, register: Register) -> dict[str, Choices]:
    thing = subject.thing or {}
    match method:
        case "ScoreApplication":
            return {"scores.*.factor": await _factors(caller, thing)}
        case "SubmitProgressReport" | "CorrectProgressReport":
            return {"content.nodes.*.node": await _nodes(caller, subject)}
        case "CreateApplication":
            return {"guide": await choices.guides(caller)}
        case "AssessItems" | "SubmitSelfEvaluation":
            return {"items.*.target": Choices((each["id"], each["metric"]) for each in thing.get("targets", []))}
        case "RecordMissingNode":
            return {"node": choices.open_nodes(thing)}
        case "ConfirmOffice":
            return {"office": choices.offices(thing, "_PROPOSED")}
        case "EndOffice":
            return {"office": choices.offices(thing, "_PROPOSED", "_HELD")}
        case "WithdrawAttestation":
            return {"attestation": choices.attestations(thing)}
        case "RevokeSigningKey":
            return {"key_id": choices.keys(thing)}
        case "RaiseFinding":
            project = typed.text("project") or subject.project
            return {"item": await choices.catalogue(caller), "subject": await choices.concerned(caller, project, register)}
    return await _of_sharing_and_support(caller, method, subject, typed, register)


async def _of_sharing_and_support(caller: Caller, method: str, subject: Subject, typed: Typed, register: Register) -> dict[str, Choices]:
    thing = subject.thing or {}
    match method:
        case "RegisterResult" | "CorrectResult":
            return {"target": await choices.targets(caller, subject.project)}
        case "RequestUse":
            return {"sector": choices.sectors()}
        case "ReportUse":
            return {"sector": choices.sectors(), "licence": choices.licences(thing)}
        case "SubmitClaim":
            return {"policy": await choices.policies(caller), "documents.*.kind": await choices.documents(caller, typed.text("policy"))}
        case "AskQuestion":
            return {"policy": await choices.policies(caller)}
        case "RequestService":
            return {"result": await choices.results(caller, subject.project)}
        case "ChooseOffer":
            return {"offer": choices.offers(thing, register)}
        case "BookFacility":
            return {"request": await choices.service_requests(caller)}
        case "CancelBooking":
            return {"booking": choices.bookings(thing)}
        case "PublishNotice" | "FollowFields":
            return {"fields": await choices.fields(caller)}
        case "RequestSubscription" | "GrantSubscription":
            return await _of_exchange(caller, thing, typed)
    return {}


async def _of_exchange(caller: Caller, subscription: Mapping[str, Any], typed: Typed) -> dict[str, Choices]:
    """Types, of what was asked for where something was; and for each row the fields on request of its type."""
    types = {each["type"]: each for each in await choices.fact_types(caller)}
    asked = {each["type"] for each in (subscription.get("asked") or {}).get("types", [])} or types.keys()
    chosen = [types.get(typed.text(f"types.{place}.type")) for place in range(typed.rows("types"))]
    own = {f"types.{place}.fields": choices.on_request(each) for place, each in enumerate(chosen) if each}
    return {"types.*.type": choices.shares(each for name, each in types.items() if name in asked), **own}


async def _nodes(caller: Caller, subject: Subject) -> Choices:
    try:
        project = await caller.ask(f"{_REGISTRY}/GetProject", {"name": subject.project})
    except Refused:
        return Choices()
    nodes = [(each["id"], each["title"]) for each in project["task_book"]["nodes"]]
    return Choices(nodes or [("whole", "整个项目")])


async def _factors(caller: Caller, application: Mapping[str, Any]) -> Choices:
    try:
        guide = await caller.ask(f"{_REGISTRY}/GetGuide", {"name": application.get("guide", "")})
    except Refused:
        return Choices()
    return Choices((each["id"], f"{each['title']}（权重 {each['weight']}%）") for each in guide["factors"])


def with_offers(fields: list[Shown], offers: Mapping[str, Choices], deciding: str = "") -> None:
    """Has fields that an offer is for chosen instead of typed; deciding: the path of what others depend on."""
    for each in fields:
        each.decides = deciding in (each.path, _pattern(each.path))
        if offered := offers.get(each.path) or offers.get(_pattern(each.path)):
            each.choices, each.is_offered = offered, True
            each.kind = each.kind if each.kind is Kind.LINES else Kind.CHOICE  # of several, a line each: they are listed beside
        with_offers(each.fields, offers, deciding)
        with_offers(each.rows, offers, deciding)
