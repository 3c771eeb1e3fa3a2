"""JSON Schemas of all facts: the one contract of events. `python -m cli.schemas .` writes them anew, and what of them is told to whom."""

import importlib
import json
import sys
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from cli import openness
from cli.services import SERVICES

EVENTS = Path("docs/events")
# Which field is told to whom, for the exchange, which imports no other service.
SHARING = Path("services/exchange/sharing.json")


def facts_of(service: str) -> dict[str, type]:
    """Fact classes of a service by their type without the service, such as "project.approved.v1"."""
    module = importlib.import_module(f"services.{service}.main").SERVICE.facts
    classes = [found for found in vars(module).values() if isinstance(found, type) and is_dataclass(found)]
    return {found.TYPE: found for found in sorted(classes, key=lambda each: getattr(each, "TYPE", "")) if hasattr(found, "TYPE")}


def schema_of(service: str, fact: Any) -> dict[str, Any]:
    """The JSON Schema of a fact's body."""
    schema: dict[str, Any] = TypeAdapter(fact).json_schema(mode="serialization")
    topic = f"sanzhi.{service}" + ("" if openness.is_public(fact) else ".internal")
    if openness.is_public(fact):
        _say_to_whom(schema, fact)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"sanzhi.{service}.{fact.TYPE}", "x-topic": topic}
    return head | _last_day(fact) | schema


def _last_day(fact: Any) -> dict[str, Any]:
    """Of a type that another has taken the place of: `DEPRECATED`, its last day (docs/versions.md)."""
    last_day = getattr(fact, "DEPRECATED", None)
    return {"deprecated": True, "x-last-day": last_day.isoformat()} if last_day else {}


def text_of(schema: dict[str, Any]) -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def all_facts() -> dict[str, type]:
    """Fact classes of all services by their whole type, "sanzhi.registry.project.approved.v1"."""
    return {f"sanzhi.{service}.{name}": fact for service in SERVICES for name, fact in facts_of(service).items()}


def write(root: Path) -> int:
    """Write all schemas and who is told what, take away those of facts that are no more; how many there are."""
    wanted = {
        root / EVENTS / service / f"{name}.json": text_of(schema_of(service, fact))
        for service in SERVICES
        for name, fact in facts_of(service).items()
    }
    for old in set((root / EVENTS).glob("*/*.json")) - set(wanted):
        old.unlink()
    for file, text in (wanted | {root / SHARING: openness.table(all_facts())}).items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return len(wanted)


def _say_to_whom(schema: dict[str, Any], fact: type) -> None:
    """`x-sharing` beside each field: what its class says of it; a stricter word at a field above it counts instead."""
    for part in openness.parts(fact):
        properties = (schema if part is fact else schema["$defs"][part.__name__])["properties"]
        for name, mark in openness.own_marks(part).items():
            properties[name]["x-sharing"] = mark.value


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]))} schemas")  # the tool's one line of output
