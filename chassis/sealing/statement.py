"""A statement: what a service says in evidence, as a JWS (RFC 7515) that brings the certificate of its key along (`x5c`).

A header of its own type keeps it from being taken for a seal or a token.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import Encoding
from jwt.api_jws import PyJWS

from chassis.access.certificates import NotCertified, Root, certificates_of, key_certified
from chassis.access.own_key import own_key

_TYPE = "sanzhi-statement+jws"
_JWS = PyJWS(algorithms=["EdDSA"])


class NotStated(Exception):
    """A text that is no statement, or not one of a service that the root has certified. The message is zh-CN."""


def canonical(value: Any) -> bytes:
    """JSON in one way alone: UTF-8, keys in order, no spaces. Raises TypeError, ValueError."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest_of(content: bytes) -> str:
    """ "sha256:" and 64 hexadecimal digits."""
    return f"sha256:{sha256(content).hexdigest()}"


class Stating:
    """States with a service's own key. Raises WrongKey; NotCertified where the root has not certified it."""

    def __init__(self, service: str, key_file: str) -> None:
        key, kid = own_key(key_file)
        self._service, self._key = service, key.key
        found = [each for each in certificates_of(key_file) if each.public_key() == self._key.public_key()]
        if not found:
            raise NotCertified("服务的密钥没有根证书")
        self._headers = {"kid": kid, "typ": _TYPE, "x5c": [base64.b64encode(found[-1].public_bytes(Encoding.DER)).decode()]}

    def state(self, claims: Mapping[str, Any], at: datetime) -> str:
        """The text of a statement; `service` and `stated_at` are put to the claims."""
        payload = canonical({**claims, "service": self._service, "stated_at": at.isoformat(timespec="milliseconds")})
        return _JWS.encode(payload, self._key, "EdDSA", self._headers, sort_headers=True)


def stated_in(text: str, root: Root) -> dict[str, Any]:
    """The claims of a statement, with the service that makes it and the time. Raises NotStated."""
    if any(_again(part) != part for part in text.split(".")):
        raise NotStated("不是声明的文本")  # the last character of a signature has bits that say nothing
    try:
        header = _JWS.get_unverified_header(text)
        (der,) = header["x5c"]
        unverified = json.loads(_decoded(text.split(".")[1]))
        key = key_certified(base64.b64decode(der), root, datetime.fromisoformat(unverified["stated_at"]))
        claims: dict[str, Any] = json.loads(_JWS.decode(text, key.key, algorithms=["EdDSA"]))
    except NotCertified as error:
        raise NotStated(str(error)) from error
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise NotStated("签名不符") from error
    if header.get("typ") != _TYPE or header.get("kid") != key.id or claims.get("service") != key.service:
        raise NotStated("不是声明的文本")
    return claims


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _again(part: str) -> str | None:
    try:
        return base64.urlsafe_b64encode(_decoded(part)).rstrip(b"=").decode()
    except ValueError:
        return None
