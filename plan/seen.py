"""The version of something that somebody sees, and consents to: a digest of its substance. Home of 4.7a.

What counts as substance each aggregate says in its `etag`: what the parties agree on or judge, never the answers of others to it, nor
where it stands (docs/decisions/0024). What is hidden from some readers stays out, since a digest of little can be guessed.
"""

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

DIGITS = 20


def version_of(*substance: Any) -> str:
    """20 hexadecimal digits; the same for what was kept and read again. Raises TypeError for what has no plain form, such as a float."""
    text = json.dumps(_plain(substance), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, Set):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return _scalar(value.value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"  # 75, 75.0 and 7.5E+1 are kept as one, and so are 0 and -0
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"no plain form: {type(value).__name__}")
