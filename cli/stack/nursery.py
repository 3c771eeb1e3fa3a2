"""A process that has loaded what all services need, and forks one for each that is wanted (docs/decisions/0048).

    python -m cli.stack.nursery MODULE…

It is asked in lines of JSON and answers in such lines: {"start": …} → {"pid": 1}, {"poll": 1} → {"code": null} while it runs, each with the
number of its question, "of": who is interrupted while waiting leaves an answer behind. It opens no channel and starts no thread, so that
what it forks begins as any process does: from nothing but loaded modules.
"""

import ctypes
import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from cli.stack.child import Process, fresh_log, with_lifeline
from cli.stack.lifeline import PR_SET_PDEATHSIG

# Elsewhere a forked process may not use what the system's own libraries have started before.
HERE = sys.platform == "linux"
_KILLED = -int(signal.SIGKILL)


class Forked(Process):
    """A process that a nursery forked, and waits for."""

    def __init__(self, name: str, log: Path, pid: int, nursery: "Nursery") -> None:
        self.name, self.log, self.pid = name, log, pid
        self._nursery = nursery
        self._code: int | None = None
        self._one_at_a_time = threading.Lock()  # an end is told once
        # Of the process, not of its number: that may be another's by the time that somebody signals it or waits for it.
        self._descriptor = os.pidfd_open(pid)
        weakref.finalize(self, os.close, self._descriptor)

    @property
    def code(self) -> int | None:
        """See Process."""
        with self._one_at_a_time:
            if self._code is None and self.wait(0):
                self._code = self._nursery.code_of(self.pid)
            return self._code

    def send_signal(self, number: signal.Signals) -> None:
        """See Process."""
        if self.alive():
            with suppress(ProcessLookupError):  # just now
                signal.pidfd_send_signal(self._descriptor, number)

    def wait(self, seconds: float | None = None) -> bool:
        """See Process."""
        return self._code is not None or bool(select.select([self._descriptor], [], [], seconds)[0])


class Nursery:
    """Its other end. It loads modules while whoever started it does something else; what it forked dies with it."""

    def __init__(self, modules: Sequence[str], path: str = "") -> None:
        """path: where to look for modules beside those that are installed."""
        command = with_lifeline([sys.executable, "-P", "-m", __name__, *modules])
        environment = os.environ | ({"PYTHONPATH": path} if path else {})
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True
        )
        self._one_at_a_time = threading.Lock()
        self._asked = 0

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def start(self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Forked:
        """A process of its own that calls "module:function", the first word, with the others in sys.argv, and writes a log.

        Raises OSError, also where the nursery has died.
        """
        fresh_log(log)
        log.open("ab").close()  # what hinders is said here, to whoever asked
        answer = self._ask({"start": {"name": name, "command": list(command), "environment": dict(environment), "log": str(log)}})
        if answer is None:
            raise ChildProcessError("the process that services are forked from has died")
        if "errno" in answer:
            raise OSError(answer["errno"], os.strerror(answer["errno"]))
        return Forked(name, log, answer["pid"], self)

    def code_of(self, pid: int) -> int:
        """Of a process that has ended: as if killed, where nobody is left who waited for it."""
        answer = self._ask({"poll": pid})
        return _KILLED if answer is None or answer["code"] is None else int(answer["code"])

    def close(self) -> None:
        """It goes, and what it forked dies with it."""
        with self._process:
            self._process.kill()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any] | None:
        """One line there, one line back; None where it has died."""
        assert self._process.stdin and self._process.stdout
        with self._one_at_a_time:
            if self._process.stdin.closed:
                return None
            self._asked += 1
            try:
                self._process.stdin.write(json.dumps({"of": self._asked, **question}) + "\n")
                self._process.stdin.flush()
            except OSError:
                return None
            for line in self._process.stdout:
                answer: dict[str, Any] = json.loads(line)
                if answer["of"] == self._asked:
                    return answer
        return None


def _fork(name: str, command: list[str], environment: dict[str, str], log: str) -> dict[str, int]:
    nursery = os.getpid()
    try:
        if pid := os.fork():
            return {"pid": pid}
    except OSError as error:
        return {"errno": error.errno or 0}
    code: Any = 1
    try:
        _become(name, environment, log, nursery)
        module, _, function = command[0].partition(":")
        sys.argv = command
        code = getattr(import_module(module), function)()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        import traceback

        traceback.print_exc()
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


def _become(name: str, environment: dict[str, str], log: str, nursery: int) -> None:
    """A process in its own right, which dies with the nursery alone."""
    os.setsid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != nursery:  # died before the call: the signal will never come
        os._exit(1)
    Path("/proc/self/comm").write_text(name[:15], encoding="utf-8")  # as ps and top tell them apart
    output = os.open(log, os.O_WRONLY | os.O_APPEND)
    for descriptor, opened in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
        os.dup2(opened, descriptor)
    os.environ.clear()
    os.environ.update(environment)


def _code(pid: int) -> int | None:
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:  # none of ours: no reason to take all others along
        return None
    return os.waitstatus_to_exitcode(status) if ended else None


def main() -> None:
    """Load, then answer until nobody asks any more."""
    for module in sys.argv[1:]:
        import_module(module)
    gc.collect()
    gc.freeze()  # so that collecting in what is forked does not copy what they share
    for line in sys.stdin:
        question = json.loads(line)
        answer: dict[str, Any] = _fork(**question["start"]) if "start" in question else {"code": _code(question["poll"])}
        print(json.dumps({"of": question["of"], **answer}), flush=True)


if __name__ == "__main__":
    main()
