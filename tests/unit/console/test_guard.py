"""Cross-site writes are refused, and what browsers are told with every answer."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from console import guard
from console.guard import Guard, is_cross_site, policy
from console.settings import ConsoleSettings

ORIGIN = "https://sanzhi.example"


def settings(**given: object) -> ConsoleSettings:
    return ConsoleSettings.model_validate({"url": ORIGIN, "issuer": "https://sso.example/realm", **given})


@pytest.mark.parametrize(
    ("method", "headers", "refused"),
    [
        ("GET", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"sec-fetch-site": "same-origin"}, False),
        ("POST", {"sec-fetch-site": "same-site", "origin": ORIGIN}, True),
        ("POST", {"sec-fetch-site": "cross-site", "origin": ORIGIN}, True),
        ("POST", {"sec-fetch-site": "none"}, True),
        ("POST", {"origin": ORIGIN}, False),
        ("POST", {"origin": "https://evil.example"}, True),
        ("POST", {"origin": "null"}, True),
        ("POST", {}, True),
        ("DELETE", {"sec-fetch-site": "cross-site"}, True),
    ],
)
def test_a_write_from_another_page_is_refused(method: str, headers: dict[str, str], refused: bool) -> None:
    assert is_cross_site(method, headers, ORIGIN) is refused


def client(made: ConsoleSettings) -> httpx.AsyncClient:
    async def page(request):
        async with request.form() as form:
            return PlainTextResponse(f"there {len(form)}")

    app = Starlette(routes=[Route("/page", page, methods=["GET", "POST"])], middleware=[Middleware(Guard, settings=made)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=made.url)


async def test_every_answer_says_that_nothing_runs_but_what_is_ours() -> None:
    headers = (await client(settings()).get("/page")).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"] and "*" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" in headers


async def test_a_refused_write_does_not_reach_the_page() -> None:
    asked = client(settings())
    assert (await asked.post("/page", headers={"origin": "https://evil.example"})).status_code == 403
    assert (await asked.post("/page", headers={"sec-fetch-site": "same-origin"})).status_code == 200


async def test_another_name_that_leads_here_is_not_served() -> None:
    asked = client(settings())
    moved = await asked.get("/page?a=1", headers={"host": "rebound.example"})
    assert (moved.status_code, moved.headers["location"]) == (307, f"{ORIGIN}/page?a=1")
    posted = await asked.post("/page", headers={"host": "rebound.example", "sec-fetch-site": "same-origin"})
    assert posted.status_code == 421


def test_signing_out_may_lead_on_to_the_issuer() -> None:
    assert "form-action 'self' https://sso.example;" in policy(settings())


async def test_what_is_too_large_is_not_read() -> None:
    headers = {"sec-fetch-site": "same-origin", "content-length": str(300 * 1024 * 1024)}
    assert (await client(settings()).post("/page", headers=headers)).status_code == 413


async def test_what_does_not_say_how_large_it_is_is_read_so_far_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 10_000)
    headers = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    assert (await client(settings()).post("/page", headers=headers, content=pieces(10))).text == "there 1"
    answer = await client(settings()).post("/page", headers=headers, content=pieces(11))
    assert (answer.status_code, answer.text) == (413, "提交的内容过大")


async def pieces(number: int) -> AsyncIterator[bytes]:
    """Of a thousand bytes each; without a length of the whole."""
    for _ in range(number):
        yield b"a=" + b"x" * 997 + b"&"


@pytest.mark.parametrize("encoding", ["undefined", "unicode_escape", "utf-7", "punycode", "UTF-16"])
async def test_a_form_in_another_encoding_is_not_read(encoding: str) -> None:
    headers = {"sec-fetch-site": "same-origin", "content-type": f"multipart/form-data; boundary=b; charset={encoding}"}
    body = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\\ud800\r\n--b--\r\n'
    assert (await client(settings()).post("/page", headers=headers, content=body)).status_code == 415
    headers["content-type"] = "multipart/form-data; boundary=b; charset=UTF-8"
    assert (await client(settings()).post("/page", headers=headers, content=body)).text == "there 1"


@pytest.mark.parametrize(
    "given",
    [
        {"url": "http://sanzhi.example"},
        {"issuer": ""},
        {"trying_keys": "/keys"},
        {"url": "https://sanzhi.example/below"},
    ],
)
def test_settings_that_would_be_unsafe_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        settings(**given)


def test_a_rehearsal_on_the_loopback_may_do_without_tls() -> None:
    assert not settings(url="http://127.0.0.1:7400").is_secure
