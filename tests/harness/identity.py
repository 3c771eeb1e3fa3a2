"""Keys, JWKS and tokens for tests, made anew for each suite."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.services import CONSOLE, CONSOLE_ROLE, SERVICES


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def new_jwk(key_id: str, **extra: str) -> dict[str, Any]:
    """A private Ed25519 JWK."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": "Ed25519", "kid": key_id, "x": _b64(public), "d": _b64(key.private_bytes_raw()), **extra}


class Issuer:
    """Writes keys into a folder and signs people's tokens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = new_jwk("issuer")
        keys = [self.key, *(new_jwk(f"service-{name}", sanzhi_service=name) for name in SERVICES)]
        keys.append(new_jwk("console", sanzhi_service=CONSOLE, sanzhi_role=CONSOLE_ROLE))
        for key in keys[1:]:
            (folder / f"{key['sanzhi_service']}.jwk").write_text(json.dumps(key))
        public = [{name: value for name, value in key.items() if name != "d"} for key in keys]
        self.jwks = folder / "jwks.json"
        self.jwks.write_text(json.dumps({"keys": public}))

    def token(self, person: str, *roles: str, organization: str = "", kind: str = "", area: str = "", **claims: Any) -> str:
        """A token as the issuer of a stack would sign it; `claims` replace what it would say."""
        now = int(time.time())
        body = {"iss": "sanzhi:embedded", "aud": "sanzhi", "sub": person, "iat": now, "exp": now + 600}
        body |= {"org": organization, "org_kind": kind, "area": area, "roles": list(roles)} | claims
        return jwt.encode(body, jwt.PyJWK(self.key, algorithm="EdDSA").key, "EdDSA", {"kid": "issuer"})

    def service_token(self, name: str) -> str:
        """A token as that service signs it."""
        key = json.loads((self.folder / f"{name}.jwk").read_text())
        now = int(time.time())
        body = {"iss": "sanzhi:services", "aud": "sanzhi", "sub": f"services/{name}", "iat": now, "exp": now + 600}
        return jwt.encode(body, jwt.PyJWK(key, algorithm="EdDSA").key, "EdDSA", {"kid": key["kid"]})
