"""Whether who reads the facts of the last release can read today's: the gate before a change lands (docs/versions.md).

`python -m cli.compatibility check` compares the code with docs/events/release.json; `take X.Y.Z` writes that file anew, at a release.
Before the first one whatever is new is promised at once: `check` asks for it, and `add` puts it there, which takes no break in.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from cli.schemas import EVENTS, facts_of, schema_of
from cli.services import SERVICES
from plan.openness import Openness

RELEASE = EVENTS / "release.json"
_STRICTEST = [each.value for each in Openness]
NEVER_OVER = "9999-12-31"
_INSTEAD = "publish a new type beside it instead (docs/versions.md)"
# There has been no release yet: the promise is what was there when the gate was put up, and may still be taken anew.
UNRELEASED = "unreleased"
_UNRELEASED = f"{_INSTEAD}, or take today's as the promise while there is no release: python -m cli.compatibility take {UNRELEASED}"
_NOT_PROMISED = f"not promised yet, so that it could change unseen: python -m cli.compatibility add, and commit {RELEASE}"

# Path of a field → what a reader counts on: "type", "required", and where it is so "enum" and "sharing".
Fields = dict[str, dict[str, Any]]


def form(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reader of a fact counts on: its topic and its fields, "nodes[].title" those of each entry of a list."""
    until = {"until": schema["x-last-day"]} if "x-last-day" in schema else {}
    return {"topic": schema["x-topic"], **until, "fields": dict(_fields(schema, schema.get("$defs", {}), ""))}


def today() -> dict[str, Any]:
    """The form of each type, as the code has it."""
    return {f"sanzhi.{service}.{name}": form(schema_of(service, fact)) for service in SERVICES for name, fact in facts_of(service).items()}


def breaks(before: dict[str, Any], now: dict[str, Any], day: date) -> list[str]:
    """What of a release is no more, on that day, as its readers know it; new types, and new fields that may be missing, are no break."""
    found = []
    for kind, old in before.items():
        if kind not in now:
            if day.isoformat() <= old.get("until", NEVER_OVER):
                found.append(f"{kind}: the type is gone" + (f" before {old['until']} is over" if "until" in old else ""))
            continue
        if old["topic"] != now[kind]["topic"]:
            found.append(f"{kind}: on {now[kind]['topic']}, not on {old['topic']}")
        found += [f"{kind}: {fault}" for fault in _changed(old["fields"], now[kind]["fields"])]
    return found


def text_of(release: str, forms: dict[str, Any]) -> str:
    """A release's file. A field stands on a line, so that a change shows as one."""
    kinds = ",\n".join(
        f' "{kind}": {{\n  {_head(each)},\n  "fields": {{\n'
        + ",\n".join(f'   "{path}": {json.dumps(said, ensure_ascii=False)}' for path, said in each["fields"].items())
        + "\n  }\n }"
        for kind, each in sorted(forms.items())
    )
    return f'{{"release": {json.dumps(release)}, "types": {{\n{kinds}\n}}}}\n'


def _head(form: dict[str, Any]) -> str:
    return ", ".join(f'"{name}": "{said}"' for name, said in form.items() if name != "fields")


def _changed(before: Fields, now: Fields) -> Iterator[str]:
    for path, old in before.items():
        if path not in now:
            yield f"field {path} was dropped"
        else:
            yield from (f"field {path} {fault}" for fault in _differs(old, now[path]))
    for path in now.keys() - before.keys():
        holder = path.rpartition(".")[0].removesuffix("[]").removesuffix("{}")
        if now[path]["required"] and (not holder or holder in before):
            yield f"field {path} is newly required"


