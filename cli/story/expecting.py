"""Reads the `expect` of an act."""

from dataclasses import dataclass, fields
from typing import Any

from google.protobuf.descriptor import MethodDescriptor

from chassis.envelope import Envelope
from cli.story.marked import MarkedList, MarkedMap
from cli.story.methods import UnknownMethod, find_method, wrong_service
from cli.story.model import (
    DeadlineExpected,
    Expectation,
    FactExpected,
    ReadExpected,
    RefusalExpected,
    ResponseExpected,
    ValueExpected,
)
from cli.story.places import Problem
from cli.story.sections import Section

_CODES = (
    "INVALID_ARGUMENT",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "FAILED_PRECONDITION",
    "PERMISSION_DENIED",
    "UNAUTHENTICATED",
    "ABORTED",
    "UNAVAILABLE",
    "RESOURCE_EXHAUSTED",
)
_ATTRIBUTES = tuple(field.name for field in fields(Envelope))
KINDS = ("response", "get", "fact", "deadline", "value", "refused")


@dataclass(frozen=True)
class Expected:
    """All that an act expects: a refusal of its call, or other things."""

    refused: RefusalExpected | None
    others: tuple[Expectation, ...]


def read_expected(section: Section, person: str) -> Expected:
    """The expectations of an act by a person. What is wrong goes to the section's problems."""
    value = section.mapping.get("expect")
    items = [value] if isinstance(value, MarkedMap) else section.maps("expect")
    refusals: list[RefusalExpected] = []
    others: list[Expectation] = []
    for item in items:
        one = Section(item, section.problems)
        kind = _kind(one)
        if kind == "refused" and "get" not in item:
            one.allow("refused")
            refusals.append(_refusal(one))
        elif kind:
            others.append(_READERS[kind](one, person))
    if len(refusals) > 1 or (refusals and any(isinstance(other, ResponseExpected) for other in others)):
        section.wrong("expect", "一次调用只能预期一个结果：要么 response，要么一个 refused")
    return Expected(refusals[0] if refusals else None, tuple(others))


def _kind(section: Section) -> str:
    kinds = [kind for kind in KINDS if kind in section.mapping]
    if kinds == ["get", "refused"]:
        return "get"
    if len(kinds) == 1:
        return kinds[0]
    section.allow(*KINDS, "as", "with", "service", "match", "envelope", "count", "project", "is")
    section.problems.append(Problem(section.place, f"每条预期应恰好有一个：{'、'.join(KINDS)}"))
    return ""


def _refusal(section: Section) -> RefusalExpected:
    match = section.map("refused")
    inner = Section(match, section.problems)
    inner.allow("reason", "rule", "code", "message", "metadata")
    inner.map("metadata")
    for key in ("reason", "rule", "code", "message"):
        inner.text(key, "")
    if not (match.get("reason") or match.get("rule")):
        section.wrong("refused", "refused 应写明 reason 或 rule")
    if match.get("code", _CODES[0]) not in _CODES:
        inner.wrong("code", f"没有错误码 {match['code']}；可用：{'、'.join(_CODES)}")
    return RefusalExpected(section.place_of("refused"), match)


def _response(section: Section, _: str) -> ResponseExpected:
    section.allow("response")
    return ResponseExpected(section.place_of("response"), _filled(section, "response"))


def _read(section: Section, person: str) -> Expectation:
    section.allow("get", "as", "with", "service", "match", "refused")
    call = section.text("get")
    refused = _refusal(section) if "refused" in section.mapping else None
    if (refused is None) == ("match" not in section.mapping):
        section.wrong("get", "get 应有 match 或 refused 之一")
    match = section.mapping.get("match", MarkedMap(section.place))
    place = section.place_of("get")
    service = section.text("service", "")
    if wrong := wrong_service(call, service):
        section.wrong("service" if service else "get", wrong)
    return ReadExpected(place, call, _method(section, call), service, section.text("as", person), section.map("with"), match, refused)


def _method(section: Section, call: str) -> MethodDescriptor:
    try:
        return find_method(call)
    except UnknownMethod as error:
        section.wrong("get", str(error))
        return _NOTHING


_NOTHING = find_method("sanzhi.operations.v1.OperationsService/GetStatus")


def _fact(section: Section, _: str) -> FactExpected:
    section.allow("fact", "project", "match", "envelope", "count")
    envelope = section.map("envelope")
    Section(envelope, section.problems).allow(*_ATTRIBUTES)
    kind = section.text("fact")
    parts = kind.split(".")
    if "${" not in kind and (len(parts) < 4 or parts[0] != "sanzhi" or not parts[-1].removeprefix("v").isdigit()):
        section.wrong("fact", f"{kind} 不是事实类型，应如 sanzhi.registry.project.approved.v1")
    project, count = section.text("project", ""), section.integer("count")
    return FactExpected(section.place_of("fact"), kind, project, section.map("match"), envelope, count)


def _deadline(section: Section, person: str) -> DeadlineExpected:
    section.allow("deadline", "as", "match")
    name = section.text("deadline")
    if "${" not in name and "/deadlines/" not in name:
        section.wrong("deadline", f"{name} 不是期限名称，应如 projects/…/deadlines/…")
    return DeadlineExpected(section.place_of("deadline"), name, section.text("as", person), _filled(section, "match"))


def _value(section: Section, _: str) -> ValueExpected:
    section.allow("value", "is")
    if "is" not in section.mapping:
        section.wrong("value", "缺少 is")
    return ValueExpected(section.place_of("value"), section.text("value"), section.mapping.get("is"))


def _filled(section: Section, key: str) -> Any:
    value = section.mapping.get(key)
    if not isinstance(value, MarkedMap | MarkedList) or not value:
        section.wrong(key, f"{key} 应写明预期的字段，不能为空")
    return value if isinstance(value, MarkedMap | MarkedList) else MarkedMap(section.place_of(key))


_READERS = {"response": _response, "get": _read, "fact": _fact, "deadline": _deadline, "value": _value}
