"""The embedded stack's own token issuer: one key for people's tokens, one for each service and the console, a JWKS with the public halves.

issuer/issuer.jwk and issuer/services/<name>.jwk are private (mode 0600); issuer/jwks.json is what services verify with.
issuer/root has the root of the installation, which certifies the keys of the services, for evidence: issuer/services/<name>.crt has what
it says of each key that the service ever had, for what an exchanged key signed is still to be verified (docs/decisions/0043).
"""

import base64
import hashlib
import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.access.certificates import CERTIFICATES
from cli.provision.authority import RENEWED_BEFORE, Authority
from cli.services import CONSOLE, CONSOLE_ROLE
from cli.stack.problem import StackProblem

ISSUER = "sanzhi:embedded"
AUDIENCE = "sanzhi"
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
Jwk = dict[str, Any]


class Issuer:
    """Keys in a folder, made where they are missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.jwks = folder / "jwks.json"
        self.root = folder / "root" / "ca.crt"

    def prepare(self, services: tuple[str, ...]) -> None:
        """Makes the keys that are missing, their certificates, and the JWKS."""
        public = [_public(_key_or_new(self.folder / "issuer.jwk", "issuer"))]
        for service in services:
            key = _key_or_new(self.service_key(service), service)
            public.append({**_public(key), "sanzhi_service": service})
            self._certify(service, key)
        console = _key_or_new(self.service_key(CONSOLE), CONSOLE)
        public.append({**_public(console), "sanzhi_service": CONSOLE, "sanzhi_role": CONSOLE_ROLE})
        _write(self.jwks, {"keys": public}, 0o644)

    def service_key(self, service: str) -> Path:
        """Where the private key of a service is."""
        return self.folder / "services" / f"{service}.jwk"

    def certificates(self, service: str) -> Path:
        """Where the certificates of its keys are, the earliest first."""
        return self.service_key(service).with_suffix(CERTIFICATES)

    def _certify(self, service: str, key: Jwk) -> None:
        """The root's key is opened only where there is something to certify: its file may be kept elsewhere between."""
        file, now = self.certificates(service), datetime.now(UTC)
        public = _private(key).public_key()
        try:
            known = x509.load_pem_x509_certificates(file.read_bytes()) if file.exists() else []
        except ValueError as error:
            raise _damaged("证书", file) from error
        if any(each.public_key() == public and each.not_valid_after_utc - now > RENEWED_BEFORE for each in known):
            return
        if self.root.exists() and not self.root.with_suffix(".key").exists():
            raise StackProblem(f"服务 {service} 的密钥还没有证书：请把根密钥放回 {self.root.with_suffix('.key')}")
        try:
            made = Authority(self.root.parent, now, "Sanzhi Evidence Root").certify(service, key["kid"], public)
        except (ValueError, TypeError) as error:
            raise StackProblem(f"根证书 {self.root} 或其密钥已损坏：请从备份恢复") from error
        with file.open("a", encoding="utf-8") as certificates:
            certificates.write(made)

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
        key: Jwk = {**json.loads(path.read_text(encoding="utf-8"))}
        if not key["kid"] or _private(key).public_key().public_bytes(*_RAW) != _bytes(key["x"]):
            raise ValueError("no key, or not a pair")
        return key
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged("密钥", path) from error


def _damaged(what: str, path: Path) -> StackProblem:
    return StackProblem(f"{what}文件 {path} 已损坏：请从备份恢复，或移走它以换用新{what}")


def _new_key(name: str) -> Jwk:
    """RFC 8037."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(*_RAW)
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


def _private(key: Jwk) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_bytes(key["d"]))


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


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
