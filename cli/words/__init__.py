"""Chinese for facts and values: words of the protos, of each service's facts.yaml (chassis/rpc/told.py), of the desk's deadlines.yaml."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chassis.rpc import told
from chassis.rpc.told import Names, china_time, facts_words
from cli.words.enums import value_words

__all__ = ["Names", "china_time", "deadline_word", "fact_line", "facts_words", "value_word", "written", "yuan"]


@cache
def _table(package: str, file: str) -> dict[str, str]:
    table: dict[str, str] = yaml.safe_load(files(package).joinpath(file).read_text(encoding="utf-8"))
    return table


def fact_line(kind: str, data: Mapping[str, Any], names: Names) -> str:
    """A line for a fact of the type "sanzhi.<service>.<what>.v<n>"; the type itself where there are no words for it."""
    return told.fact_line(kind, data, names, deadline_word)


def written(value: Any, names: Names) -> str:
    """A value for people: names of people and organisations, China's time."""
    return told.written(value, names, deadline_word)


def deadline_word(kind: str) -> str:
    """What a deadline of a kind such as "materials" asks for; the kind itself where there are no words for it."""
    return str(_table("services.desk.domain", "deadlines.yaml").get(kind) or kind)


def value_word(value: str) -> str:
    """The Chinese word for an enum value such as "DEADLINE_STATE_MET"; the value itself where there is none."""
    return value_words().get(value) or value


def yuan(fen: int) -> str:
    """An amount in yuan, exact."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d} 元"