def _differs(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    if old["type"] != new["type"]:
        yield f"is {new['type']}, it was {old['type']}"
    if old["required"] != new["required"]:
        yield "is newly required" if new["required"] else "may be missing now"
    if wider := set(new.get("enum", ())) - set(old.get("enum", ())):
        yield f"may be {', '.join(sorted(wider))} now"
    if gone := set(old.get("enum", ())) - set(new.get("enum", ())):
        yield f"is {', '.join(sorted(gone))} no longer, which earlier facts are"
    if "sharing" in old and _STRICTEST.index(new.get("sharing", "never")) > _STRICTEST.index(old["sharing"]):
        yield f"is given to fewer: {new.get('sharing')}, it was {old['sharing']}"


def _fields(schema: dict[str, Any], defs: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, each in schema.get("properties", {}).items():
        said = {"type": _type(each, defs), "required": name in schema.get("required", ())}
        inner, mark = _innermost(each, defs)
        if values := inner.get("enum", [inner["const"]] if "const" in inner else []):
            said["enum"] = values
        if "x-sharing" in each:
            said["sharing"] = each["x-sharing"]
        yield f"{path}{name}", said
        yield from _fields(inner, defs, f"{path}{name}{mark}.")


def _innermost(schema: dict[str, Any], defs: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """What a list, a map or something that may be null holds; how its path says so."""
    mark, found = "", _resolved(schema, defs)
    while True:
        if "anyOf" in found:
            found = _resolved(next((each for each in found["anyOf"] if each.get("type") != "null"), {}), defs)
        elif found.get("type") == "array":
            mark, found = f"{mark}[]", _resolved(found.get("items", {}), defs)
        elif isinstance(found.get("additionalProperties"), dict):
            mark, found = f"{mark}{{}}", _resolved(found["additionalProperties"], defs)
        else:
            return found, mark


def _type(schema: dict[str, Any], defs: dict[str, Any]) -> str:
    found = _resolved(schema, defs)
    if "anyOf" in found:
        return "|".join(sorted(_type(each, defs) for each in found["anyOf"]))
    if found.get("type") == "array":
        return f"[{_type(found.get('items', {}), defs)}]"
    if isinstance(found.get("additionalProperties"), dict):
        return f"{{{_type(found['additionalProperties'], defs)}}}"
    return str(found.get("format") or found.get("type", "anything"))


def _resolved(schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def main(arguments: list[str]) -> str:
    """What there is to say; leaves with what is broken."""
    match arguments:
        case ["take", release]:
            return _taken(release, today())
        case ["add"]:
            return added(json.loads(RELEASE.read_text()), today())
        case ["check"]:
            return checked(json.loads(RELEASE.read_text()), today())
    raise SystemExit("usage: python -m cli.compatibility check | add | take RELEASE")


def checked(kept: dict[str, Any], now: dict[str, Any]) -> str:
    """That all is well with what a release promised; leaves with what is not, and before the first one with what it does not cover."""
    said = _unbroken(kept, now)
    if kept["release"] == UNRELEASED and (unseen := [kind for kind in now if kept["types"].get(kind) != now[kind]]):
        raise SystemExit("\n".join([*unseen, f"{len(unseen)} types are new, or have something new that is {_NOT_PROMISED}"]))
    return said


def added(kept: dict[str, Any], now: dict[str, Any]) -> str:
    """Promise what is new; leaves with what is broken, and once there was a release, whose promise nothing but the next one changes."""
    _unbroken(kept, now)
    if kept["release"] != UNRELEASED:
        raise SystemExit(f"{kept['release']} has promised what it has promised; the next release promises what is new")
    return _taken(UNRELEASED, now)


def _taken(release: str, forms: dict[str, Any]) -> str:
    RELEASE.write_text(text_of(release, forms))
    return f"{len(forms)} types of {release}"


def _unbroken(kept: dict[str, Any], now: dict[str, Any]) -> str:
    if found := breaks(kept["types"], now, datetime.now(UTC).date()):
        advice = _UNRELEASED if kept["release"] == UNRELEASED else _INSTEAD
        raise SystemExit("\n".join([*found, f"{len(found)} breaks of what {kept['release']} promises: {advice}"]))
    return f"readers of {kept['release']} read {len(kept['types'])} types as before"


if __name__ == "__main__":
    print(main(sys.argv[1:]))  # the tool's one line of output
