"""One process of the stack: started with a lifeline, its output in a log, stopped gently, then for good."""

import os
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from cli.stack.problem import StackProblem, tail

_LIFELINE = str(Path(__file__).with_name("lifeline.py"))
_LARGE = 20 * 1024 * 1024


def with_lifeline(command: Sequence[str | Path]) -> list[str]:
    """The command, so that it dies with this process."""
    return [sys.executable, "-S", "-E", _LIFELINE, str(os.getpid()), *map(str, command)]


# Whatever locale the user has, or names and has not: paths are UTF-8, messages English. Not every macOS has C.UTF-8, and mongod ends where
# a locale is named that is not there.
PLAIN_LOCALE = {"LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8", "LANGUAGE": ""}


def fresh_log(log: Path) -> None:
    """A place for a log; one that has grown large is laid aside."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGE:
        log.replace(log.with_suffix(".old"))


class Process(ABC):
    """Whatever way it was started."""

    name: str
    log: Path
    pid: int

    @property
    @abstractmethod
    def code(self) -> int | None:
        """Its exit code, negative the signal that ended it; None while it runs."""

    @abstractmethod
    def send_signal(self, number: signal.Signals) -> None:
        """While it runs."""

    @abstractmethod
    def wait(self, seconds: float | None = None) -> bool:
        """Whether it has ended, in so many seconds at most."""

    def alive(self) -> bool:
        """Whether it still runs."""
        return self.code is None

    def must_live(self) -> None:
        """Says what its log says if it has died."""
        if (code := self.code) is not None:
            raise StackProblem(f"{self.name} 启动后退出（代码 {code}），日志 {self.log} 的末尾：\n{tail(self.log)}")

    def stop(self, seconds: float = 20.0) -> None:
        """SIGTERM, and SIGKILL if it has not gone in time."""
        self.send_signal(signal.SIGTERM)
        if not self.wait(seconds):
            self.kill()

    def kill(self) -> None:
        """SIGKILL, now."""
        self.send_signal(signal.SIGKILL)
        self.wait()


class Child(Process):
    """Start it from the main thread: the kernel's parent-death signal looks at the thread that started it. `folder`: where it works."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ):
        self.name = name
        self.log = log
        fresh_log(log)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                with_lifeline(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if environment is None else dict(environment),
                cwd=folder,
                start_new_session=True,  # Ctrl-C reaches the stack alone, which stops its parts in order
            )
        self.pid = self._process.pid  # of the program itself: the lifeline turns into it

    @property
    def code(self) -> int | None:
        """See Process."""
        return self._process.poll()

    def send_signal(self, number: signal.Signals) -> None:
        """See Process."""
        self._process.send_signal(number)

    def wait(self, seconds: float | None = None) -> bool:
        """See Process."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True
