"""Bodies of requests that nobody should send: not of protobuf, with texts that are none, of any length."""

import random
from collections.abc import Callable
from typing import Any

from google.protobuf import json_format
from google.protobuf.message_factory import GetMessageClass

from cli.client import method_of

MIB = 1024 * 1024
_LARGEST = bytes(15 * MIB)
# Controls, directions, surrogates and bytes that are no UTF-8.
_TOO_LONG = b"a" * 400_000
_WRONG_TEXTS = (
    b"\x00",
    b"a\x07b",
    b"a\nb",
    "a\u202eb".encode(),
    "\ufdd0".encode(),
    b"\xed\xa0\x80",
    b"\xc3\x28",
    b"\xff\xfe",
    _TOO_LONG,
)
# What ends before its end, wire types that there are not, groups that nobody opened.
_WRONG_STARTS = (b"\x0a\xff\xff\xff\x7f", b"\x0f", b"\x0c", b"\x00\x00", b"\x0a\x05ab", b"\x80" * 11)


def of_any_size(chance: random.Random) -> bytes:
    """From a few bytes to 15 MiB, half of them under 128 KiB."""
    return _LARGEST[: int(2 ** chance.uniform(10, 23.9))]


def garbage(chance: random.Random) -> bytes:
    """No message of protobuf, whatever its type."""
    return chance.choice(_WRONG_STARTS) + chance.randbytes(chance.randrange(1, 2000)) + b"\x0a\xff\x7f"


def wrong_name(chance: random.Random) -> bytes:
    """A message whose first field, a text, is none that anybody may send."""
    return text_field(1, chance.choice(_WRONG_TEXTS))


def text_field(number: int, text: bytes) -> bytes:
    """A field of bytes or text, as it goes over the wire."""
    return _varint(number << 3 | 2) + _varint(len(text)) + text


def of(rpc: str, body: dict[str, Any]) -> bytes:
    """The bytes of a request that is given as protobuf's JSON."""
    message = json_format.ParseDict(body, GetMessageClass(method_of(rpc).input_type)())
    return message.SerializeToString()


def oversized(rpc: str, field: str, many: int) -> bytes:
    """So many empty entries of a list, to be put behind the rest of a request."""
    message: Any = GetMessageClass(method_of(rpc).input_type)()
    add: Callable[..., Any] = getattr(message, field).add
    for _ in range(many):
        add()
    return bytes(message.SerializeToString())


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
