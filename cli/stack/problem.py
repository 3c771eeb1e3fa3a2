"""What keeps the stack from starting, said so that its user can do something about it."""

from pathlib import Path


class StackProblem(Exception):
    """A problem for the user's eyes: the message is zh-CN and says what to do."""


def tail(path: Path, lines: int = 20) -> str:
    """The last lines of a log; empty if there is none."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
