"""What other departments call facts, their fields and the values of these (resources.yaml; enums by the words of the protos)."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from cli.words.enums import value_words


@cache
def table() -> dict[str, dict[str, str]]:
    """The file: "facts" and "fields"."""
    read: dict[str, dict[str, str]] = yaml.safe_load(files(__package__).joinpath("resources.yaml").read_text(encoding="utf-8"))
    return read


def fact_title(kind: str) -> str:
    """Of "sanzhi.registry.project.approved.v1"; from the second version on with it. Raises KeyError where there is none."""
    name, _, version = kind.removeprefix("sanzhi.").rpartition(".v")
    return table()["facts"][name] + (f"（第 {version} 版）" if version != "1" else "")


def field_label(kind: str, path: str) -> str:
    """Of "task_book.nodes.title" in a fact."""
    return table()["fields"][field_key(kind, path)]


def field_key(kind: str, path: str) -> str:
    """Under what its name stands: as this field of this fact, of such a part, or any of its name. Raises KeyError where there is none."""
    name = kind.removeprefix("sanzhi.").rpartition(".v")[0]
    *above, last = path.split(".")
    candidates = (f"{name} {path}", f"{above[-1]}.{last}" if above else last, last)
    if found := next((each for each in candidates if each in table()["fields"]), ""):
        return found
    raise KeyError(f"{name} {path}: no Chinese name in cli/words/resources.yaml")


def enum_words(enum: str, values: Sequence[Any]) -> dict[str, str]:
    """Value → word, of an enum of the domain such as "DeviationAspect"; without those that have no word."""
    prefix = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", enum).upper()
    known = value_words()
    return {value: word for value in values if (word := known.get(f"{prefix}_{value}".upper()))}
