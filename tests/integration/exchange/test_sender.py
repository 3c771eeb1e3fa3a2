"""One POST to a receiver, over real connections: to the address that was checked, without redirects, with an end in time and size."""

import ssl
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from chassis.access.tls import client_context
from cli.provision.authority import Authority
from services.exchange.domain.addresses import AllowedPlaces
from services.exchange.webhooks import sender as module
from services.exchange.webhooks.sender import Outcome, Resolver, Sender
from tests.integration.exchange.receiver import Receiver, receiver, status

HOST = "receiver.test"
LOOPBACK = (ip_network("127.0.0.0/8"),)


class Known(Resolver):
    """Names as the test has them; how often each was asked for."""

    def __init__(self, **addresses: list[str]) -> None:
        super().__init__()
        self.addresses = addresses
        self.asked = 0

    async def resolve(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self.addresses[host.partition(".")[0]]


@pytest.fixture
def names() -> Known:
    return Known(receiver=["127.0.0.1"], rebound=["127.0.0.1", "10.0.0.1"])


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    async with receiver() as made:
        yield made


def sender(url: str, names: Resolver, ca: str = "", networks: tuple[object, ...] = LOOPBACK) -> Sender:
    hosts = ("receiver.test", "rebound.test", "127.0.0.1", "localhost")
    places = AllowedPlaces(hosts, networks, hosts)  # type: ignore[arg-type]
    return Sender(places.target(url), places, names, client_context(ca))


async def post(made: Sender, body: bytes = b"{}") -> Outcome:
    try:
        return await made.post(body, {"webhook-id": "1"})
    finally:
        await made.close()


async def test_it_is_delivered_with_the_name_of_its_host_and_its_query(there: Receiver, names: Known) -> None:
    assert (await post(sender(f"http://{HOST}:{there.port}/facts?from=sanzhi", names), b'{"a":1}')).delivered
    (came,) = there.posts
    assert (came.path, came.headers["host"], came.body) == ("/facts?from=sanzhi", f"{HOST}:{there.port}", b'{"a":1}')
    assert came.headers["content-type"] == "application/cloudevents+json" and came.headers["webhook-id"] == "1"
    assert names.asked == 1, "resolved once"


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_is_no_delivery_and_is_not_followed(there: Receiver, names: Known, code: int) -> None:
    async with receiver() as inner:
        there.answer = lambda post: status(code, f"location: http://127.0.0.1:{inner.port}/")
        outcome = await post(sender(f"http://{HOST}:{there.port}/", names))
        assert outcome == Outcome(False, f"HTTP {code}") and not inner.posts


@pytest.mark.parametrize("code", [200, 201, 204, 299])
async def test_any_answer_of_two_hundred_is_a_delivery(there: Receiver, names: Known, code: int) -> None:
    there.answer = lambda post: status(code)
    assert (await post(sender(f"http://{HOST}:{there.port}/", names))).delivered


async def test_nothing_goes_to_an_address_that_is_not_listed(there: Receiver, names: Known) -> None:
    for url in (f"http://{HOST}:{there.port}/", f"http://127.0.0.1:{there.port}/"):
        known = Known(receiver=["127.0.0.1"], **{"127": ["127.0.0.1"]})
        outcome = await post(sender(url, known, networks=()))
        assert not outcome.delivered and "nothing is sent to" in outcome.why
    assert not there.posts


async def test_one_bad_address_among_good_ones_is_enough(there: Receiver, names: Known) -> None:
    assert not (await post(sender(f"https://rebound.test:{there.port}/", names))).delivered
    assert not there.posts


async def test_the_real_resolver_finds_the_loopback_and_it_is_refused(there: Receiver) -> None:
    resolver = Resolver()
    try:
        assert await resolver.resolve("localhost", there.port)
        assert not (await post(sender(f"http://localhost:{there.port}/", resolver, networks=()))).delivered
    finally:
        resolver.close()
    assert not there.posts


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_for_an_address_nobody_is_asked(address: str) -> None:
    resolver = Resolver()
    resolver.close()
    assert await resolver.resolve(address, 80) == [address]
    with pytest.raises(RuntimeError, match="shutdown"):
        await resolver.resolve("localhost", 80)


async def test_what_is_asked_for_in_seconds_or_by_a_date_is_told(there: Receiver, names: Known) -> None:
    there.answer = lambda post: status(429, "retry-after: 120")
    assert await post(sender(f"http://{HOST}:{there.port}/", names)) == Outcome(False, "HTTP 429", 120.0)
    there.answer = lambda post: status(503, "retry-after: Fri, 31 Dec 2100 23:59:59 GMT")
    assert (await post(sender(f"http://{HOST}:{there.port}/", names))).after > 1e6
    there.answer = lambda post: status(503, "retry-after: soon")
    assert (await post(sender(f"http://{HOST}:{there.port}/", names))).after == 0.0


async def test_an_answer_without_end_is_not_read_to_its_end(there: Receiver, names: Known) -> None:
    there.answer = lambda post: b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n" + b"x" * 200_000
    began = time.monotonic()
    assert (await post(sender(f"http://{HOST}:{there.port}/", names))).delivered
    assert time.monotonic() - began < module.WHOLE_SECONDS


async def test_who_never_answers_is_left(there: Receiver, names: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WHOLE_SECONDS", 0.5)
    there.answer = lambda post: None
    outcome = await post(sender(f"http://{HOST}:{there.port}/", names))
    assert not outcome.delivered and "no answer" in outcome.why


async def test_who_is_not_there_or_is_no_http_server_is_told_so(there: Receiver, names: Known) -> None:
    assert not (await post(sender(f"http://{HOST}:1/", names))).delivered
    there.answer = lambda post: b"220 mail ready\r\n\r\n"
    assert not (await post(sender(f"http://{HOST}:{there.port}/", names))).delivered


async def test_certificates_are_those_of_the_name_though_the_connection_goes_to_an_address(tmp_path: Path, names: Known) -> None:
    authority, other = Authority(tmp_path / "ca", datetime.now(UTC)), Authority(tmp_path / "other", datetime.now(UTC))
    ca = str(tmp_path / "ca" / "ca.crt")
    for number, (pem, good) in enumerate(
        ((authority.issue("r", [HOST]), True), (authority.issue("r", ["x.test"]), False), (other.issue("r", [HOST]), False))
    ):
        file = tmp_path / f"{number}.pem"
        file.write_text(pem)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(file)
        async with receiver(tls) as there:
            outcome = await post(sender(f"https://{HOST}:{there.port}/", names, ca))
            assert outcome.delivered is good, outcome
            assert bool(there.posts) is good


async def test_connections_are_used_again(there: Receiver, names: Known) -> None:
    there.answer = lambda post: status(200)
    made = sender(f"http://{HOST}:{there.port}/", names)
    for _ in range(5):
        assert (await made.post(b"{}", {})).delivered
    await made.close()
    assert len(there.posts) == 5 and there.connections == 1
