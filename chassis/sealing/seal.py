"""A seal: what a service says of a batch of audit entries, signed as a JWS (RFC 7515) that says which seal came before it.

The text of a seal is all that there is of it: in the database, on Kafka, in a folder outside, and in the chain, which is of its SHA-256.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt
from jwt.api_jws import PyJWS

from chassis.access.jwks import TrustedKey
from chassis.access.own_key import own_key

_TYPE = "sanzhi-seal+jws"
_JWS = PyJWS(algorithms=["EdDSA", "ES256"])
# Which key of a service has this id; None where nobody knows it.
KeyOf = Callable[[str], TrustedKey | None]


class NotASeal(Exception):
    """A text that is no seal of the service, or that its key did not sign. The message is zh-CN."""


@dataclass(frozen=True)
class Run:
    """Entries of one writer, without a gap."""

    writer: str
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Seal:
    """The number of the seal, from 1 on without gaps; the hash of the one before, hex, empty for the first.

    before: entries sealed before it. root: of the tree over the entries of the runs in this order. sealed_at: wall time, ISO 8601.
    """

    service: str
    number: int
    previous: str
    before: int
    runs: tuple[Run, ...]
    root: str
    sealed_at: str

    @property
    def count(self) -> int:
        """How many entries it seals."""
        return sum(run.count for run in self.runs)

    def places(self) -> Iterator[tuple[str, int]]:
        """Writer and number of each entry that it seals, in the order of its tree."""
        for run in self.runs:
            for number in range(run.first, run.last + 1):
                yield run.writer, number

    @property
    def name(self) -> str:
        """Its `_id` in the database: sorts by number."""
        return name_of(self.number)


def name_of(number: int) -> str:
    """The `_id` of a seal."""
    return f"{number:012}"


def hash_of(text: str) -> str:
    """What the next seal says of this one."""
    return sha256(text.encode()).hexdigest()


class Signer:
    """Signs with a service's own key, a private JWK in a file: the one that signs its tokens."""

    def __init__(self, key_file: str) -> None:
        key, kid = own_key(key_file)
        self._key = key.key
        self._headers = {"kid": kid, "typ": _TYPE}

    def sign(self, seal: Seal) -> str:
        """The text of a seal."""
        content = {name: value for name, value in vars(seal).items() if name != "runs"}
        content |= {"count": seal.count, "runs": [[run.writer, run.first, run.last] for run in seal.runs]}
        payload = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        return _JWS.encode(payload, self._key, "EdDSA", self._headers, sort_headers=True)


def seal_in(text: str, service: str, key_of: KeyOf) -> Seal:
    """The seal that a text is. Raises NotASeal."""
    try:
        header = _JWS.get_unverified_header(text)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise NotASeal("不是封印的文本") from error
    key = key_of(str(header.get("kid")))
    if header.get("typ") != _TYPE:
        raise NotASeal("不是封印的文本")
    if key is None or key.service != service:
        raise NotASeal(f"签名密钥 {str(header.get('kid'))[:100]} 不是本服务已知的密钥")
    try:
        payload = _JWS.decode(text, key.key, algorithms=[key.algorithm])
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotASeal("签名不符") from error
    seal = _read(payload)
    if seal.service != service:
        raise NotASeal(f"是服务 {seal.service} 的封印")
    return seal


def unverified(text: str) -> Seal:
    """The seal that a text says that it is, whoever signed it. Raises NotASeal."""
    try:
        payload = text.split(".")[1]
        return _read(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, IndexError) as error:
        raise NotASeal("不是封印的文本") from error


def _read(payload: bytes) -> Seal:
    try:
        content: dict[str, Any] = json.loads(payload)
        runs = tuple(Run(str(writer), int(first), int(last)) for writer, first, last in content.pop("runs"))
        count = content.pop("count")
        seal = Seal(**content, runs=runs)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise NotASeal("内容不是封印") from error
    if count != seal.count or any(run.first > run.last for run in runs):
        raise NotASeal("条数与所列不符")
    return seal
