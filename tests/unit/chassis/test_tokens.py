"""What a token must be and say: signature, times within the leeway, lifetime, types; odd ones get typed refusals and never raise."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest

from chassis.access.claims import Limits
from chassis.access.keys import Keys
from chassis.access.tokens import ServiceTokens, Verifier
from chassis.errors import Unauthenticated
from tests.harness.identity import Issuer

HOUR = 3600


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


@pytest.fixture
def checked(issuer: Issuer) -> Verifier:
    return Verifier(Keys(str(issuer.jwks)), "sanzhi:embedded", "sanzhi")


async def reason(checked: Verifier, token: str) -> str:
    """How a token is refused, "" where it holds."""
    try:
        await checked.actor_of(token)
    except Unauthenticated as refusal:
        return refusal.reason
    return ""


def signed(issuer: Issuer, claims: dict[str, Any], header: dict[str, Any]) -> str:
    """As no library would sign it."""
    said = {"alg": "EdDSA", "typ": "JWT", "kid": "issuer"} | header
    body = {"iss": "sanzhi:embedded", "aud": "sanzhi", "sub": "people/li", **times()} | claims
    parts = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (said, body))
    key: Any = jwt.PyJWK(issuer.key, algorithm="EdDSA").key
    return (parts + b"." + base64.urlsafe_b64encode(key.sign(parts)).rstrip(b"=")).decode()


def times(**seconds: float) -> dict[str, Any]:
    """Claims so many seconds from now; iat is gone unless named."""
    return {"iat": time.time(), "exp": time.time() + HOUR} | {name: time.time() + value for name, value in seconds.items()}


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"exp": -5}, ""),
        ({"exp": -15}, "TOKEN_EXPIRED"),
        ({"iat": 5}, ""),
        ({"iat": 15}, "TOKEN_NOT_YET_VALID"),
        ({"nbf": 5}, ""),
        ({"nbf": 15}, "TOKEN_NOT_YET_VALID"),
        ({"exp": 12 * HOUR - 1}, ""),
        ({"exp": 12 * HOUR + 60}, "TOKEN_TOO_LONG_LIVED"),
        ({"iat": -13 * HOUR}, "TOKEN_TOO_LONG_LIVED"),
        ({"iat": -11 * HOUR, "exp": HOUR - 60}, ""),
        ({"iat": 9, "exp": 12 * HOUR + 9}, ""),  # an issuer whose clock is ahead
    ],
)
async def test_times_are_taken_with_leeway_and_a_longest_life(
    checked: Verifier, issuer: Issuer, claims: dict[str, float], expected: str
) -> None:
    token = issuer.token("people/li", **times(**claims))
    assert await reason(checked, token) == expected
    assert await reason(checked, token) == expected  # known by now, or not: the same


async def test_without_iat_a_token_lives_no_longer_either(checked: Verifier, issuer: Issuer) -> None:
    assert await reason(checked, issuer.token("people/li", iat=0, exp=time.time() + 13 * HOUR)) == "TOKEN_TOO_LONG_LIVED"


async def test_a_known_token_ends_when_its_time_is_over(checked: Verifier, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = issuer.token("people/li"), time.time()
    assert await reason(checked, token) == ""
    monkeypatch.setattr("chassis.access.tokens.time.time", lambda: now + 600 + 11)
    assert await reason(checked, token) == "TOKEN_EXPIRED"


async def test_leeway_and_lifetime_are_settings(issuer: Issuer) -> None:
    strict = Verifier(Keys(str(issuer.jwks)), "sanzhi:embedded", "sanzhi", Limits(leeway=0, longest=60))
    assert await reason(strict, issuer.token("people/li", exp=time.time() - 1)) == "TOKEN_EXPIRED"
    assert await reason(strict, issuer.token("people/li", exp=time.time() + 120)) == "TOKEN_TOO_LONG_LIVED"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": "4102444800"},
        {"exp": True},
        {"exp": None},
        {"exp": [1]},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": {}},
        {"iat": "now"},
        {"iat": True},
        {"nbf": "0"},
        {"nbf": [0]},
        {"sub": 7},
        {"sub": None},
        {"sub": ["people/li"]},
        {"sub": ""},
        {"sub": "people/"},
        {"sub": "people/li\n"},
        {"sub": "people/\ud800"},
        {"sub": "people/li\u200b"},
        {"sub": "people/../admin"},
        {"sub": "people/" + "a" * 64},
        {"sub": "services/registry"},
        {"org": 1},
        {"org": None},
        {"org": "people/li"},
        {"org": "organizations/\0"},
        {"area": ["yuci"]},
        {"area": "榆次"},
        {"org_kind": {}},
        {"roles": "administrator"},
        {"roles": {"administrator": True}},
        {"roles": [1]},
        {"roles": [["administrator"]]},
        {"aud": "elsewhere"},
        {"aud": 5},
        {"aud": [5]},
        {"iss": ["sanzhi:embedded"]},
        {"iss": 3},
        {"jti": 3},
        {"sub": "people/" + "[" * 50},
    ],
    ids=repr,
)
async def test_what_is_of_an_odd_type_is_refused_and_never_raises(checked: Verifier, issuer: Issuer, claims: dict[str, Any]) -> None:
    assert await reason(checked, signed(issuer, claims, {})) == "TOKEN_INVALID"


@pytest.mark.parametrize("header", [{"kid": 5}, {"kid": None}, {"kid": ["issuer"]}, {"kid": {}}, {"kid": ""}, {"crit": ["exp"]}], ids=repr)
async def test_headers_of_an_odd_kind_are_refused(checked: Verifier, issuer: Issuer, header: dict[str, Any]) -> None:
    assert await reason(checked, signed(issuer, {}, header)) == "TOKEN_INVALID"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512"])
async def test_no_other_algorithm_is_taken(checked: Verifier, issuer: Issuer, algorithm: str) -> None:
    secret: Any = None if algorithm == "none" else issuer.key["x"] + "=" * 40
    body = {"iss": "sanzhi:embedded", "aud": "sanzhi", "sub": "people/admin", "roles": ["administrator"], **times()}
    assert await reason(checked, jwt.encode(body, secret, algorithm, {"kid": "issuer"})) == "TOKEN_INVALID"


NO_TOKENS = ["a", "a.b.c", "..", "e30.e30.", "\ud800", "é" * 20, "a" * 9000, "." * 8000, "\0", "W10.W10.W10"]


@pytest.mark.parametrize("token", NO_TOKENS, ids=lambda text: repr(text[:9]))
async def test_what_is_no_token_is_refused(checked: Verifier, token: str) -> None:
    assert await reason(checked, token) == "TOKEN_INVALID"


async def test_roles_that_an_issuer_has_for_others_are_left_out(checked: Verifier, issuer: Issuer) -> None:
    actor = await checked.actor_of(issuer.token("people/li", "auditor", "service", "Offline Access", "x" * 300))
    assert actor.roles == {"auditor"}


async def test_tokens_that_were_checked_take_bounded_memory(checked: Verifier, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.access.tokens._CACHE", 3)
    for number in range(6):
        await checked.actor_of(issuer.token(f"people/p{number}"))
    assert len(checked._verified) == 3


async def test_a_service_token_holds_and_is_made_anew_when_the_clock_goes_back(
    checked: Verifier, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ServiceTokens("registry", str(issuer.folder / "registry.jwk"), "sanzhi")
    now = time.time()
    monkeypatch.setattr("chassis.access.tokens.time.time", lambda: now + HOUR)
    own.token()
    monkeypatch.setattr("chassis.access.tokens.time.time", lambda: now)
    assert (await checked.actor_of(own.token())).person == "services/registry"
