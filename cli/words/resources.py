"""What other departments call facts, their fields and the values of these (titles.yaml of each service,
fields.yaml; enums by the words of the protos)."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from cli.words.enums import value_words


def fact_title(kind: str) -> str:
    """Of "sanzhi.registry.project.approved.v1"; from the second version on with it. Raises KeyError where there is none."""
    service, name, version = _named(kind)
    return titles(service)[name] + (f"（第 {version} 版）" if version != "1" else "")


def field_label(kind: str, path: str) -> str:
    """Of "task_book.nodes.title" in a fact: as this fact calls it, as any does in such a part, or anywhere. Raises KeyError."""
    service, name, _ = _named(kind)
    *above, last = path.split(".")
    if (own := f"{name} {path}") in titles(service):
        return titles(service)[own]
    return fields()[part] if above and (part := f"{above[-1]}.{last}") in fields() else fields()[last]


@cache
def titles(service: str) -> dict[str, str]:
    """Of the facts of a service by their types, and of fields that one of them calls differently, by "type path"."""
    return _read(f"services.{service}.domain", "titles.yaml")


@cache
def fields() -> dict[str, str]:
    """Of fields by their names, and by "part.name"."""
    return _read(__package__, "fields.yaml")


def _named(kind: str) -> tuple[str, str, str]:
    """Service, type and version of "sanzhi.registry.project.approved.v1"."""
    name, _, version = kind.removeprefix("sanzhi.").rpartition(".v")
    service, _, what = name.partition(".")
    return service, what, version


def _read(package: str, file: str) -> dict[str, str]:
    read: dict[str, str] = yaml.safe_load(files(package).joinpath(file).read_text(encoding="utf-8"))
    return read


def enum_words(enum: str, values: Sequence[Any]) -> dict[str, str]:
    """Value → word, of an enum of the domain such as "DeviationAspect"; without those that have no word."""
    prefix = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", enum).upper()
    known = value_words()
    return {value: word for value in values if (word := known.get(f"{prefix}_{value}".upper()))}
