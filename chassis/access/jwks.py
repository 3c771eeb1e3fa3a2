"""A JSON Web Key Set (RFC 7517), read with suspicion: what is no key that we verify with is left out, and named."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import jwt

from chassis.access.roles import NARROW

# The type and curve of a key fix the algorithm; what a token's header says can only agree with it.
_ALGORITHMS = {("OKP", "Ed25519"): "EdDSA", ("EC", "P-256"): "ES256"}
_MOST_KEYS = 200
_LONGEST_ID = 200


class NotAKeySet(Exception):
    """An answer that is no key set, or one without any key that we could verify with."""


@dataclass(frozen=True)
class TrustedKey:
    """A public key; service: whose it is, where it is one of the suite's own; role: what that one is then."""

    id: str
    key: jwt.PyJWK
    algorithm: str
    service: str
    parameters: tuple[str, ...]  # what it is, to tell whether a key was exchanged under the same id
    role: str = "service"


def keys_of(answer: bytes, *, own: bool) -> tuple[list[TrustedKey], list[str]]:
    """The usable keys of a key set, and what was wrong with the others. own: a file of ours, which alone says whose a service's key is.

    Raises NotAKeySet.
    """
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise NotAKeySet(f"is no JSON: {error}") from error
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise NotAKeySet("has no list of keys")
    if len(listed) > _MOST_KEYS:
        raise NotAKeySet(f"has {len(listed)} keys, more than {_MOST_KEYS}")
    usable, problems = list[TrustedKey](), list[str]()
    for position, each in enumerate(listed):
        try:
            usable.append(_key(each, own=own))
        except (ValueError, TypeError, KeyError, jwt.PyJWTError) as error:
            problems.append(f"key {position}: {str(error)[:200]}")
    if not usable:
        raise NotAKeySet("; ".join(["has no key that we could verify with", *problems[:3]]))
    return usable, problems


def by_id(keys: Iterable[TrustedKey]) -> dict[str, TrustedKey]:
    """The first of an id wins: no issuer after it can put another key in the place of a service's."""
    found: dict[str, TrustedKey] = {}
    for key in keys:
        found.setdefault(key.id, key)
    return found


def _key(each: Any, *, own: bool) -> TrustedKey:
    if not isinstance(each, dict):
        raise TypeError("is no object")
    texts = {name: each.get(name, "") for name in ("kid", "kty", "crv", "use", "alg", "x", "y", "sanzhi_service", "sanzhi_role")}
    if odd := [name for name, value in texts.items() if not isinstance(value, str)]:
        raise TypeError(f"{', '.join(odd)}: no text")
    algorithm = _ALGORITHMS.get((texts["kty"], texts["crv"]))
    if algorithm is None or texts["alg"] not in ("", algorithm) or texts["use"] not in ("", "sig"):
        raise ValueError(f"kty {texts['kty']!r} crv {texts['crv']!r} alg {texts['alg']!r} use {texts['use']!r}: not for EdDSA or ES256")
    if not 0 < len(texts["kid"]) <= _LONGEST_ID:
        raise ValueError("kid: none, or too long")
    if (texts["sanzhi_service"] or texts["sanzhi_role"]) and not own:
        raise ValueError("sanzhi_service: only a file of our own says which service a key is of")
    if texts["sanzhi_role"] not in ("", *NARROW):
        raise ValueError(f"sanzhi_role {texts['sanzhi_role']!r}: a key is a service's, or one of {sorted(NARROW)}")
    public = {name: texts[name] for name in ("kty", "crv", "x", "y") if texts[name]}  # a private part has no business here
    key, role = jwt.PyJWK(public, algorithm), texts["sanzhi_role"] or "service"
    return TrustedKey(texts["kid"], key, algorithm, texts["sanzhi_service"], (*public.values(), role), role)
