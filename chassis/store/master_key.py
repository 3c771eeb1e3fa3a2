"""The master key that wraps the data keys of personal data: a file of this machine, or a KMS that a file names.

The file is either the key itself, 96 bytes in base64, or a JSON object that says which KMS has it, as MongoDB's drivers take it
(https://pymongo.readthedocs.io/en/stable/api/pymongo/encryption.html):

    {"provider": "kmip", "credentials": {"endpoint": "kms.city:5696"}, "master_key": {},
     "tls": {"tlsCAFile": "…", "tlsCertificateKeyFile": "…"}}
"""

import base64
import binascii
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BYTES = 96
LOCAL = "local"
PROVIDERS = ("aws", "azure", "gcp", "kmip")


class NoMasterKey(Exception):
    """The file is not there, is open to others, or holds no master key: the service does not start."""


@dataclass(frozen=True)
class MasterKey:
    """provider: "local" or a KMS; credentials: how that is reached; names: which key there; tls: options of the connection."""

    provider: str
    credentials: dict[str, Any] = field(repr=False)
    names: dict[str, Any] | None = None
    tls: dict[str, Any] = field(default_factory=dict)

    @property
    def providers(self) -> dict[str, Any]:
        """As ClientEncryption takes them."""
        return {self.provider: self.credentials}

    @property
    def tls_options(self) -> dict[str, Any] | None:
        """As ClientEncryption takes them."""
        return {self.provider: self.tls} if self.tls else None

    @classmethod
    def read(cls, path: Path) -> "MasterKey":
        """Of a file that its owner alone can read. Raises NoMasterKey."""
        try:
            content = path.read_text(encoding="ascii").strip()
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            raise NoMasterKey(f"{path}: {type(error).__name__}") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise NoMasterKey(f"{path} is open to others than its owner: chmod 600")
        return _of_kms(path, content) if content.startswith("{") else cls(LOCAL, {"key": _local(path, content)})


def make(path: Path) -> None:
    """A new key in a file of the owner's alone, where there is none yet."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(fresh())


def fresh() -> str:
    """A new key, as the file has it."""
    return base64.b64encode(os.urandom(BYTES)).decode()


def _local(path: Path, content: str) -> bytes:
    # Nothing of the content is said: a file that is not quite a key may be most of one.
    try:
        key = base64.b64decode(content, validate=True)
    except binascii.Error:
        raise NoMasterKey(f"{path} is no base64") from None
    if len(key) != BYTES:
        raise NoMasterKey(f"{path} has {len(key)} bytes, not {BYTES}")
    return key


def _of_kms(path: Path, content: str) -> MasterKey:
    try:
        said = json.loads(content)
    except ValueError:
        raise NoMasterKey(f"{path} is no JSON") from None
    if said.get("provider") not in PROVIDERS or not isinstance(said.get("credentials"), dict):
        raise NoMasterKey(f"{path}: provider is one of {', '.join(PROVIDERS)}, credentials an object")
    return MasterKey(said["provider"], said["credentials"], said.get("master_key") or None, said.get("tls") or {})
