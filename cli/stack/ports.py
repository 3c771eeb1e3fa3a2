"""Ports on the loopback."""

import socket
import time

from cli.stack.problem import StackProblem

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def claim(port: int, for_whom: str) -> int:
    """The port itself if it is free, a free one for 0; a clear word if somebody has it."""
    if port == 0:
        return free_port()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise StackProblem(f"端口 {port}（{for_whom}）已被占用：请停掉占用它的程序，或换一个端口（{error.strerror}）") from error
    return port


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def wait_until_free(port: int, seconds: float) -> bool:
    """Waits until nobody listens there any more."""
    end = time.monotonic() + seconds
    while listens(port):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
