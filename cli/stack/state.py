"""DATA/stack.json: what a running stack tells the commands that look for it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

FORMAT = "sanzhi.stack/v1"


@dataclass(frozen=True)
class StackState:
    """Addresses are host:port; `services` by name; `pids` by name of the process; `start` of a rehearsal, ISO 8601.

    `console`: what to open in a browser; empty without one. `feed`: the HTTP feed for other departments.
    `mongo` has the password in it, as `kafka_password` is Kafka's: the file is its user's alone.
    """

    pid: int
    clock: str
    start: str
    mongo: str
    kafka: str
    issuer: Path
    services: dict[str, str]
    kafka_password: str = ""
    pids: dict[str, int] = field(default_factory=dict)
    ready: bool = False
    console: str = ""
    feed: str = ""
    format: str = FORMAT


_ADAPTER = TypeAdapter(StackState)


def state_file(data: Path) -> Path:
    """Where it is."""
    return data / "stack.json"


def write_state(data: Path, state: StackState) -> None:
    """Replaces it as a whole, so that nobody reads half of it."""
    fresh = state_file(data).with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(_ADAPTER.dump_json(state, indent=1))
    fresh.replace(state_file(data))


def read_state(data: Path) -> StackState | None:
    """What is there, or None; something unreadable counts as nothing."""
    try:
        return _ADAPTER.validate_json(state_file(data).read_bytes())
    except (OSError, ValidationError):
        return None


def forget_state(data: Path) -> None:
    """Nothing runs there any more."""
    state_file(data).unlink(missing_ok=True)
