"""Tokens: JWT (RFC 7519) signed with EdDSA or ES256 by keys of a JWKS, and nothing else.

A key that carries "sanzhi_service" belongs to one service of the suite: what it signs can only name that service.
"""

import hashlib
import time
from collections import OrderedDict

import jwt

from chassis.access.claims import Limits, Verified, verified
from chassis.access.keys import Keys
from chassis.access.own_key import own_key
from chassis.access.roles import Actor
from chassis.errors import Unauthenticated

SERVICES_ISSUER = "sanzhi:services"
_CACHE = 10_000
_LONGEST = 8 * 1024


class Verifier:
    """Checks tokens against keys, issuer, audience and limits. A signature is checked once, the times with each call."""

    def __init__(self, keys: Keys, issuer: str, audience: str, limits: Limits | None = None) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._limits = limits or Limits()
        self._verified: OrderedDict[bytes, Verified] = OrderedDict()
        self._generation = keys.generation

    async def actor_of(self, token: str) -> Actor:
        """Who the token names. Refuses TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_NOT_YET_VALID, TOKEN_TOO_LONG_LIVED."""
        if not token:
            raise Unauthenticated("TOKEN_MISSING", "请求没有携带身份令牌")
        if len(token) > _LONGEST:
            raise _invalid("身份令牌过长")
        if self._generation != self._keys.generation:  # what a key signed that is trusted no longer
            self._generation = self._keys.generation
            self._verified.clear()
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._verified.get(digest)
        if known is None:
            known = await self._verify(token)
            self._verified[digest] = known
            if len(self._verified) > _CACHE:
                self._verified.popitem(last=False)
        else:
            self._verified.move_to_end(digest)
        known.demand_current(time.time(), self._limits)
        return known.actor

    async def _verify(self, token: str) -> Verified:
        key = await self._keys.find(_key_id(token))
        if key is None:
            raise _invalid("身份令牌的签发密钥不被信任")
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm],
                audience=self._audience,
                issuer=SERVICES_ISSUER if key.service else self._issuer,
                # Times are ours to check, each time anew.
                options={"require": ["exp", "aud", "iss", "sub"], "verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise _invalid("身份令牌无效") from error
        return verified(claims, key.service, key.role)


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise _invalid("身份令牌无效") from error
    key_id = header.get("kid")
    if not isinstance(key_id, str) or "crit" in header or "b64" in header:  # RFC 7515, 4.1.11: what is critical must be understood
        raise _invalid("身份令牌无效")
    return key_id


def _invalid(message: str) -> Unauthenticated:
    return Unauthenticated("TOKEN_INVALID", message)


class ServiceTokens:
    """Signs a service's own short tokens, for its calls to neighbours."""

    def __init__(self, service: str, key_file: str, audience: str, lifetime: int = 300) -> None:
        self._key, kid = own_key(key_file)
        self._header = {"kid": kid}
        self._claims = {"iss": SERVICES_ISSUER, "aud": audience, "sub": f"services/{service}"}
        self._lifetime = lifetime
        self._current = ("", 0.0)

    def token(self) -> str:
        """A token that holds for at least half its lifetime."""
        token, renew_at = self._current
        now = time.time()
        if now >= renew_at or now < renew_at - self._lifetime:  # the clock went back
            token = jwt.encode(self._claims | {"iat": int(now), "exp": int(now) + self._lifetime}, self._key.key, "EdDSA", self._header)
            self._current = (token, now + self._lifetime / 2)
        return token
