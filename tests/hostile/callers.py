"""Who calls: everybody of a project and one of each role; and whoever has no token that holds."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.access.roles import NARROW, ROLE_NAMES
from tests.harness.identity import Issuer, new_jwk
from tests.harness.suite import Person
from tests.integration.walk.acts import CAST

# Roles of keys of the suite's own, by whose key each is had.
KEYS = {"service": "contracts", **dict.fromkeys(NARROW, "console")}
_PERSON = {"iss": "sanzhi:embedded", "aud": "sanzhi", "sub": "people/admin", "roles": ["administrator"]}


def callers(issuer: Issuer) -> dict[str, Callable[[], str]]:
    """By what they are called in what is printed: who makes their tokens."""
    strangers = [Person(f"people/a-{role.replace('_', '-')}", (role,)) for role in ROLE_NAMES if role not in (*KEYS, "any")]
    people = {each.name: each for each in (*CAST, *strangers, Person("people/nobody"))}
    made: dict[str, Callable[[], str]] = {name: _maker(issuer, person) for name, person in people.items()}
    return made | {f"services/{key}": lambda key=key: issuer.service_token(key) for key in KEYS.values()}


def _maker(issuer: Issuer, who: Person) -> Callable[[], str]:
    return lambda: issuer.token(who.name, *who.roles, organization=who.organization, kind=who.kind, area=who.area)


def forged(issuer: Issuer) -> Mapping[str, str]:
    """Tokens none of which holds, by what is wrong with them."""
    own, now = issuer.key, int(time.time())
    stranger, of_service = new_jwk("issuer"), json.loads(Path(issuer.folder / "contracts.jwk").read_text())
    said: dict[str, Any] = _PERSON | {"iat": now, "exp": now + 600}
    good = _signed(said, own)
    head, body, signature = good.split(".")
    return {
        "nothing": "",
        "no token at all": "x",
        "many dots": "." * 3000,
        "no algorithm": jwt.encode(said, "", "none", {"kid": "issuer"}),
        "by somebody else's key": _signed(said, stranger),
        "by a key that nobody knows": _signed(said, new_jwk("another")),
        "a person by a service's key": _signed(said, of_service),
        "a service by the issuer of people": _signed(said | {"sub": "services/contracts", "iss": "sanzhi:services"}, own),
        "another service than its key's": _signed(said | {"sub": "services/registry", "iss": "sanzhi:services"}, of_service),
        "the public key as a secret": jwt.encode(said, own["x"].encode().ljust(32, b"="), "HS256", {"kid": "issuer"}),
        "over": _signed(said | {"iat": now - 7200, "exp": now - 3600}, own),
        "not yet": _signed(said | {"iat": now + 3600, "nbf": now + 3600, "exp": now + 7200}, own),
        "for years": _signed(said | {"exp": now + 10**8}, own),
        "for somebody else": _signed(said | {"aud": "another"}, own),
        "of another issuer": _signed(said | {"iss": "another"}, own),
        "without an end": _signed({name: value for name, value in said.items() if name != "exp"}, own),
        "another body under the signature": f"{head}.{body[:-4]}AAAA.{signature}",
        "a cut signature": good[:-6],
        "no name": _signed(said | {"sub": "people/"}, own),
        "roles that are none": _signed(said | {"roles": "administrator"}, own),
    }


def _signed(claims: Mapping[str, Any], key: Mapping[str, Any]) -> str:
    private: Ed25519PrivateKey = jwt.PyJWK(dict(key), algorithm="EdDSA").key
    return jwt.encode(dict(claims), private, "EdDSA", {"kid": key["kid"]})
