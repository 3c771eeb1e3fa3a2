"""What keeps the stack from starting, said so that its user can do something about it."""

import errno
import json
import os
from pathlib import Path


class StackProblem(Exception):
    """A problem for the user's eyes: the message is zh-CN and says what to do."""


_SAID = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "文件系统只读",
    errno.ENOENT: "没有这个文件或目录",
    errno.ENOTDIR: "不是目录",
    errno.EMFILE: "打开的文件太多",
}


def of_the_machine(error: OSError) -> str:
    """A disk that is full, a file that may not be read: what it is, and which (zh-CN)."""
    where = f"：{os.fsdecode(error.filename)}" if isinstance(error.filename, str | bytes) else ""
    return f"{_SAID.get(error.errno or 0, error.strerror or str(error))}{where}"


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
