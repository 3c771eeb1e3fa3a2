"""Private signing keys in PEM files (PKCS #8): Ed25519 or SM2, readable by their owner alone."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.sm2_key import Sm2PrivateKey

KEY_ALGORITHMS = ("ed25519", "sm2")


class BadKey(Exception):
    """A file that is no private key to sign with; in Chinese."""


class PrivateKey(Protocol):
    """What signs."""

    def sign(self, content: bytes, /) -> bytes:
        """The signature over bytes."""
        ...


@dataclass(frozen=True)
class SecretKey:
    """A private key with its public half: 32 bytes for Ed25519, 65 for SM2. Signatures: 64 bytes, or DER where it is SM2."""

    algorithm: str
    public_key: bytes
    private_key: PrivateKey


def opened(pem: bytes, password: bytes | None = None) -> SecretKey:
    """The key of a PEM file. Raises BadKey."""
    if (sm2 := Sm2PrivateKey.from_pem(pem)) is not None:
        return SecretKey("sm2", sm2.public, sm2)
    try:
        loaded = serialization.load_pem_private_key(pem, password)
    except (TypeError, ValueError, UnsupportedAlgorithm) as error:
        raise BadKey(str(error)) from error
    if not isinstance(loaded, Ed25519PrivateKey):
        raise BadKey("不是 Ed25519 或 SM2")
    return SecretKey("ed25519", loaded.public_key().public_bytes_raw(), loaded)


def new(algorithm: str) -> bytes:
    """A new private key as PEM, without a password."""
    if algorithm == "sm2":
        return Sm2PrivateKey.generate().pem()
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def keep(path: Path, pem: bytes) -> None:
    """Write a new file that its owner alone reads. Raises FileExistsError: no key is ever written over."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
