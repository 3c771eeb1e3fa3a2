"""Where a webhook may go: hosts that an operator listed, by https, to addresses that are nobody's inside.

A name is checked when the endpoint is registered, the address it stands for each time that a connection is made to it.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from chassis.errors import InvalidArgument

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LONGEST_URL = 1000
# Beside what Python calls not global: ways of writing an IPv4 address into an IPv6 one, by which an inner one would pass.
_NEVER: tuple[Network, ...] = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared address space of carriers
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",  # IPv4-compatible; unspecified and loopback too
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "100::/64",  # discard
        "2001::/23",  # Teredo, ORCHID and others of IETF
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",  # site-local
    )
)


@dataclass(frozen=True)
class Target:
    """A receiver's URL in its parts; `host` in lower case and ASCII, `path` with its query."""

    tls: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class AllowedPlaces:
    """hosts: names, addresses, or "*.gov.cn" for all names below; networks: inner ones that are meant; plain: hosts that need no TLS."""

    hosts: tuple[str, ...] = ()
    networks: tuple[Network, ...] = ()
    plain: tuple[str, ...] = ()

    def target(self, url: str) -> Target:
        """Refuses ENDPOINT_URL_INVALID, ENDPOINT_NEEDS_HTTPS, ENDPOINT_HOST_NOT_LISTED."""
        target = _parsed(url)
        if not _matches(target.host, self.hosts):
            raise InvalidArgument("ENDPOINT_HOST_NOT_LISTED", f"主机 {target.host} 不在允许推送的名单内", rule="2.5", field="url")
        if not target.tls and not _matches(target.host, self.plain):
            raise InvalidArgument("ENDPOINT_NEEDS_HTTPS", "推送地址须使用 https", rule="2.5", field="url")
        return target

    def admits(self, address: str) -> bool:
        """Whether a connection may be made to this address."""
        try:
            ip = ip_address(address)
        except ValueError:  # with a zone, "fe80::1%eth0", among others
            return False
        if any(ip in network for network in self.networks):
            return True
        return is_public(ip)


def is_public(ip: Address) -> bool:
    """Whether it is an address of the internet, by whichever way of writing."""
    return ip.is_global and not (ip.is_multicast or ip.is_reserved) and not any(ip in network for network in _NEVER)


def _parsed(url: str) -> Target:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        tls = parts.scheme == "https"
        port = parts.port if parts.port is not None else 443 if tls else 80
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError) as error:
        raise _invalid(url) from error
    sound = parts.scheme in ("https", "http") and host and port > 0 and "@" not in parts.netloc and not parts.fragment
    if not sound or len(url) > LONGEST_URL or not url.isprintable() or " " in url or "\\" in url:
        raise _invalid(url)
    return Target(tls, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _invalid(url: str) -> InvalidArgument:
    return InvalidArgument("ENDPOINT_URL_INVALID", f"推送地址无效：{url[:100]}", rule="2.5", field="url")


def _matches(host: str, listed: tuple[str, ...]) -> bool:
    return any(host == each or (each.startswith("*.") and host.endswith(each[1:]) and host != each[2:]) for each in listed)
