"""Signing in at an issuer that is none of ours, by settings alone: a kept OIDC provider library on a port of its own."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest

from chassis.settings import Settings
from console.app import assembled
from console.settings import ConsoleSettings
from tests.unit.console.rows import Rows
from tests.unit.console.suite import URL, Services


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


def console(issuer: str) -> tuple[httpx.AsyncClient, Services, dict[str, Rows]]:
    given = {"url": URL, "issuer": issuer, "token": "id_token", "client_secret": "s", "scope": "openid"}
    services, rows = Services(), {"sessions": Rows(), "attempts": Rows()}
    app = assembled(ConsoleSettings.model_validate(given), Settings(clock="rehearsal"), rows, services)  # type: ignore[arg-type]
    browser = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=URL, headers={"sec-fetch-site": "same-origin"})
    return browser, services, rows


async def at_the_issuer(url: str, person: str) -> str:
    """What the issuer sends the browser back to, once somebody has signed in there."""
    async with httpx.AsyncClient() as outside:
        answer = await outside.post(url, data={"sub": person, "action": "authorize"})
    return str(answer.headers["location"])


async def test_in_and_out_at_an_issuer_of_ones_own(issuer: str) -> None:
    browser, _, rows = console(issuer)
    out = await browser.get("/signin", params={"to": "/rules"})
    assert out.headers["location"].startswith(f"{issuer}/")
    came = await browser.get(await at_the_issuer(out.headers["location"], "people/zhao-ming"))
    assert (came.status_code, came.headers["location"]) == (303, "/rules")
    assert "赵明" in (await browser.get("/rules")).text
    left = await browser.post("/signout")
    asked = parse_qs(urlsplit(left.headers["location"]).query)
    assert left.headers["location"].startswith(issuer) and asked["post_logout_redirect_uri"] == [f"{URL}/"]
    assert rows["sessions"].kept == {}


async def test_somebody_whom_the_suite_does_not_know_by_that_name_is_not_let_in(issuer: str) -> None:
    browser, _, rows = console(issuer)
    out = await browser.get("/signin")
    came = await browser.get(await at_the_issuer(out.headers["location"], "zhao.ming@example.com"))
    assert came.status_code == 403 and "不是本系统的人员" in came.text and rows["sessions"].kept == {}


async def test_a_code_of_another_attempt_is_not_taken(issuer: str) -> None:
    """Its nonce is that of the other attempt, and so is its verifier."""
    browser, _, rows = console(issuer)
    other, _, _ = console(issuer)
    theirs = await other.get("/signin")
    code = parse_qs(urlsplit(await at_the_issuer(theirs.headers["location"], "people/zhao-ming")).query)["code"][0]
    mine = await browser.get("/signin")
    state = parse_qs(urlsplit(mine.headers["location"]).query)["state"][0]
    came = await browser.get("/signin/callback", params={"code": code, "state": state})
    assert came.status_code == 403 and rows["sessions"].kept == {}


async def test_an_issuer_that_is_away_is_said(tmp_path: Path) -> None:
    browser, _, _ = console("http://localhost:9")
    answer = await browser.get("/signin")
    assert answer.status_code == 503 and "登录服务暂时不能访问" in answer.text
