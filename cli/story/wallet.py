"""Private signing keys of the people of stories, one PEM file a person (Ed25519 or SM2, PKCS #8), readable by their owner alone."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cli.keys import BadKey, PrivateKey, SecretKey, keep, new, opened


class NoKey(Exception):
    """There is no private key for a person here; in Chinese."""


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
            return _described(person, opened(path.read_bytes()))
        except FileNotFoundError as error:
            raise NoKey(f"钱包 {self.folder} 中没有 {person} 的签名私钥") from error
        except (OSError, BadKey) as error:
            raise NoKey(f"{person} 的签名私钥 {path} 无法读取：{error}") from error

    def key_or_new(self, person: str, algorithm: str = "ed25519") -> WalletKey:
        """The key of a person; made of this algorithm and kept where there is none. Raises NoKey where it cannot be read."""
        if not self._path(person).exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            keep(self._path(person), new(algorithm))
        return self.key(person)

    def _path(self, person: str) -> Path:
        return self.folder / f"{person.removeprefix('people/')}.pem"


def _described(person: str, key: SecretKey) -> WalletKey:
    return WalletKey(key_id(person, key), key.public_key, key.private_key, key.algorithm)


def key_id(person: str, key: SecretKey) -> str:
    """By which a key is registered."""
    return f"{person.removeprefix('people/')[:40]}-{hashlib.sha256(key.public_key).hexdigest()[:16]}"
