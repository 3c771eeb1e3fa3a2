"""What one caller may cost: so many calls a second, and a part of the room. Memory of it is bounded, too."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from urllib.parse import unquote

from chassis.errors import Exhausted
from chassis.rpc.room import Room

_MOST = 10_000


@dataclass(frozen=True)
class Rate:
    """Calls a second that are always open, and how many at once after a rest; a_second 0: no limit."""

    a_second: float
    at_once: float


class Bucket:
    """A token bucket."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._left = rate.at_once
        self._seen = monotonic()

    def take(self) -> float:
        """Take one; gives 0, or the seconds until there is one."""
        if not self._rate.a_second:
            return 0.0
        now = monotonic()
        self._left = min(self._rate.at_once, self._left + (now - self._seen) * self._rate.a_second)
        self._seen = now
        if self._left < 1:
            return (1 - self._left) / self._rate.a_second
        self._left -= 1
        return 0.0


@dataclass
class Account:
    """One caller's: how often, how much at once, how many streams."""

    calls: Bucket
    room: Room
    streams: Room

    @property
    def idle(self) -> bool:
        """Whether nothing of it is under way."""
        return self.room.idle and self.streams.idle


class Budgets:
    """Accounts by caller: a person, or the peer of those without a valid token. The one not seen for longest is forgotten first."""

    def __init__(self, rate: Rate, room: int = 1, streams: int = 1) -> None:
        self._rate = rate
        self._sizes = (room, streams)
        self._accounts: OrderedDict[str, Account] = OrderedDict()

    def of(self, caller: str) -> Account:
        """The account of a caller."""
        account = self._accounts.get(caller)
        if account is None:
            account = self._accounts[caller] = Account(Bucket(self._rate), *map(Room, self._sizes))
            self._forget()
        self._accounts.move_to_end(caller)
        return account

    def demand(self, caller: str) -> Account:
        """Refuses BUDGET_EXHAUSTED."""
        account = self.of(caller)
        if seconds := account.calls.take():
            raise Exhausted("BUDGET_EXHAUSTED", "请求过于频繁，请稍后再试", retry_after=seconds)
        return account

    def __len__(self) -> int:
        return len(self._accounts)

    def _forget(self) -> None:
        """Who is under way stays: how many that can be is bounded by the room for all."""
        while len(self._accounts) > _MOST:
            oldest, account = next(iter(self._accounts.items()))
            if not account.idle:
                self._accounts.move_to_end(oldest)
                return
            del self._accounts[oldest]


def host_of(peer: str) -> str:
    """The host of gRPC's peer, such as "ipv4:10.0.0.1:5000"; of IPv6 as network_of()."""
    kind, _, address = peer.partition(":")
    if kind == "ipv6":
        return "ipv6:" + network_of(unquote(address).partition("[")[2].partition("]")[0])
    return f"{kind}:{address.rpartition(':')[0] or address}"


def network_of(address: str) -> str:
    """The address; of IPv6 its network (/64), as one host has as many addresses as it likes, however they are written."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if known.version == 4 or known.ipv4_mapped is not None:
        return address
    return ":".join(f"{int.from_bytes(known.packed[at : at + 2]):x}" for at in range(0, 8, 2))
