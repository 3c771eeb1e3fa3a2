"""Keys of tokens: one that its issuer takes out is not trusted for long, and an issuer that is away stops nobody."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from chassis.access import tokens
from chassis.access.tokens import Verifier
from chassis.errors import Unauthenticated, Unavailable
from tests.harness.identity import Issuer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's monotonic clock, as tokens see it; a test moves it on."""
    now = [1000.0]
    monkeypatch.setattr("chassis.access.tokens.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


def verifier(source: str) -> Verifier:
    return Verifier(source, "sanzhi:embedded", "sanzhi")


def take_out(issuer: Issuer) -> None:
    kept = [key for key in json.loads(issuer.jwks.read_text())["keys"] if key["kid"] != "issuer"]
    issuer.jwks.write_text(json.dumps({"keys": kept}))


async def test_a_key_that_was_taken_out_is_trusted_no_longer_than_the_interval(issuer: Issuer, clock: list[float]) -> None:
    checked, old = verifier(str(issuer.jwks)), issuer.token("people/li")
    assert (await checked.actor_of(old)).person == "people/li"
    take_out(issuer)
    clock[0] += tokens.REREAD_SECONDS - 1
    assert (await checked.actor_of(old)).person == "people/li"
    clock[0] += 2
    for token in (old, issuer.token("people/wang")):
        with pytest.raises(Unauthenticated, match="TOKEN_INVALID"):
            await checked.actor_of(token)


async def test_a_new_key_is_known_at_once_and_strangers_do_not_make_us_read_all_the_time(
    issuer: Issuer, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[str] = []
    real = tokens._read_jwks

    def read(source: str) -> Any:
        readings.append(source)
        return real(source)

    monkeypatch.setattr(tokens, "_read_jwks", read)
    checked = verifier(str(issuer.jwks))
    whole = issuer.jwks.read_text()
    take_out(issuer)
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await checked.actor_of(issuer.token("people/li"))
    assert len(readings) == 1
    issuer.jwks.write_text(whole)
    clock[0] += tokens.RETRY_SECONDS + 1
    assert (await checked.actor_of(issuer.token("people/li"))).person == "people/li"
    assert len(readings) == 2


async def test_an_issuer_that_is_away_stops_nobody_who_is_known(issuer: Issuer, clock: list[float]) -> None:
    checked, whole = verifier(str(issuer.jwks)), issuer.jwks.read_text()
    await checked.actor_of(issuer.token("people/li"))
    issuer.jwks.write_text("{")
    clock[0] += tokens.REREAD_SECONDS + 1
    assert (await checked.actor_of(issuer.token("people/wang"))).person == "people/wang"
    issuer.jwks.write_text(whole)
    take_out(issuer)
    clock[0] += tokens.RETRY_SECONDS + 1
    with pytest.raises(Unauthenticated):
        await checked.actor_of(issuer.token("people/li"))


async def test_without_any_key_it_says_so_until_there_is_one(issuer: Issuer, clock: list[float]) -> None:
    whole = issuer.jwks.read_text()
    issuer.jwks.unlink()
    checked = verifier(str(issuer.jwks))
    for _ in range(2):
        with pytest.raises(Unavailable, match="JWKS_UNAVAILABLE"):
            await checked.actor_of(issuer.token("people/li"))
    issuer.jwks.write_text(whole)
    assert (await checked.actor_of(issuer.token("people/li"))).person == "people/li"


async def test_an_address_is_read_once_for_all_who_come_at_the_same_time(issuer: Issuer, clock: list[float]) -> None:
    readings: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            readings.append(self.path)
            body = issuer.jwks.read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        checked = verifier(f"http://127.0.0.1:{server.server_port}/jwks")
        await asyncio.gather(*(checked.actor_of(issuer.token(f"people/p{number}")) for number in range(20)))
        assert readings == ["/jwks"]
        take_out(issuer)
        clock[0] += tokens.REREAD_SECONDS + 1
        with pytest.raises(Unauthenticated):
            await checked.actor_of(issuer.token("people/p1"))
        assert readings == ["/jwks"] * 2
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
