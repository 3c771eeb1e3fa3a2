"""A process that has loaded what services need, and forks one for each that a test wants: to load it takes longer than most tests here.

    python -m tests.integration.crash.nursery

It is asked in lines of JSON and answers in such lines: {"start": …} → {"pid": 1}, {"poll": 1} → {"code": null} while it runs. It opens no
channel and starts no thread, so that what it forks begins as any process does.
"""

import json
import os
import select
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.stack.child import with_lifeline
from cli.stack.problem import StackProblem, tail

ROOT = Path(__file__).parents[3]


@dataclass
class Forked:
    """One process of a service; as cli.stack.child.Child, which starts them from nothing."""

    name: str
    log: Path
    pid: int
    nursery: "Nursery"
    returncode: int | None = None

    def alive(self) -> bool:
        """Whether it still runs."""
        if self.returncode is None:
            self.returncode = self.nursery.ask({"poll": self.pid})["code"]
        return self.returncode is None

    def must_live(self) -> None:
        """Says what its log says if it has died."""
        if not self.alive():
            raise StackProblem(f"{self.name} 启动后退出（代码 {self.returncode}），日志 {self.log} 的末尾：\n{tail(self.log)}")

    def send_signal(self, number: signal.Signals) -> None:
        """While it runs."""
        if self.alive():
            os.kill(self.pid, number)

    def stop(self) -> None:
        """SIGTERM, and until it is gone."""
        self.send_signal(signal.SIGTERM)
        self._wait()

    def kill(self) -> None:
        """SIGKILL, now."""
        self.send_signal(signal.SIGKILL)
        self._wait()

    def _wait(self) -> None:
        if not self.alive():
            return
        # Nobody reaps it but alive(), so that the number is still its own.
        descriptor = os.pidfd_open(self.pid)
        try:
            select.select([descriptor], [], [])
        finally:
            os.close(descriptor)
        assert not self.alive(), f"{self.name} has ended and the nursery does not know"


@dataclass
class Nursery:
    """Its other end."""

    process: subprocess.Popen[str] = field(
        default_factory=lambda: subprocess.Popen(
            with_lifeline([sys.executable, "-m", __name__]), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
    )
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """One line there, one line back."""
        assert self.process.stdin and self.process.stdout
        with self._one_at_a_time:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def start(self, name: str, folder: Path, log: Path, environment: dict[str, str]) -> Forked:
        """A service in a process of its own, which works with a folder and writes a log."""
        asked = {"arguments": [name, str(folder)], "environment": environment, "log": str(log)}
        return Forked(name, log, self.ask({"start": asked})["pid"], self)

    def close(self) -> None:
        """It goes, and what it forked dies with it."""
        with self.process:
            self.process.kill()


def _fork(arguments: list[str], environment: dict[str, str], log: str) -> int:
    if pid := os.fork():
        return pid
    code = 0
    try:
        os.setsid()
        _die_with_the_nursery()
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for descriptor, opened in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
            os.dup2(opened, descriptor)
        os.environ.clear()
        os.environ.update(environment)
        from tests.integration.crash import child

        child.main(*arguments)
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)


def _die_with_the_nursery() -> None:
    import ctypes

    from cli.stack.lifeline import PR_SET_PDEATHSIG

    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))


def _code(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def main() -> None:
    """Load, then answer until nobody asks any more."""
    from importlib import import_module

    from cli.services import SERVICES
    from tests.integration.crash import child

    assert child
    for service in SERVICES:
        import_module(f"services.{service}.main")
    for line in sys.stdin:
        question = json.loads(line)
        if asked := question.get("start"):
            answer: dict[str, int | None] = {"pid": _fork(**asked)}
        else:
            answer = {"code": _code(question["poll"])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
