"""A fact in one line of Chinese, by its service's domain/facts.yaml.

facts.yaml has a line of a timeline for each type of fact, without "sanzhi.<service>." and the version. {field} is a field of the fact,
shown with the names of people and organisations; {field:Enum} is shown by the word that the service's proto has for its value;
[…] is left out where its field is empty, or is something that has no name; {field?yes|no} chooses by a truth.
"""

import importlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from google.protobuf.descriptor import EnumDescriptor

from chassis.calendar import CHINA
from chassis.words import word_of

# What something is called: of a resource name; the name itself where nothing better is known.
Names = Callable[[str], str]
# What a code means that no enum of a proto has.
Word = Callable[[str], str]

_SERVICE = re.compile(r"[a-z]+")
_FIELD = re.compile(r"\{(?P<field>[a-z_]+)(:(?P<enum>[A-Za-z]+))?(\?(?P<yes>[^|}]*)\|(?P<no>[^}]*))?\}")
_OPTIONAL = re.compile(r"\[(?P<inside>[^\]]*)\]")
# What is within something else, and of which nobody knows what it is called: nobody can read it either.
_NAMELESS = re.compile(r"[a-z]\w*/[\w-]+(/[\w-]+)+", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


@cache
def facts_words(service: str) -> dict[str, str]:
    """The templates of a service's facts by type; none for what is no service of the suite."""
    if not _SERVICE.fullmatch(service):
        return {}
    try:
        text = files(f"services.{service}.domain").joinpath("facts.yaml").read_text(encoding="utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return {}
    table: dict[str, str] = yaml.safe_load(text)
    return table


@cache
def enums_of(service: str) -> dict[str, EnumDescriptor]:
    """The enums of a service's proto by name."""
    file = importlib.import_module(f"sanzhi.{service}.v1.{service}_pb2").DESCRIPTOR
    return dict(file.enum_types_by_name)


def code_word(service: str, enum: str, code: str) -> str:
    """The word for a fact's code: "contracts", "DocumentKind", "credit_commitment"; the code itself where there is none."""
    values = enums_of(service)[enum].values_by_name
    prefix = enums_of(service)[enum].values[0].name.removesuffix("UNSPECIFIED")
    value = values.get(prefix + code.upper())
    return (word_of(value) if value else "") or code


def fact_line(kind: str, data: Mapping[str, Any], names: Names, word: Word) -> str:
    """A line for a fact of the type "sanzhi.<service>.<what>.v<n>"; the type itself where there are no words for it."""
    _, service, what = kind.split(".", 2)
    template = facts_words(service).get(what.rpartition(".")[0])
    return _filled(template, data, names, word, service) if template else kind


def _filled(template: str, data: Mapping[str, Any], names: Names, word: Word, service: str) -> str:
    def optional(found: re.Match[str]) -> str:
        inside = found["inside"]
        field = _FIELD.search(inside)
        return inside if field is None or (data.get(field["field"]) and value(field)) else ""

    def value(found: re.Match[str]) -> str:
        held = data.get(found["field"])
        if found["yes"] is not None:
            return found["yes"] if held else found["no"]
        if found["enum"] is not None:
            codes = held if isinstance(held, list) else [held] if held else []
            return "、".join(code_word(service, found["enum"], code) for code in codes)
        if found["field"] == "node" and held and "/" not in held:
            held = f"{data['project']}/nodes/{held}"
        return written(held, names, word)

    return _FIELD.sub(value, _OPTIONAL.sub(optional, template))


def written(value: Any, names: Names, word: Word) -> str:
    """A value for people: names of people and organisations, China's time."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(written(item, names, word) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    if _INSTANT.match(text):
        return china_time(text)
    if "/" not in text:
        return word(text)
    called = names(text)
    return "" if called == text and _NAMELESS.fullmatch(text) else called


def china_time(instant: str) -> str:
    """RFC 3339 as "2026-01-05 09:00" of China; empty for nothing."""
    if not instant:
        return ""
    return datetime.fromisoformat(instant).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
