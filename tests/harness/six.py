"""This machine itself by IPv6, or by IPv4 where it has none: `test_this_machine_has_ipv6` says so."""

import socket
from functools import cache

from cli.stack.ports import LOOPBACK


@cache
def has_ipv6() -> bool:
    """Whether something can listen there; containers often have none."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def loopback_6() -> str:
    """As it stands in an address, before the port."""
    return "[::1]" if has_ipv6() else LOOPBACK
