"""Private signing keys of the people of stories, one PEM file a person (Ed25519, PKCS #8), readable by their owner alone."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class NoKey(Exception):
    """There is no private key for a person here; in Chinese."""


@dataclass(frozen=True)
class WalletKey:
    """A key of a person: its id is made of the public key, so that registry and wallet agree without a list."""

    key_id: str
    public_key: bytes
    private_key: Ed25519PrivateKey

    def sign(self, content: bytes) -> bytes:
        """The signature over bytes, 64 bytes."""
        return self.private_key.sign(content)


class Wallet:
    """The keys in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, person: str) -> WalletKey:
        """The key of a person "people/…". Raises NoKey."""
        path = self._path(person)
        try:
            loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except FileNotFoundError as error:
            raise NoKey(f"钱包 {self.folder} 中没有 {person} 的签名私钥") from error
        except (OSError, ValueError) as error:
            raise NoKey(f"{person} 的签名私钥 {path} 无法读取：{error}") from error
        if not isinstance(loaded, Ed25519PrivateKey):
            raise NoKey(f"{person} 的签名私钥 {path} 不是 Ed25519")
        return _described(person, loaded)

    def key_or_new(self, person: str) -> WalletKey:
        """The key of a person; made and kept where there is none. Raises NoKey where it cannot be read."""
        if not self._path(person).exists():
            self._keep(person, Ed25519PrivateKey.generate())
        return self.key(person)

    def _keep(self, person: str, key: Ed25519PrivateKey) -> None:
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path(person), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)

    def _path(self, person: str) -> Path:
        return self.folder / f"{person.removeprefix('people/')}.pem"


def _described(person: str, key: Ed25519PrivateKey) -> WalletKey:
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    fingerprint = hashlib.sha256(public).hexdigest()[:16]
    return WalletKey(f"{person.removeprefix('people/')[:40]}-{fingerprint}", public, key)
