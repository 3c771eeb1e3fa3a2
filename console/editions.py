"""What the policy's files say: of the newest version, of the one in force on a day, of the one that a thing says it follows."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from chassis.policy.loading import Edition, in_force, policy_folder, read_editions

Said = Mapping[str, Any]


def newest(service: str) -> Said:
    """What a service's file says in the version that comes last."""
    return _read(_editions(policy_folder())[-1], service)


def on(day: date, service: str) -> Said:
    """In the version in force on that day (China's date)."""
    return _read(in_force(_editions(policy_folder()), day), service)


def of_version(version: str, service: str) -> Said:
    """Nothing for a version that is not here."""
    found = next((each for each in _editions(policy_folder()) if each.version.version == version), None)
    return _read(found, service) if found else {}


@cache
def _editions(folder: Path) -> tuple[Edition, ...]:
    return read_editions(folder)


@cache
def _read(edition: Edition, service: str) -> Said:
    return edition.read(f"{service}.yaml", dict[str, Any])
