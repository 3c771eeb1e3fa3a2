"""Keeps a stack in order from its start to its end, whatever signal or death comes in between."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cli.stack.child import Process
from cli.stack.problem import of_the_machine, tail
from cli.stack.room import LITTLE_ROOM, room, told_room
from cli.stack.stack import Stack

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_STEADY_SECONDS = 60.0
_LONGEST_PAUSE = 30.0
_LOOK_SECONDS = 10.0


class Ended(KeyboardInterrupt):
    """SIGINT, SIGTERM or SIGHUP: somebody wants it down. An event loop lets nothing else through that comes up in a callback or a task."""


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
    disk = _Disk(stack)
    while True:
        time.sleep(0.2)
        disk.look()
        for name, child in stack.processes.items():
            if child.alive():
                continue
            if name not in deaths or deaths[name].child is not child:
                deaths[name] = _Death(child, deaths.get(name))
                stack.say(deaths[name].told(name, restart))
            elif restart and time.monotonic() >= deaths[name].again_at:
                _launch(stack, name, deaths[name])


def _launch(stack: Stack, name: str, death: "_Death") -> None:
    """Start the dead again. Where the machine will not have it, as with a full disk, all others go on, and it is tried later."""
    try:
        stack.launch(name)
    except OSError as error:
        death.put_off()
        stack.say(f"{name} 不能启动（{of_the_machine(error)}），{death.pause:.0f} 秒后再试")


class _Disk:
    """Looks every few seconds whether the disk fills up, and says so each time that it has come to that."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._next = 0.0
        self._little = False

    def look(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _LOOK_SECONDS
        free = room(self._stack.data)
        if free < LITTLE_ROOM and not self._little:
            self._stack.say(f"磁盘只剩{told_room(free)}（{self._stack.data}）：写满后各进程将退出，请尽快腾出空间")
        self._little = free < LITTLE_ROOM


class _Death:
    """A process that ended by itself; one that dies again soon waits longer."""

    def __init__(self, child: Process, before: "_Death | None") -> None:
        self.child = child
        self.at = time.monotonic()
        self.pause: float = 1.0
        if before is not None and self.at - before.at < _STEADY_SECONDS:
            self.pause = min(2 * before.pause, _LONGEST_PAUSE)
        self.again_at = self.at + self.pause

    def put_off(self) -> None:
        """It could not be started: a longer pause."""
        self.pause = min(2 * self.pause, _LONGEST_PAUSE)
        self.again_at = time.monotonic() + self.pause

    def told(self, name: str, restart: bool) -> str:
        then = f"{self.pause:.0f} 秒后重新启动" if restart else f"可用 sanzhi env --service {name} 的设置重新启动"
        log = f"日志 {self.child.log} 的末尾：\n{tail(self.child.log, 5)}"
        return f"{name} 退出（代码 {self.child.code}），{then}；{log}"
