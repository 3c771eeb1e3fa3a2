"""The embedded stack's own token issuer: one key for people's tokens, one for each service and the console, a JWKS with the public halves.

issuer/issuer.jwk and issuer/services/<name>.jwk are private (mode 0600); issuer/jwks.json is what services verify with.
"""

import base64
import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.services import CONSOLE, CONSOLE_ROLE
from cli.stack.problem import StackProblem

ISSUER = "sanzhi:embedded"
AUDIENCE = "sanzhi"
Jwk = dict[str, Any]


class Issuer:
    """Keys in a folder, made where they are missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.jwks = folder / "jwks.json"

    def prepare(self, services: tuple[str, ...]) -> None:
        """Makes the keys that are missing, and the JWKS."""
        public = [_public(_key_or_new(self.folder / "issuer.jwk", "issuer"))]
        for service in services:
            key = _key_or_new(self.service_key(service), service)
            public.append({**_public(key), "sanzhi_service": service})
        console = _key_or_new(self.service_key(CONSOLE), CONSOLE)
        public.append({**_public(console), "sanzhi_service": CONSOLE, "sanzhi_role": CONSOLE_ROLE})
        _write(self.jwks, {"keys": public}, 0o644)

    def service_key(self, service: str) -> Path:
        """Where the private key of a service is."""
        return self.folder / "services" / f"{service}.jwk"

    def sign(self, claims: Mapping[str, object], seconds: int) -> str:
        """A JWT for a person. Token times are the wall clock's, on a rehearsal too."""
        key = json.loads((self.folder / "issuer.jwk").read_text(encoding="utf-8"))
        now = int(time.time())
        payload = {**claims, "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + seconds}
        return jwt.encode(payload, jwt.PyJWK(key, algorithm="EdDSA").key, "EdDSA", {"kid": key["kid"]})


def _key_or_new(path: Path, name: str) -> Jwk:
    if not path.exists():
        _write(path, _new_key(name), 0o600)
    try:
        key: Jwk = json.loads(path.read_text(encoding="utf-8"))
        return {**key}
    except (ValueError, TypeError) as error:
        raise StackProblem(f"密钥文件 {path} 已损坏：请从备份恢复，或移走它以换用新密钥") from error


def _new_key(name: str) -> Jwk:
    """RFC 8037."""
    private = Ed25519PrivateKey.generate()
    raw = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    public = private.public_key().public_bytes(*raw)
    kid = f"{name}-{hashlib.sha256(public).hexdigest()[:16]}"
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "kid": kid,
        "x": _b64(public),
        "d": _b64(private.private_bytes_raw()),
    }


def _public(key: Jwk) -> Jwk:
    return {name: value for name, value in key.items() if name != "d"}


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _write(path: Path, content: object, mode: int) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
    fresh.replace(path)
