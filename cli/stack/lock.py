"""One stack a data folder. The kernel holds the lock for the living process, so a dead one's cannot block anybody."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from cli.stack.problem import StackProblem, of_the_machine


class DataLock:
    """The lock of a data folder; `found_dead` is the pid of an owner that ended without tidying up, or 0."""

    def __init__(self, data: Path) -> None:
        self.path = data / "lock"
        self.found_dead = 0
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises StackProblem where a living stack has it, or nothing can be written there."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise StackProblem(f"数据目录 {self.path.parent} 不能使用（{of_the_machine(error)}）：请用 --data 另选目录") from error
        if not _locked(file):
            file.close()
            raise StackProblem(f"数据目录 {self.path.parent} 正由进程 {self.owner() or '？'} 使用：请先停掉它，或用 --data 另选目录")
        self.found_dead = self.owner()
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    @property
    def held(self) -> bool:
        """Whether it is ours."""
        return self._file is not None

    def owner(self) -> int:
        """Whose it is or was, by the file; 0 where it was left in order."""
        text = self.path.read_text(encoding="utf-8").strip() if self.path.exists() else ""
        return int(text) if text.isdigit() else 0

    def release(self) -> None:
        """Gives it back and leaves it empty. The file stays: deleting it would let two take it."""
        if self._file:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def _locked(file: IO[str]) -> bool:
    """Tries a few times: is_locked() has it for a moment whenever somebody looks."""
    for _ in range(10):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False


def is_locked(data: Path) -> bool:
    """Whether a living stack has the folder."""
    path = data / "lock"
    if not path.exists():
        return False
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
