"""A service's own numbers, policy/<version>/<service>.yaml, as its dataclass."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from chassis.policy.loading import in_force, policy_folder, read_editions

Values = TypeVar("Values")


@dataclass(frozen=True)
class PolicyVersion(Generic[Values]):
    """One version: its name, the day from which it holds, and the service's values under it."""

    version: str
    valid_from: date
    values: Values

    def plain(self) -> dict[str, Any]:
        """All that it says, as values of JSON."""
        values = TypeAdapter(type(self.values)).dump_python(self.values, mode="json")
        return {"version": self.version, "valid_from": str(self.valid_from), "values": values}


class Policies(Generic[Values]):
    """All versions of one service's policy, the earliest first."""

    def __init__(self, versions: tuple[PolicyVersion[Values], ...]) -> None:
        self.versions = versions

    @classmethod
    def load(cls, service: str, into: type[Values], folder: Path | None = None) -> "Policies[Values]":
        """Read every version's file of this service. Raises PolicyError with file and key."""
        editions = read_editions(folder or policy_folder())
        return cls(tuple(PolicyVersion(each.version.version, each.valid_from, each.read(f"{service}.yaml", into)) for each in editions))

    def current(self, day: date) -> PolicyVersion[Values]:
        """The version that holds on this day (China's date). The first also governs the days before it."""
        return in_force(self.versions, day)

    def at(self, version: str) -> Values:
        """The values under an older version: what was decided under it stays so. Raises KeyError for an unknown one."""
        for known in self.versions:
            if known.version == version:
                return known.values
        raise KeyError(f"no policy version {version}")
