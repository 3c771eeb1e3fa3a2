"""Tokens that must let nobody in: made by others, over, not yet begun, or of somebody who cannot be."""

import base64
import json
import random
import time
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.stack.issuer import AUDIENCE, ISSUER, Issuer

Make = Callable[[Issuer, random.Random], str]
_NOBODYS_KEY = Ed25519PrivateKey.generate()
_ADMIN: dict[str, Any] = {"sub": "people/admin", "org": "", "org_kind": "", "area": "", "roles": ["administrator"]}
_DAY = 24 * 3600


def _claims(**others: Any) -> dict[str, Any]:
    now = int(time.time())
    return {**_ADMIN, "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 600, **others}


def _by_another_key(issuer: Issuer, chance: random.Random) -> str:
    known = json.loads(issuer.jwks.read_text(encoding="utf-8"))["keys"]
    return jwt.encode(_claims(), _NOBODYS_KEY, "EdDSA", {"kid": chance.choice([*(key["kid"] for key in known), "nobody"])})


def _unsigned(issuer: Issuer, chance: random.Random) -> str:
    return jwt.encode(_claims(), "", "none", {"kid": "issuer"})


def _altered(issuer: Issuer, chance: random.Random) -> str:
    head, _, mark = issuer.sign(_ADMIN | {"sub": "people/somebody"}, 600).split(".")
    body = base64.urlsafe_b64encode(json.dumps(_claims()).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{mark}"


def _noise(issuer: Issuer, chance: random.Random) -> str:
    return "".join(chance.choices("abcXYZ019.-_=", k=chance.choice((1, 40, 7000, 9000))))


FORGED: tuple[Make, ...] = (_by_another_key, _unsigned, _altered, _noise)
# By the right key, for a time that is over, has not come, is too long, or is none.
EXPIRED: tuple[Make, ...] = (
    lambda issuer, chance: issuer.sign(_ADMIN, -chance.randrange(60, _DAY)),
    lambda issuer, chance: issuer.sign(_ADMIN | {"nbf": int(time.time()) + _DAY}, 2 * _DAY),
    lambda issuer, chance: issuer.sign(_ADMIN, 400 * _DAY),
)
# By the right key, for somebody who cannot be.
MISSHAPEN: tuple[Make, ...] = tuple(
    lambda issuer, chance, wrong=wrong: issuer.sign(_ADMIN | wrong, 600)  # type: ignore[misc]
    for wrong in (
        {"sub": "people/\ud800"},
        {"sub": "people/" + "a" * 5000},
        {"sub": "services/registry"},
        {"sub": ["people/admin"]},
        {"org": "organizations/../x"},
        {"roles": "administrator"},
        {"area": "\x00"},
        {"nbf": "soon"},
    )
)
