import socket

import pytest

from cli.stack.ports import FREE, LOOPBACK, claim, free_port, listens
from cli.stack.problem import StackProblem


def test_free_ports_differ_and_are_not_those_of_outgoing_connections() -> None:
    found = [free_port() for _ in range(50)]
    assert len(set(found)) == 50
    assert all(port in FREE for port in found)
    assert FREE.stop <= 32_768  # where Linux's own range begins


def test_a_busy_port_is_named_with_whom_it_was_for() -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        assert listens(port)
        with pytest.raises(StackProblem, match=rf"端口 {port}（registry）已被占用"):
            claim(port, "registry")
    assert claim(port, "registry") == port
