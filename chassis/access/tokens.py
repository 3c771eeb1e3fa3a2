"""Tokens: JWT (RFC 7519) signed with EdDSA or ES256 by keys of a JWKS, and nothing else.

A key that carries "sanzhi_service" belongs to one service of the suite: what it signs can only name that service.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import jwt

from chassis.access.roles import Actor
from chassis.errors import Unauthenticated, Unavailable

ALGORITHMS = ("EdDSA", "ES256")
SERVICES_ISSUER = "sanzhi:services"
# A key that its issuer took out is trusted no longer than this; tokens that it signed before are refused from then on, too.
REREAD_SECONDS = 300.0
# Between readings for the sake of a key that nobody knows, and after a reading that failed.
RETRY_SECONDS = 60.0
_CACHE = 10_000
log = logging.getLogger(__name__)


def _refused(reason: str, message: str) -> Unauthenticated:
    return Unauthenticated(reason, message)


class Verifier:
    """Checks tokens against JWKS, files or URLs with commas between: read again every few minutes, and when an unknown key turns up."""

    def __init__(self, jwks: str, issuer: str, audience: str) -> None:
        self._source = jwks
        self._issuer = issuer
        self._audience = audience
        self._keys: dict[str, dict[str, Any]] = {}
        self._reading = asyncio.Lock()
        self._due = 0.0  # when they are read again in any case
        self._again = 0.0  # when an unknown key may ask for it
        self._verified: dict[str, tuple[float, Actor]] = {}

    async def actor_of(self, token: str) -> Actor:
        """Who the token names. Refuses TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED."""
        if not token:
            raise _refused("TOKEN_MISSING", "请求没有携带身份令牌")
        await self._read_again(lambda: self._due)
        known = self._verified.get(token)
        if known is not None:
            # The signature is checked once; the expiry each time.
            if known[0] <= time.time():
                raise _refused("TOKEN_EXPIRED", "身份令牌已过期")
            return known[1]
        expires, actor = self._verify(token, await self._key(_key_id(token)))
        if len(self._verified) >= _CACHE:
            self._verified.clear()
        self._verified[token] = (expires, actor)
        return actor

    def _verify(self, token: str, key: dict[str, Any]) -> tuple[float, Actor]:
        service = key.get("sanzhi_service", "")
        try:
            claims = jwt.decode(
                token,
                jwt.PyJWK(key, algorithm="EdDSA" if key.get("kty") == "OKP" else "ES256"),
                algorithms=list(ALGORITHMS),
                audience=self._audience,
                issuer=SERVICES_ISSUER if service else self._issuer,
                options={"require": ["exp", "aud", "iss", "sub"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise _refused("TOKEN_EXPIRED", "身份令牌已过期") from error
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise _refused("TOKEN_INVALID", "身份令牌无效") from error
        return float(claims["exp"]), _service_actor(claims, service) if service else _person_actor(claims)

    async def _key(self, key_id: str) -> dict[str, Any]:
        if key_id not in self._keys:
            await self._read_again(lambda: self._again)
        if key_id not in self._keys:
            raise _refused("TOKEN_INVALID", "身份令牌的签发密钥不被信任")
        return self._keys[key_id]

    async def _read_again(self, when: Callable[[], float]) -> None:
        if time.monotonic() < when():
            return
        async with self._reading:
            if time.monotonic() >= when():  # else somebody else has, meanwhile
                await self._read()

    async def _read(self) -> None:
        """Where it fails, the keys that are known serve on: an issuer that is away must not stop everybody's work."""
        try:
            keys = await asyncio.to_thread(_read_jwks, self._source)
        except Unavailable as error:
            if not self._keys:
                raise
            log.warning("the keys of tokens were not read again; those known serve on: %s", error.__cause__)
            self._due = self._again = time.monotonic() + RETRY_SECONDS
            return
        if keys != self._keys:
            self._verified.clear()
        self._keys = keys
        self._due, self._again = time.monotonic() + REREAD_SECONDS, time.monotonic() + RETRY_SECONDS


def _key_id(token: str) -> str:
    try:
        return str(jwt.get_unverified_header(token).get("kid", ""))
    except jwt.PyJWTError as error:
        raise _refused("TOKEN_INVALID", "身份令牌无效") from error


def _service_actor(claims: dict[str, Any], service: str) -> Actor:
    if claims["sub"] != f"services/{service}":
        raise _refused("TOKEN_INVALID", "服务令牌与其密钥不符")
    return Actor(claims["sub"], roles=frozenset({"service"}))


def _person_actor(claims: dict[str, Any]) -> Actor:
    roles = claims.get("roles", [])
    texts = [claims.get(name, "") for name in ("org", "org_kind", "area")]
    valid = isinstance(roles, list) and all(isinstance(text, str) for text in [*texts, *roles])
    if not valid or not str(claims["sub"]).startswith("people/"):
        raise _refused("TOKEN_INVALID", "身份令牌的内容无效")
    organization, kind, area = texts
    # A person's token never makes a service.
    return Actor(claims["sub"], organization, kind, area, frozenset(roles) - {"service"})


def _read_jwks(sources: str) -> dict[str, dict[str, Any]]:
    # The first source wins: no issuer after it can put another key in the place of a service's.
    found = [key for source in sources.split(",") for key in _read_source(source)]
    return {key["kid"]: key for key in reversed(found) if "kid" in key}


def _read_source(source: str) -> list[dict[str, Any]]:
    remote = source.startswith(("http://", "https://"))
    try:
        if remote:
            with urlopen(source, timeout=5) as answer:
                keys = json.load(answer)["keys"]
        else:
            keys = json.loads(Path(source).read_text())["keys"]
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable("JWKS_UNAVAILABLE", "身份签发方的公钥暂时无法读取") from error
    # Only a file of our own says which service a key is of; an issuer of people's tokens never makes one.
    return [key for key in keys if not (remote and "sanzhi_service" in key)]


class ServiceTokens:
    """Signs a service's own short tokens, for its calls to neighbours."""

    def __init__(self, service: str, key_file: str, audience: str, lifetime: int = 300) -> None:
        key = json.loads(Path(key_file).read_text())
        self._key = jwt.PyJWK(key, algorithm="EdDSA")
        self._header = {"kid": key["kid"]}
        self._claims = {"iss": SERVICES_ISSUER, "aud": audience, "sub": f"services/{service}"}
        self._lifetime = lifetime
        self._current = ("", 0.0)

    def token(self) -> str:
        """A token that holds for at least half its lifetime."""
        token, renew_at = self._current
        now = time.time()
        if now >= renew_at:
            token = jwt.encode(self._claims | {"iat": int(now), "exp": int(now) + self._lifetime}, self._key.key, "EdDSA", self._header)
            self._current = (token, now + self._lifetime / 2)
        return token
