"""Reads policy/<version>/ from disk. Every mistake in a file is a PolicyError that names the file and the key."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml
from pydantic import ValidationError

from chassis.mapping import adapter as adapter_of

T = TypeVar("T")
_VERSION = "version.yaml"


class Dated(Protocol):
    """What holds from a day on."""

    @property
    def valid_from(self) -> date:
        """China's date."""


D = TypeVar("D", bound=Dated)


class PolicyError(Exception):
    """A policy file that cannot be used: which file, which key ("" for the whole), what is wrong."""

    def __init__(self, file: Path, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem


@dataclass(frozen=True)
class Version:
    """version.yaml: the name of the version (that of its folder), from which day on it holds, the plan's title.

    extends: the version whose files hold wherever this one's say nothing else; "" for one that stands alone.
    """

    version: str
    valid_from: date
    title: str
    short_title: str
    extends: str = ""


@dataclass(frozen=True)
class Edition:
    """A version and the folders that it is read from: its own last, before it those that it extends."""

    version: Version
    folders: tuple[Path, ...]

    @property
    def valid_from(self) -> date:
        """China's date from which on it holds."""
        return self.version.valid_from

    def files(self, name: str) -> tuple[Path, ...]:
        """Where it says what stands in a file of this name, the last over those before it; the first must be there."""
        first, *others = (folder / name for folder in self.folders)
        return (first, *(file for file in others if file.exists()))

    def read(self, name: str, into: type[T]) -> T:
        """A file of this version as the given type, over what it inherits. Raises PolicyError with file and key."""
        return read_layers(self.files(name), into)


def policy_folder() -> Path:
    """Where the versions lie: $SANZHI_POLICY_DIR, else policy/ beside the chassis, in a checkout as in an installed wheel."""
    override = os.environ.get("SANZHI_POLICY_DIR")
    return Path(override) if override else Path(__file__).resolve().parents[2] / "policy"


def read_editions(folder: Path) -> tuple[Edition, ...]:
    """Every version, the earliest first."""
    places = {file.parent.name: file.parent for file in sorted(folder.glob("*/version.yaml"))}
    if not places:
        raise PolicyError(folder, "", "holds no policy version (<version>/version.yaml)")
    found = sorted((_edition(place, places) for place in places.values()), key=lambda each: each.valid_from)
    for earlier, later in pairwise(found):
        if earlier.valid_from == later.valid_from:
            raise PolicyError(later.folders[-1] / _VERSION, "valid_from", f"is that of {earlier.version.version} too")
    return tuple(found)


def in_force(versions: Sequence[D], day: date) -> D:
    """Of versions, the earliest first, the one that holds on this day (China's date). The first also governs the days before it."""
    for version in reversed(versions):  # as a rule the last one: this is asked at the start of every transaction
        if version.valid_from <= day:
            return version
    return versions[0]


def _edition(place: Path, places: Mapping[str, Path]) -> Edition:
    folders = _lineage(place, places)
    *_, version = (read_layers([each / _VERSION for each in folders[:count]], Version) for count in range(1, len(folders) + 1))
    if version.version != place.name:
        raise PolicyError(place / _VERSION, "version", f"is {version.version}, the folder is {place.name}")
    if len(folders) > 1 and version.valid_from <= (base := read_layers([each / _VERSION for each in folders[:-1]], Version)).valid_from:
        raise PolicyError(place / _VERSION, "valid_from", f"is not after that of {base.version}, which it extends")
    return Edition(version, folders)


def _lineage(place: Path, places: Mapping[str, Path]) -> tuple[Path, ...]:
    line = [place]
    while base := _extended(line[0]):
        if base not in places:
            raise PolicyError(line[0] / _VERSION, "extends", f"there is no version {base}")
        if places[base] in line:
            circle = " extends ".join([base, *reversed([each.name for each in line[: line.index(places[base]) + 1]])])
            raise PolicyError(place / _VERSION, "extends", f"goes in a circle: {circle}")
        line.insert(0, places[base])
    return tuple(line)


def _extended(place: Path) -> str:
    raw = _parse(place / _VERSION)
    base = raw.get("extends", "") if isinstance(raw, Mapping) else ""
    if not isinstance(base, str):  # 2026.10 without quotes is the number 2026.1
        raise PolicyError(place / _VERSION, "extends", f'is no text: write it in quotes, extends: "{base}"')
    return base


def read_layers(files: Sequence[Path], into: type[T]) -> T:
    """Files as the given type, each over the ones before it: mappings key by key, all else replaced whole.

    Unknown and repeated keys are refused. A PolicyError names the last file that says something at the key.
    """
    layers = [_parse(file) for file in files]
    raw = reduce(_merged, layers)
    adapter = adapter_of(into)
    try:
        values: T = adapter.validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyError(_source(files, layers, first["loc"]), ".".join(str(part) for part in first["loc"]), first["msg"]) from error
    for path in _unknown_keys(raw, adapter.dump_python(values, mode="json"), ()):
        raise PolicyError(_source(files, layers, path), ".".join(str(part) for part in path), "is no key of this policy")
    return values


def _merged(under: Any, over: Any) -> Any:
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        return {**under, **{key: _merged(under[key], value) if key in under else value for key, value in over.items()}}
    return over


def _source(files: Sequence[Path], layers: Sequence[Any], path: Sequence[Any]) -> Path:
    """The last file that gives what stands at the path, or as much of the way to it as any file gives."""
    depths = [_depth(layer, path) for layer in layers]
    return max(zip(depths, range(len(files)), files, strict=True))[2]


def _depth(layer: Any, path: Sequence[Any]) -> int:
    """How many steps of the path a layer has."""
    for step, part in enumerate(path):
        there = (isinstance(layer, Mapping) and part in layer) or (isinstance(layer, list) and isinstance(part, int) and part < len(layer))
        if not there:
            return step
        layer = layer[part]
    return len(path)


def _parse(file: Path) -> Any:
    try:
        return yaml.load(file.read_text(encoding="utf-8"), _StrictLoader)
    except FileNotFoundError as error:
        raise PolicyError(file, "", "is missing") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise PolicyError(file, "", str(error)) from error


def _unknown_keys(raw: Any, known: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Keys of the file that did not come back out of the validated values, where a misspelt key would pass silently."""
    if isinstance(raw, Mapping) and isinstance(known, Mapping):
        missing = [(*path, key) for key in raw if str(key) not in known]
        return missing + [deep for key in raw if str(key) in known for deep in _unknown_keys(raw[key], known[str(key)], (*path, key))]
    if isinstance(raw, list) and isinstance(known, list):
        return [deep for index, pair in enumerate(zip(raw, known, strict=False)) for deep in _unknown_keys(*pair, (*path, index))]
    return []


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key that stands twice in one mapping, where YAML would silently take the last. On libyaml where the machine has it: every
    process reads the whole plan as it starts.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value} stands twice", key.start_mark)
            seen.add(key.value)
        constructed: dict[Any, Any] = super().construct_mapping(node, deep)
        return constructed
