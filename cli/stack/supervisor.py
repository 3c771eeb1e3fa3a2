"""Keeps a stack in order from its start to its end, whatever signal or death comes in between."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cli.stack.child import Child
from cli.stack.problem import tail
from cli.stack.stack import Stack

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_STEADY_SECONDS = 60.0
_LONGEST_PAUSE = 30.0


class Ended(BaseException):
    """SIGINT, SIGTERM or SIGHUP: somebody wants it down."""


@contextmanager
def supervised(stack: Stack) -> Iterator[None]:
    """Starts the stack; stops it at the end, at a signal, and when the start fails."""
    before = {number: signal.signal(number, _end) for number in _SIGNALS}
    try:
        stack.start()
        yield
    finally:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # stopping is under way; its time limits are its own
        if stack.processes:
            stack.say("正在停止：先服务，再 Kafka，后 MongoDB")
        stack.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended(signal.Signals(number).name)


def watch(stack: Stack, *, restart: bool) -> None:
    """Looks after the processes for ever: tells of a death, and starts the dead again after a growing pause."""
    deaths: dict[str, _Death] = {}
    while True:
        time.sleep(0.2)
        for name, child in stack.processes.items():
            if child.alive():
                continue
            if name not in deaths or deaths[name].child is not child:
                deaths[name] = _Death(child, deaths.get(name))
                stack.say(deaths[name].told(name, restart))
            elif restart and time.monotonic() >= deaths[name].again_at:
                stack.launch(name)


class _Death:
    """A process that ended by itself; one that dies again soon waits longer."""

    def __init__(self, child: Child, before: "_Death | None") -> None:
        self.child = child
        self.at = time.monotonic()
        self.pause: float = 1.0
        if before is not None and self.at - before.at < _STEADY_SECONDS:
            self.pause = min(2 * before.pause, _LONGEST_PAUSE)
        self.again_at = self.at + self.pause

    def told(self, name: str, restart: bool) -> str:
        then = f"{self.pause:.0f} 秒后重新启动" if restart else f"可用 sanzhi env --service {name} 的设置重新启动"
        log = f"日志 {self.child.log} 的末尾：\n{tail(self.child.log, 5)}"
        return f"{name} 退出（代码 {self.child.process.returncode}），{then}；{log}"
