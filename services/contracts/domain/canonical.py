"""The bytes that a document is: canonical JSON, as RFC 8785 has it for text, integers, lists and objects."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any


def canonical(value: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON without spaces, keys in the order of their UTF-16 code units. Raises TypeError for a float."""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def digest_of(content: bytes) -> str:
    """The digest by which content is known: "sha256:" and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: str(key).encode("utf-16-be"))}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_ordered(item) for item in value]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"no canonical form: {type(value).__name__}")
