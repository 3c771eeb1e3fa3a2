"""Private signing keys of the people of stories, one PEM file a person (Ed25519 or SM2, PKCS #8), readable by their owner alone."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.story.sm2_key import Sm2PrivateKey

ALGORITHMS = ("ed25519", "sm2")


class NoKey(Exception):
    """There is no private key for a person here; in Chinese."""


class PrivateKey(Protocol):
    """What signs."""

    def sign(self, content: bytes, /) -> bytes:
        """The signature over bytes."""
        ...


@dataclass(frozen=True)
class WalletKey:
    """A key of a person: its id is made of the public key, so that registry and wallet agree without a list."""

    key_id: str
    public_key: bytes
    private_key: PrivateKey
    algorithm: str = "ed25519"

    def sign(self, content: bytes) -> bytes:
        """The signature over bytes: 64 bytes, or DER where it is SM2."""
        return self.private_key.sign(content)


class Wallet:
    """The keys in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, person: str) -> WalletKey:
        """The key of a person "people/…". Raises NoKey."""
        path = self._path(person)
        try:
            pem = path.read_bytes()
            if (sm2 := Sm2PrivateKey.from_pem(pem)) is not None:
                return _described(person, sm2.public, sm2, "sm2")
            loaded = serialization.load_pem_private_key(pem, password=None)
        except FileNotFoundError as error:
            raise NoKey(f"钱包 {self.folder} 中没有 {person} 的签名私钥") from error
        except (OSError, ValueError, UnsupportedAlgorithm) as error:
            raise NoKey(f"{person} 的签名私钥 {path} 无法读取：{error}") from error
        if not isinstance(loaded, Ed25519PrivateKey):
            raise NoKey(f"{person} 的签名私钥 {path} 不是 Ed25519 或 SM2")
        return _described(person, loaded.public_key().public_bytes_raw(), loaded, "ed25519")

    def key_or_new(self, person: str, algorithm: str = "ed25519") -> WalletKey:
        """The key of a person; made of this algorithm and kept where there is none. Raises NoKey where it cannot be read."""
        if not self._path(person).exists():
            self._keep(person, Sm2PrivateKey.generate().pem() if algorithm == "sm2" else _new_ed25519())
        return self.key(person)

    def _keep(self, person: str, pem: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path(person), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)

    def _path(self, person: str) -> Path:
        return self.folder / f"{person.removeprefix('people/')}.pem"


def _new_ed25519() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _described(person: str, public: bytes, key: PrivateKey, algorithm: str) -> WalletKey:
    fingerprint = hashlib.sha256(public).hexdigest()[:16]
    return WalletKey(f"{person.removeprefix('people/')[:40]}-{fingerprint}", public, key, algorithm)
