"""One process of the stack: started with a lifeline, its output in a log, stopped gently, then for good."""

import os
import subprocess
import sys
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


class Child:
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
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LARGE:
            log.replace(log.with_suffix(".old"))
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                with_lifeline(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if environment is None else dict(environment),
                cwd=folder,
                start_new_session=True,  # Ctrl-C reaches the stack alone, which stops its parts in order
            )

    @property
    def pid(self) -> int:
        """Of the program itself: the lifeline turns into it."""
        return self.process.pid

    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def must_live(self) -> None:
        """Says what its log says if it has died."""
        if (code := self.process.poll()) is not None:
            raise StackProblem(f"{self.name} 启动后退出（代码 {code}），日志 {self.log} 的末尾：\n{tail(self.log)}")

    def stop(self, seconds: float = 20.0) -> None:
        """SIGTERM, and SIGKILL if it has not gone in time."""
        if self.alive():
            self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL, now."""
        if self.alive():
            self.process.kill()
        self.process.wait()
