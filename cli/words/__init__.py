"""Chinese for facts and values: words of the protos, of each service's domain/facts.yaml, of deadlines.yaml; how a line is made of them.

facts.yaml has a line of a timeline for each type of fact, without "sanzhi.<service>." and the version. {field} is a field of the fact,
shown with the names of people and organisations; {field:Enum} is shown by the word that the service's proto has for its value;
[…] is left out where its field is empty; {field?yes|no} chooses by a truth.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chassis.calendar import CHINA
from cli.services import SERVICES
from cli.words.enums import code_word, value_words

Names = Callable[[str], str]

_FIELD = re.compile(r"\{(?P<field>[a-z_]+)(:(?P<enum>[A-Za-z]+))?(\?(?P<yes>[^|}]*)\|(?P<no>[^}]*))?\}")
_OPTIONAL = re.compile(r"\[(?P<inside>[^\]]*)\]")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


@cache
def _table(package: str, file: str) -> dict[str, str]:
    table: dict[str, str] = yaml.safe_load(files(package).joinpath(file).read_text(encoding="utf-8"))
    return table


def facts_words(service: str) -> dict[str, str]:
    """The templates of a service's facts by type; none for what is no service of the suite."""
    return _table(f"services.{service}.domain", "facts.yaml") if service in SERVICES else {}


def fact_line(kind: str, data: Mapping[str, Any], names: Names) -> str:
    """A line for a fact of the type "sanzhi.<service>.<what>.v<n>"; the type itself where there are no words for it."""
    _, service, what = kind.split(".", 2)
    template = facts_words(service).get(what.rpartition(".")[0])
    return _filled(template, data, names, service) if template else kind


def _filled(template: str, data: Mapping[str, Any], names: Names, service: str) -> str:
    def optional(found: re.Match[str]) -> str:
        inside = found["inside"]
        field = _FIELD.search(inside)
        return inside if field is None or data.get(field["field"]) else ""

    def value(found: re.Match[str]) -> str:
        held = data.get(found["field"])
        if found["yes"] is not None:
            return found["yes"] if held else found["no"]
        if found["enum"] is not None:
            return code_word(service, found["enum"], held) if held else ""
        if found["field"] == "node" and held and "/" not in held:
            held = f"{data['project']}/nodes/{held}"
        return written(held, names)

    return _FIELD.sub(value, _OPTIONAL.sub(optional, template))


def written(value: Any, names: Names) -> str:
    """A value for people: names of people and organisations, China's time."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(written(item, names) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    if _INSTANT.match(text):
        return china_time(text)
    return deadline_word(text) if "/" not in text else names(text)


def deadline_word(kind: str) -> str:
    """What a deadline of a kind such as "materials" asks for; the kind itself where there are no words for it."""
    return str(_table("cli.words", "deadlines.yaml").get(kind) or kind)


def value_word(value: str) -> str:
    """The Chinese word for an enum value such as "DEADLINE_STATE_MET"; the value itself where there is none."""
    return value_words().get(value) or value


def china_time(instant: str) -> str:
    """RFC 3339 as "2026-01-05 09:00" of China; empty for nothing."""
    if not instant:
        return ""
    return datetime.fromisoformat(instant).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def yuan(fen: int) -> str:
    """An amount in yuan, exact."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d} 元"
