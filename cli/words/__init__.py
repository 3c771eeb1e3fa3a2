"""Chinese for facts and values: the protos' words and the tables beside this file, and how a line is made of them."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chassis.calendar import CHINA
from cli.words.enums import code_word, value_words

Names = Callable[[str], str]

_FOLDER = Path(__file__).parent

_FIELD = re.compile(r"\{(?P<field>[a-z_]+)(:(?P<enum>[A-Za-z]+))?(\?(?P<yes>[^|}]*)\|(?P<no>[^}]*))?\}")
_OPTIONAL = re.compile(r"\[(?P<inside>[^\]]*)\]")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


@cache
def _table(file: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((_FOLDER / file).read_text(encoding="utf-8"))
    return table


def fact_line(kind: str, data: Mapping[str, Any], names: Names) -> str:
    """A line for a fact of the type "sanzhi.<service>.<what>.v<n>"; the type itself where there are no words for it."""
    _, service, what = kind.split(".", 2)
    template = _table("facts.yaml").get(service, {}).get(what.rpartition(".")[0])
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
    return str(_table("deadlines.yaml").get(kind) or kind)


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
