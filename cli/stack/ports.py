"""Ports on the loopback."""

import random
import socket
import time

from cli.stack.problem import StackProblem

LOOPBACK = "127.0.0.1"
# Below the range that Linux takes for outgoing connections, so that none of the stack's own takes it meanwhile.
FREE = range(20_000, 32_000)
_DYING_SECONDS = 1.0  # a stack that was just killed needs a moment to let go of its ports
_given: set[int] = set()


def free_port() -> int:
    """A port nobody listens on now, another one at each call."""
    while True:
        port = random.choice(FREE)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def claim(port: int, for_whom: str) -> int:
    """The port itself if it is free, a free one for 0; a clear word if somebody has it."""
    if port == 0:
        return free_port()
    end = time.monotonic() + _DYING_SECONDS
    while not _is_free(port) and time.monotonic() < end:
        time.sleep(0.05)
    if not _is_free(port):
        raise StackProblem(f"端口 {port}（{for_whom}）已被占用：请停掉占用它的程序，或用 --port 换一组端口（0 为任选）")
    return port


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
