"""Keys of tokens: one that its issuer takes out is not trusted for long, and an issuer that is away, slow or odd stops nobody."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chassis.access import keys as module
from chassis.access.keys import Keys
from chassis.access.tokens import Verifier
from chassis.errors import Unauthenticated, Unavailable
from tests.harness.identity import Issuer, new_jwk
from tests.harness.suite import PATIENCE

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's monotonic clock, as keys see it; a test moves it on."""
    now = [1000.0]
    monkeypatch.setattr("chassis.access.keys.monotonic", lambda: now[0])
    return now


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


def verifier(keys: Keys) -> Verifier:
    return Verifier(keys, "sanzhi:embedded", "sanzhi")


def take_out(issuer: Issuer) -> None:
    kept = [key for key in json.loads(issuer.jwks.read_text())["keys"] if key["kid"] != "issuer"]
    issuer.jwks.write_text(json.dumps({"keys": kept}))


@asynccontextmanager
async def address(answer: Answer) -> AsyncIterator[str]:
    """A URL that answers as told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/jwks"
    finally:
        server.close()


def body(content: bytes, status: str = "200 OK") -> Answer:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status.encode(), len(content)) + content)
        await writer.drain()

    return answer


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


def dripping(head: bytes, drop: bytes) -> Answer:
    """Begins, and never comes to an end."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not reader.at_eof():
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0.01)

    return answer


drips = dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" ")
drips_headers = dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x")


