"""A service's own numbers, policy/<version>/<service>.yaml, as its dataclass."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from chassis.policy.loading import Version, policy_folder, read_versions, read_yaml

Values = TypeVar("Values")


@dataclass(frozen=True)
class PolicyVersion(Generic[Values]):
    """One version: its name, the day from which it holds, and the service's values under it."""

    version: str
    valid_from: date
    values: Values


class Policies(Generic[Values]):
    """All versions of one service's policy, the earliest first."""

    def __init__(self, versions: tuple[PolicyVersion[Values], ...]) -> None:
        self.versions = versions

    @classmethod
    def load(cls, service: str, into: type[Values], folder: Path | None = None) -> "Policies[Values]":
        """Read every version's file of this service. Raises PolicyError with file and key."""
        places = read_versions(folder or policy_folder())
        return cls(tuple(_read(place / f"{service}.yaml", version, into) for place, version in places.items()))

    def current(self, day: date) -> PolicyVersion[Values]:
        """The version that holds on this day (China's date). The first also governs the days before it."""
        begun = [version for version in self.versions if version.valid_from <= day]
        return begun[-1] if begun else self.versions[0]

    def at(self, version: str) -> Values:
        """The values under an older version: what was decided under it stays so. Raises KeyError for an unknown one."""
        for known in self.versions:
            if known.version == version:
                return known.values
        raise KeyError(f"no policy version {version}")


def _read(file: Path, version: Version, into: type[Values]) -> PolicyVersion[Values]:
    return PolicyVersion(version.version, version.valid_from, read_yaml(file, into))
