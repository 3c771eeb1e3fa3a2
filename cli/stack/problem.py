"""What keeps the stack from starting, said so that its user can do something about it."""

import json
from pathlib import Path


class StackProblem(Exception):
    """A problem for the user's eyes: the message is zh-CN and says what to do."""


def tail(path: Path, lines: int = 20) -> str:
    """The last lines of a log; empty if there is none."""
    if not path.exists():
        return ""
    return "\n".join(map(_readable, path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]))


def _readable(line: str) -> str:
    """A line of a service's JSON log in plain text; any other line as it is."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict) or "message" not in entry:
        return line
    return "\n".join(str(entry[name]) for name in ("message", "exception") if name in entry)
