"""One POST to a receiver: the name is resolved once, what it stands for is checked, and the connection goes to that very address.

Redirects are not followed, no proxy is asked, of an answer no more than a few kilobytes are read, and all of it has an end in time.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ipaddress import ip_address

import httpx

from chassis.time.clock import wall_clock
from services.exchange.domain.addresses import AllowedPlaces, Target

CONNECT_SECONDS, ANSWER_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 15.0
MOST_OF_AN_ANSWER = 16 * 1024
LONGEST_WHY = 200
# Resolving blocks a thread, for as long as the resolver likes: names of dead receivers must not keep those of the others waiting.
RESOLVING = 64


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt. `after`: seconds that the receiver asks for."""

    delivered: bool
    why: str = ""
    after: float = 0.0


class NotAdmitted(Exception):
    """The name stands for an address that nothing is sent to."""


class Resolver:
    """Names to addresses, on threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(RESOLVING, thread_name_prefix="resolve")

    async def resolve(self, host: str, port: int) -> list[str]:
        """All addresses of a host; an address is its own. Raises OSError, TimeoutError."""
        if _is_address(host):
            return [host]
        loop = asyncio.get_running_loop()
        asked = loop.run_in_executor(self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        async with asyncio.timeout(CONNECT_SECONDS):
            found = await asyncio.shield(asked)
        return [str(address[0]) for *_, address in found]

    def close(self) -> None:
        """Without waiting for resolvers that do not answer."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Sender:
    """To one receiver, over connections of its own: what was verified for one name must not serve another at the same address."""

    def __init__(self, target: Target, places: AllowedPlaces, resolver: Resolver, tls: ssl.SSLContext) -> None:
        self._target, self._places, self._resolver = target, places, resolver
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        limits = httpx.Limits(max_connections=16, max_keepalive_connections=4, keepalive_expiry=30.0)
        self._client = httpx.AsyncClient(verify=tls, timeout=timeout, limits=limits, follow_redirects=False, trust_env=False)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Whether the receiver took it. Never raises but for a cancellation."""
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await self._post(body, headers)
        except TimeoutError:
            return Outcome(False, f"no answer within {WHOLE_SECONDS:.0f} seconds")
        except NotAdmitted as error:
            return Outcome(False, str(error))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return Outcome(False, f"{type(error).__name__}: {error}"[:LONGEST_WHY])

    async def close(self) -> None:
        """Give its connections up."""
        await self._client.aclose()

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> Outcome:
        target = self._target
        addresses = await self._resolver.resolve(target.host, target.port)
        # One bad address among good ones is a name that somebody plays with: none of them is taken.
        if not addresses or not all(self._places.admits(each) for each in addresses):
            raise NotAdmitted(f"{target.host} stands for an address that nothing is sent to")
        url = f"{'https' if target.tls else 'http'}://{_literal(addresses[0])}:{target.port}{target.path}"
        sent = {**headers, "host": _authority(target), "content-type": "application/cloudevents+json", "user-agent": "sanzhi-exchange"}
        request = self._client.build_request("POST", url, content=body, headers=sent, extensions={"sni_hostname": target.host})
        answer = await self._client.send(request, stream=True)
        try:
            await _read_a_little(answer)
        finally:
            await answer.aclose()
        if answer.is_success:
            return Outcome(True)
        return Outcome(False, f"HTTP {answer.status_code}", _asked_for(answer.headers.get("retry-after", "")))


async def _read_a_little(answer: httpx.Response) -> None:
    """So that the connection can be used again, where it is short; of a long one the rest is left, with the connection."""
    read = 0
    async for piece in answer.aiter_raw():
        read += len(piece)
        if read > MOST_OF_AN_ANSWER:
            return


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _literal(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _authority(target: Target) -> str:
    return f"{_literal(target.host)}:{target.port}" if target.port != (443 if target.tls else 80) else _literal(target.host)


def _asked_for(retry_after: str) -> float:
    """Seconds, of a number or a date; 0 where it says nothing that can be read."""
    if retry_after.isdigit():
        return float(retry_after[:6])
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - wall_clock()).total_seconds())
    except (ValueError, TypeError):
        return 0.0
