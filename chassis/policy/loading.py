"""Reads policy/<version>/ from disk. Every mistake in a file is a PolicyError that names the file and the key."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class PolicyError(Exception):
    """A policy file that cannot be used: which file, which key ("" for the whole), what is wrong."""

    def __init__(self, file: Path, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem


@dataclass(frozen=True)
class Version:
    """version.yaml: the name of the version (that of its folder), from which day on it holds, the plan's title."""

    version: str
    valid_from: date
    title: str
    short_title: str


def policy_folder() -> Path:
    """Where the versions lie: $SANZHI_POLICY_DIR, else policy/ beside the chassis, in a checkout as in an installed wheel."""
    override = os.environ.get("SANZHI_POLICY_DIR")
    return Path(override) if override else Path(__file__).resolve().parents[2] / "policy"


def read_versions(folder: Path) -> dict[Path, Version]:
    """The folder of each version, the earliest first."""
    found = {file.parent: read_yaml(file, Version) for file in sorted(folder.glob("*/version.yaml"))}
    if not found:
        raise PolicyError(folder, "", "holds no policy version (<version>/version.yaml)")
    for place, version in found.items():
        if version.version != place.name:
            raise PolicyError(place / "version.yaml", "version", f"is {version.version}, the folder is {place.name}")
    return dict(sorted(found.items(), key=lambda each: each[1].valid_from))


def read_yaml(file: Path, into: type[T]) -> T:
    """The file's content as the given type; unknown and repeated keys are refused."""
    raw = _parse(file)
    adapter = TypeAdapter(into)
    try:
        values = adapter.validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyError(file, ".".join(str(part) for part in first["loc"]), first["msg"]) from error
    for key in _unknown_keys(raw, adapter.dump_python(values, mode="json"), ""):
        raise PolicyError(file, key, "is no key of this policy")
    return values


def _parse(file: Path) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), _StrictLoader)
    except FileNotFoundError as error:
        raise PolicyError(file, "", "is missing") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise PolicyError(file, "", str(error)) from error


def _unknown_keys(raw: Any, known: Any, path: str) -> list[str]:
    """Keys of the file that did not come back out of the validated values, where a misspelt key would pass silently."""
    if isinstance(raw, Mapping) and isinstance(known, Mapping):
        missing = [f"{path}{key}" for key in raw if str(key) not in known]
        return missing + [deep for key in raw if str(key) in known for deep in _unknown_keys(raw[key], known[str(key)], f"{path}{key}.")]
    if isinstance(raw, list) and isinstance(known, list):
        return [deep for index, pair in enumerate(zip(raw, known, strict=False)) for deep in _unknown_keys(*pair, f"{path}{index}.")]
    return []


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping, where YAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)
