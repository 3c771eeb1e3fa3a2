"""The bodies of facts as other departments get them: their schemas without what is never told."""

from collections.abc import Iterator
from typing import Any

from cli import openness
from cli.schemas import schema_of
from cli.words.resources import enum_words, field_label
from plan.openness import Openness

Said = dict[str, Any]


def schemas(kind: str, fact: type) -> Said:
    """Components by their names: the body's, "registry.project.approved.v1", and those of its parts, "registry.Budget"."""
    _, service, name = kind.split(".", 2)
    whole = schema_of(service, fact)
    parts: Said = whole.pop("$defs", {})
    body = {key: said for key, said in whole.items() if not key.startswith("$") and key != "x-topic"}
    told = dict(openness.leaves(fact))
    made: Said = {}
    waiting = [(name, body, "")]
    while waiting:
        part, schema, path = waiting.pop()
        made[f"{service}.{part}"] = _told(schema, path, kind, told) | _words(part, schema)
        for field, said in made[f"{service}.{part}"].get("properties", {}).items():
            waiting += [(each, parts[each], f"{path}{field}.") for each in _references(said) if f"{service}.{each}" not in made]
    return {part: _in_components(schema, service) for part, schema in made.items()}


def _is_told(path: str, told: dict[str, Openness], *marks: Openness) -> bool:
    return any(mark in marks for leaf, mark in told.items() if leaf == path or leaf.startswith(f"{path}."))


def _told(schema: Said, path: str, kind: str, told: dict[str, Openness]) -> Said:
    """The schema of what may be told: required is what is open, for what is on request is there where it was granted."""
    if "properties" not in schema:
        return schema
    properties = {}
    for name, said in schema["properties"].items():
        if _is_told(f"{path}{name}", told, Openness.OPEN, Openness.ON_REQUEST):
            properties[name] = said | {"title": field_label(kind, f"{path}{name}")}
    required = [name for name in schema.get("required", ()) if _is_told(f"{path}{name}", told, Openness.OPEN)]
    return {key: said for key, said in schema.items() if key not in ("properties", "required", "title")} | {
        "properties": properties,
        **({"required": required} if required else {}),
    }


def _words(part: str, schema: Said) -> Said:
    words = enum_words(part, schema.get("enum", ()))
    return {"description": "；".join(f"{value} {word}" for value, word in words.items())} if words else {}


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _references(each)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for each in schema.values():
            yield from _references(each)


def _in_components(schema: Any, service: str) -> Any:
    """With references to components. What stands beside one would not be read: it goes around it."""
    if isinstance(schema, list):
        return [_in_components(each, service) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _in_components(said, service) for key, said in schema.items() if key != "$ref"}
    if "$ref" not in schema:
        return made
    reference = {"$ref": f"#/components/schemas/{service}.{schema['$ref'].rpartition('/')[2]}"}
    return made | {"allOf": [reference]} if made else reference
