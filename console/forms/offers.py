"""What a form can know beforehand: what is there already, and which ids of this very thing a field can name."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from google.protobuf.descriptor import MethodDescriptor

from chassis.calendar import CHINA
from chassis.words import form_of
from cli.refused import Refused
from console.calls import Caller
from console.forms.kinds import Kind, W, is_asked
from console.forms.typed import Shown, Typed, of_resource
from console.subjects import Subject

Choices = list[tuple[str, str]]
_REGISTRY = "sanzhi.registry.v1.RegistryService"
# Acts that change what is there: their fields start from it.
_CHANGING = ("Update", "Correct", "Propose")


async def prefilled(caller: Caller, method: MethodDescriptor, subject: Subject) -> Typed:
    """A form as it is opened."""
    typed = Typed()
    if method.name.startswith(_CHANGING) and subject.thing:
        typed = of_resource(method.input_type, _as_asked(method.name, subject.thing))
    for field in method.input_type.fields:
        if is_asked(field) and form_of(field).widget == W.WIDGET_NEW_ID:
            typed.texts[field.name] = _new_id()
    for pattern, choices in (await offers_for(caller, method, subject)).items():
        rows, _, column = pattern.rpartition(".*.")
        if rows and not typed.counts.get(rows):  # one row for each of them
            typed.counts[rows] = len(choices)
            typed.texts |= {f"{rows}.{place}.{column}": choice for place, (choice, _) in enumerate(choices)}
    return typed


def _as_asked(name: str, thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """The resource, with the names that the request has for its parts."""
    if name == "ProposeTaskBookChange":
        editions: Sequence[Mapping[str, Any]] = thing.get("editions") or [{}]
        current = next((each for each in editions if each.get("version") == thing.get("current_version")), editions[-1])
        return {"terms": current.get("terms"), "task_book": current.get("terms")}
    return thing


def _new_id() -> str:
    return f"{datetime.now(CHINA):%Y%m%d}-{secrets.token_hex(3)}"


async def offers_for(caller: Caller, method: MethodDescriptor, subject: Subject) -> dict[str, Choices]:
    """Choices by the path of a field, `*` for the number of a row."""
    thing = subject.thing or {}
    match method.name:
        case "ScoreApplication":
            return {"scores.*.factor": await _factors(caller, thing)}
        case "SubmitProgressReport" | "CorrectProgressReport":
            return {"content.nodes.*.node": await _nodes(caller, subject)}
        case "CreateApplication":
            return {"guide": await _guides(caller)}
        case "AssessItems" | "SubmitSelfEvaluation":
            targets = [(each["id"], each["metric"]) for each in thing.get("targets", [])]
            return {"items.*.target": targets}
    return {}


async def _nodes(caller: Caller, subject: Subject) -> Choices:
    try:
        project = await caller.ask(f"{_REGISTRY}/GetProject", {"name": subject.project})
    except Refused:
        return []
    nodes = [(each["id"], each["title"]) for each in project["task_book"]["nodes"]]
    return nodes or [("whole", "整个项目")]


async def _factors(caller: Caller, application: Mapping[str, Any]) -> Choices:
    try:
        guide = await caller.ask(f"{_REGISTRY}/GetGuide", {"name": application.get("guide", "")})
    except Refused:
        return []
    return [(each["id"], f"{each['title']}（权重 {each['weight']}%）") for each in guide["factors"]]


async def _guides(caller: Caller) -> Choices:
    try:
        guides = await caller.pages(f"{_REGISTRY}/ListGuides", {}, "guides", most=200)
    except Refused:
        return []
    return [(each["name"], each["title"]) for each in guides if each["state"].endswith("PUBLISHED")]


def with_offers(fields: list[Shown], offers: Mapping[str, Choices]) -> None:
    """Has fields that an offer is for chosen instead of typed."""
    for each in fields:
        pattern = re.sub(r"\.\d+", ".*", each.path)
        if offers.get(pattern):
            each.kind, each.choices = Kind.CHOICE, offers[pattern]
        with_offers(each.fields, offers)
        with_offers(each.rows, offers)
