"""Sessions: kept by the hash of a cookie, ended when idle, when old, and everywhere at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from starlette.responses import Response

from console.oidc import SignInFailed, Tokens
from console.sessions import Attempt, Sessions, key_of, secret
from console.settings import ConsoleSettings
from console.signin import kept_fresh, local, set_cookie
from tests.unit.console.rows import Rows

NOW = datetime(2026, 9, 8, 2, 0, tzinfo=UTC)
FIELDS = {"person": "people/zhao-ming", "token": "token"}


def sessions() -> tuple[Sessions, dict[str, Rows]]:
    rows = {"sessions": Rows(), "attempts": Rows()}
    given = {"issuer": "https://sso.example", "url": "https://sanzhi.example", "idle_minutes": 30, "longest_hours": 8}
    return Sessions(rows, ConsoleSettings.model_validate(given)), rows  # type: ignore[arg-type]


async def test_a_cookie_finds_its_session_and_is_not_kept_itself() -> None:
    kept, rows = sessions()
    cookie = secret()
    await kept.begin(cookie, FIELDS, NOW)
    found = await kept.find(cookie, NOW)
    assert found is not None and found.person == "people/zhao-ming"
    assert await kept.find(secret(), NOW) is None and await kept.find("", NOW) is None
    assert cookie not in str(rows["sessions"].kept)


async def test_a_session_ends_when_idle_and_in_any_case_when_old() -> None:
    kept, rows = sessions()
    await kept.begin("idle", FIELDS, NOW)
    assert await kept.find("idle", NOW + timedelta(minutes=31)) is None
    await kept.begin("busy", FIELDS, NOW)
    for minutes in range(20, 8 * 60, 20):
        assert await kept.find("busy", NOW + timedelta(minutes=minutes)) is not None
    assert await kept.find("busy", NOW + timedelta(hours=8)) is None
    assert rows["sessions"].kept == {}


async def test_signing_out_everywhere_ends_all_of_a_person_and_nobody_elses() -> None:
    kept, _ = sessions()
    await kept.begin("one", FIELDS, NOW)
    await kept.begin("two", FIELDS, NOW)
    await kept.begin("other", {**FIELDS, "person": "people/he-jun"}, NOW)
    await kept.end_all("people/zhao-ming")
    assert await kept.find("one", NOW) is None and await kept.find("two", NOW) is None
    assert await kept.find("other", NOW) is not None


async def test_who_comes_back_from_the_issuer_comes_once_and_in_time() -> None:
    kept, _ = sessions()
    await kept.set_out(Attempt(key_of("a"), "state", "nonce", "verifier", "/"))
    back = await kept.come_back("a")
    assert back is not None and back.state == "state"
    assert await kept.come_back("a") is None
    await kept.set_out(Attempt(key_of("b"), "state", "nonce", "verifier", "/", datetime.now(UTC) - timedelta(seconds=1)))
    assert await kept.come_back("b") is None


def test_cookies_are_out_of_reach() -> None:
    answer = Response()
    set_cookie(answer, SimpleNamespace(is_secure=True), "session", "value")  # type: ignore[arg-type]
    said = answer.headers["set-cookie"].lower()
    assert said.startswith("__host-sanzhi-session=value;")
    assert all(part in said for part in ("httponly", "secure", "samesite=lax", "path=/")) and "domain" not in said


def test_nobody_is_sent_elsewhere_after_signing_in() -> None:
    assert [local(path) for path in ("/projects/x?a=1", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb")] == [
        "/projects/x?a=1",
        "/",
        "/",
        "/",
        "/",
    ]


class Rotating:
    """An issuer whose refresh tokens hold for one question, as RFC 9700 (4.14.2) asks for."""

    def __init__(self) -> None:
        self.holds, self.asked = 1, 0

    async def renewed(self, refresh_token: str) -> Tokens:
        self.asked += 1
        await asyncio.sleep(0)
        if refresh_token != f"refresh-{self.holds}":
            raise SignInFailed("no")
        self.holds += 1
        return Tokens(f"token-{self.holds}", "", f"refresh-{self.holds}", 300)


async def ending(kept: Sessions) -> tuple[Any, Rotating]:
    """A console that has a session whose token has just ended."""
    now, issuer = datetime.now(UTC), Rotating()
    await kept.begin("cookie", FIELDS | {"refresh_token": "refresh-1", "token_until": now}, now)
    return SimpleNamespace(sessions=kept, provider=issuer, settings=SimpleNamespace(token="access_token")), issuer


async def test_pages_that_ask_at_once_as_a_token_ends_all_go_on_with_the_next_one() -> None:
    kept, _ = sessions()
    place, issuer = await ending(kept)
    found = [await kept.find("cookie") for _ in range(4)]
    fresh = await asyncio.gather(*(kept_fresh(each, place) for each in found if each))
    assert [each and each.token for each in fresh] == ["token-2"] * 4 and issuer.asked == 1
    there = await kept.find("cookie")
    assert there is not None and there.refresh_token == "refresh-2"


async def test_what_another_console_has_renewed_is_taken() -> None:
    kept, rows = sessions()
    place, issuer = await ending(kept)
    renewed = issuer.renewed

    async def late(refresh_token: str) -> Tokens:
        tokens = await renewed(refresh_token)
        rows["sessions"].kept[key_of("cookie")] |= {"token": tokens.access_token, "refresh_token": tokens.refresh_token}
        return await renewed(refresh_token)  # which raises

    issuer.renewed = late  # type: ignore[method-assign]
    session = await kept.find("cookie")
    assert session is not None
    fresh = await kept_fresh(session, place)
    assert fresh is not None and fresh.token == "token-2"


async def test_a_session_whose_token_nobody_renews_is_over() -> None:
    kept, _ = sessions()
    place, issuer = await ending(kept)
    issuer.holds = 7
    session = await kept.find("cookie")
    assert session is not None and await kept_fresh(session, place) is None
    assert await kept.find("cookie") is None