async def floods(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """300 MiB, and it counts how many were taken."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _piece in range(300):
        writer.write(b" " * 1024 * 1024)
        await writer.drain()
        TAKEN.append(1)


TAKEN: list[int] = []


async def test_a_key_that_was_taken_out_is_trusted_until_the_next_reading(issuer: Issuer) -> None:
    keys = Keys(str(issuer.jwks))
    checked, old = verifier(keys), issuer.token("people/li")
    assert (await checked.actor_of(old)).person == "people/li"
    take_out(issuer)
    assert (await checked.actor_of(old)).person == "people/li"
    await keys.refresh()
    for token in (old, issuer.token("people/wang")):
        with pytest.raises(Unauthenticated, match="TOKEN_INVALID"):
            await checked.actor_of(token)


async def test_a_key_that_was_exchanged_under_the_same_id_is_gone_too(issuer: Issuer) -> None:
    keys = Keys(str(issuer.jwks))
    checked, old = verifier(keys), issuer.token("people/li")
    await checked.actor_of(old)
    issuer.key = new_jwk("issuer")
    public = {name: value for name, value in issuer.key.items() if name != "d"}
    others = [key for key in json.loads(issuer.jwks.read_text())["keys"] if key["kid"] != "issuer"]
    issuer.jwks.write_text(json.dumps({"keys": [public, *others]}))
    await keys.refresh()
    with pytest.raises(Unauthenticated):
        await checked.actor_of(old)
    assert await checked.actor_of(issuer.token("people/li"))


async def test_they_are_read_again_without_anybody_calling(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REREAD_SECONDS", 0.01)
    keys = Keys(str(issuer.jwks))
    running = asyncio.create_task(keys.run())
    assert await keys.find("issuer")
    take_out(issuer)
    async with asyncio.timeout(PATIENCE):
        while keys.generation == 0:
            await asyncio.to_thread(issuer.jwks.read_bytes)
    running.cancel()
    assert await keys.find("issuer") is None


async def test_a_new_key_is_known_at_once_and_strangers_do_not_make_us_read_all_the_time(
    issuer: Issuer, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[Path] = []
    real = module._from_file

    def read(path: Path) -> Any:
        readings.append(path)
        return real(path)

    monkeypatch.setattr(module, "_from_file", read)
    checked = verifier(Keys(str(issuer.jwks)))
    whole = issuer.jwks.read_text()
    take_out(issuer)
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await checked.actor_of(issuer.token("people/li"))
    assert len(readings) == 1
    issuer.jwks.write_text(whole)
    clock[0] += module.REREAD_SECONDS + 1
    assert (await checked.actor_of(issuer.token("people/li"))).person == "people/li"
    assert len(readings) == 2


async def test_without_any_key_it_says_so_until_there_is_one(issuer: Issuer, clock: list[float]) -> None:
    whole = issuer.jwks.read_text()
    issuer.jwks.unlink()
    checked = verifier(Keys(str(issuer.jwks)))
    for _ in range(2):
        with pytest.raises(Unavailable, match="JWKS_UNAVAILABLE"):
            await checked.actor_of(issuer.token("people/li"))
    issuer.jwks.write_text(whole)
    clock[0] += module._AGAIN_SECONDS
    assert (await checked.actor_of(issuer.token("people/li"))).person == "people/li"


ODD: list[bytes] = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"7",
    b'"keys"',
    b"{}",
    b'{"keys": null}',
    b'{"keys": {}}',
    b'{"keys": []}',
    b'{"keys": [null, 1, "a", []]}',
    b'{"keys": [{"kty": "oct", "kid": "issuer", "k": "c2VjcmV0"}]}',
    b'{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "issuer", "x": 5}]}',
    b'{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": ["issuer"], "x": "AAAA"}]}',
    b'{"keys": [{"kty": "EC", "crv": "P-256", "kid": "issuer", "x": "AAAA", "y": "AAAA"}]}',
    b'{"keys": [' + b"{}," * 300 + b"{}]}",
    b"[" * 100_000,
    b'{"keys": "' + b"x" * 2_000_000 + b'"}',
    b"\xff\xfe",
    b"<html>",
]


@pytest.mark.parametrize(
    ("answer", "remote"),
    [(answer, False) for answer in ODD] + [(answer, True) for answer in ODD[::4]],
    ids=lambda each: repr(each[:30]) if isinstance(each, bytes) else "url" if each else "file",
)
async def test_an_answer_that_is_no_key_set_leaves_the_known_keys_and_the_log_says_so(
    issuer: Issuer, answer: bytes, remote: bool, caplog: pytest.LogCaptureFixture
) -> None:
    given = [issuer.jwks.read_bytes()]

    async def now(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await body(given[0])(reader, writer)

    own = issuer.folder / "own.json"
    own.write_bytes(given[0].replace(b"sanzhi_service", b"x"))
    async with address(now) as url:
        keys = Keys(url if remote else str(own))
        checked = verifier(keys)
        if remote:
            given[0] = own.read_bytes()
        assert await checked.actor_of(issuer.token("people/li"))
        given[0] = answer
        own.write_bytes(answer)
        with caplog.at_level(logging.WARNING):
            await keys.refresh()
        assert (await checked.actor_of(issuer.token("people/wang"))).person == "people/wang"
        assert "serve on" in caplog.text and "'d'" not in caplog.text


async def test_odd_keys_beside_good_ones_are_left_out(issuer: Issuer) -> None:
    whole = json.loads(issuer.jwks.read_text())
    whole["keys"] = [None, {"kid": "issuer", "kty": "oct", "k": "AAAA"}, {"kty": "RSA", "kid": "r"}, *whole["keys"]]
    issuer.jwks.write_text(json.dumps(whole))
    assert await verifier(Keys(str(issuer.jwks))).actor_of(issuer.token("people/li"))


async def test_a_url_never_makes_a_service(issuer: Issuer) -> None:
    async with address(body(issuer.jwks.read_bytes())) as url:
        with pytest.raises(Unauthenticated):
            await verifier(Keys(url)).actor_of(issuer.service_token("registry"))


@pytest.mark.parametrize("answer", [silent, drips, drips_headers, body(b"", "302 Found"), body(b"{}", "500 Oops")])
async def test_an_address_that_is_slow_or_odd_holds_up_nobody(issuer: Issuer, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not those who are known, nor those with a key that is known; the reading ends by itself."""
    monkeypatch.setattr(module, "READ_SECONDS", 3600.0)
    given = [body(issuer.jwks.read_bytes().replace(b"sanzhi_service", b"x"))]

    async def now(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await given[0](reader, writer)

    async with address(now) as url:
        keys = Keys(url)
        checked, token = verifier(keys), issuer.token("people/li")
        await checked.actor_of(token)
        given[0] = answer
        running = asyncio.create_task(keys.run())
        await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE):  # an hour, for who is held up
            assert await checked.actor_of(token)
            assert await checked.actor_of(issuer.token("people/wang"))
        running.cancel()
        monkeypatch.setattr(module, "READ_SECONDS", 0.3)
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait([running])
            await Keys(url).refresh()
        assert await checked.actor_of(token)


async def test_of_an_endless_answer_little_is_taken(issuer: Issuer) -> None:
    TAKEN.clear()
    async with address(floods) as url:
        with pytest.raises(Unavailable):
            await verifier(Keys(url)).actor_of(issuer.token("people/li"))
    assert len(TAKEN) < 30


async def test_one_source_that_is_away_does_not_keep_the_others_from_being_read(issuer: Issuer) -> None:
    keys = Keys(f"{issuer.jwks},http://127.0.0.1:1/jwks")
    checked = verifier(keys)
    assert await checked.actor_of(issuer.token("people/li"))
    take_out(issuer)
    await keys.refresh()
    with pytest.raises(Unauthenticated):
        await checked.actor_of(issuer.token("people/li"))


async def test_an_address_is_read_once_for_all_who_come_at_the_same_time(issuer: Issuer) -> None:
    readings: list[int] = []

    async def counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        readings.append(1)
        await body(issuer.jwks.read_bytes())(reader, writer)

    async with address(counted) as url:
        checked = verifier(Keys(url))
        await asyncio.gather(*(checked.actor_of(issuer.token(f"people/p{number}")) for number in range(20)))
    assert len(readings) == 1


async def test_strangers_with_unknown_keys_wait_in_small_numbers(
    issuer: Issuer, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds in ("_UNKNOWN_SECONDS", "READ_SECONDS"):
        monkeypatch.setattr(module, seconds, 3600.0)
    good, go_on = body(issuer.jwks.read_bytes()), asyncio.Event()
    given = [good]

    async def held(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await go_on.wait()
        await good(reader, writer)

    async def now(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await given[0](reader, writer)

    async with address(now) as url:
        keys = Keys(url)
        await keys.refresh()
        given[0] = held
        clock[0] += module.REREAD_SECONDS + 1
        asking = [asyncio.create_task(keys.find("nobody's")) for _ in range(100)]
        waiting = set(asking)
        async with asyncio.timeout(PATIENCE):
            while len(waiting) > module._MOST_WAITING:
                _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert len(waiting) == module._MOST_WAITING
        go_on.set()
        assert await asyncio.gather(*asking) == [None] * 100


async def test_a_stranger_does_not_wait_for_long(issuer: Issuer, clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_UNKNOWN_SECONDS", 0.05)
    given = [body(issuer.jwks.read_bytes())]

    async def now(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await given[0](reader, writer)

    async with address(now) as url:
        keys = Keys(url)
        await keys.refresh()
        monkeypatch.setattr(module, "READ_SECONDS", 0.5)  # from here on: a busy machine may take longer to read what is there
        given[0] = silent
        clock[0] += module.REREAD_SECONDS + 1
        assert await keys.find("nobody's") is None
        await keys.refresh()


async def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(issuer: Issuer) -> None:
    import os

    issuer.jwks.unlink()
    os.mkfifo(issuer.jwks)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(Unavailable):
            await verifier(Keys(str(issuer.jwks))).actor_of(issuer.token("people/li"))
