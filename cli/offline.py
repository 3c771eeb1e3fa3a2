"""Signing without a network: a file that says what is to be signed, and the file that comes back with the signature (1.6).

Neither holds a secret. The private key stays where it is; whoever signs sees the text and its digest before.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from services.contracts.domain.canonical import canonical
from services.contracts.domain.engagement.signature import signing_payload

TO_SIGN, SIGNED = "sanzhi.to-sign/v1", "sanzhi.signed/v1"
MOST_BYTES = 16 * 1024 * 1024


class BadFile(Exception):
    """Not such a file, or what it says of itself is not so; in Chinese."""


@dataclass(frozen=True)
class Key:
    """A public key of the signer that the registry knows."""

    key_id: str
    algorithm: str
    public_key: bytes


@dataclass(frozen=True)
class ToSign:
    """document: resource name. content: the canonical bytes that digest is of. keys: those that the signer may sign with now."""

    document: str
    title: str
    project: str
    digest: str
    content: bytes
    keys: Sequence[Key] = ()

    @property
    def payload(self) -> bytes:
        """What is signed."""
        return signing_payload(self.document, self.digest)

    @property
    def told(self) -> Mapping[str, Any]:
        """The content, read."""
        told: dict[str, Any] = json.loads(self.content)
        return told

    def written(self) -> bytes:
        """As a file."""
        keys = [{"key_id": key.key_id, "algorithm": key.algorithm, "public_key": _text(key.public_key)} for key in self.keys]
        head = {"format": TO_SIGN, "document": self.document, "title": self.title, "project": self.project, "digest": self.digest}
        return _file({**head, "content": _text(self.content), "keys": keys})

    @classmethod
    def read(cls, file: bytes) -> Self:
        """Of a file. Raises BadFile, also where the digest is not that of the content, or the content is another document's."""
        said = _opened(file, TO_SIGN, "待签文件")
        try:
            keys = [Key(str(key["key_id"]), str(key["algorithm"]), _bytes(key["public_key"])) for key in said["keys"]]
            made = cls(str(said["document"]), str(said["title"]), str(said["project"]), str(said["digest"]), _bytes(said["content"]), keys)
            told = made.told
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise BadFile("待签文件残缺，请重新下载") from error
        if made.digest != "sha256:" + hashlib.sha256(made.content).hexdigest():
            raise BadFile("待签文件的摘要与其内容不符：内容可能被改动过，请重新下载，不要签名")
        if not isinstance(told, dict) or told.get("name") != made.document:
            raise BadFile("待签文件的内容属于另一份文件，请重新下载，不要签名")
        if not _is_canonical(told, made.content) or not all(isinstance(told.get(each) or {}, dict) for each in ("terms", "attachment")):
            raise BadFile("待签文件的内容不是规范形式，其中可能有不显示的文字，请重新下载，不要签名")
        return made


@dataclass(frozen=True)
class Signed:
    """A signature that was made off line."""

    document: str
    digest: str
    key_id: str
    signature: bytes

    def written(self) -> bytes:
        """As a file."""
        return _file(
            {"format": SIGNED, "document": self.document, "digest": self.digest, "key_id": self.key_id, "signature": _text(self.signature)}
        )

    @classmethod
    def read(cls, file: bytes, document: str, digest: str) -> Self:
        """Of a file, for this document. Raises BadFile."""
        said = _opened(file, SIGNED, "签名文件")
        try:
            made = cls(str(said["document"]), str(said["digest"]), str(said["key_id"]), _bytes(said["signature"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadFile("签名文件残缺，请重新签名") from error
        if (made.document, made.digest) != (document, digest):
            raise BadFile("这个签名文件签的是另一份文件，或者这份文件的另一个版本")
        return made


def _is_canonical(told: dict[str, Any], content: bytes) -> bool:
    """Whether all that the bytes say is in what was read of them: a field that stands there twice is not."""
    try:
        return canonical(told) == content
    except (TypeError, ValueError, RecursionError):
        return False


def _opened(file: bytes, wanted: str, called: str) -> dict[str, Any]:
    if len(file) > MOST_BYTES:
        raise BadFile(f"这不是{called}：太大了")
    try:
        said = json.loads(file)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"这不是{called}") from error
    if not isinstance(said, dict) or said.get("format") != wanted:
        raise BadFile(f"这不是{called}")
    return said


def _file(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: Any) -> bytes:
    return base64.b64decode(str(text), validate=True)
