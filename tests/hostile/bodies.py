"""Requests that nobody should send, as the dice fall: of any method, from its descriptor alone."""

import random
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message_factory import GetMessageClass

from tests.integration.walk.requests import DAYS, USUAL

TEXTS = (
    "",
    " ",
    "\0",
    "projects/a\0b",
    "../../../etc/passwd",
    "file:///etc/passwd",
    "projects/../people/admin",
    "projects//nodes/",
    "/" * 600,
    "$where",
    '{"$gt": ""}',
    "$ne.$in",
    "'; DROP TABLE people; --",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "{{7*7}}%n%s%d",
    "‮gnp.exe",
    "a​b",
    "ﷺ" * 40,
    "é" * 300,
    "\U0010ffff",
    "NaN",
    "-Infinity",
    "1e400",
    "-0",
    "9" * 400,
    "0x10",
    "2024-02-30",
    "0000-00-00",
    "99999-12-31",
    "2024-01-01T00:00:00+99:99",
    "sha256:" + "0" * 64,
    "名" * 30_000,
    "x" * 200_000,
)
NUMBERS = (0, 1, -1, 2**31 - 1, -(2**31), 2**53 + 1, 2**63 - 1, -(2**63), 10**12)
REALS = (0.0, -0.0, float("nan"), float("inf"), float("-inf"), 1e308, 5e-324)
SECONDS = (0, -1, -62_135_596_800, 253_402_300_799, 2**62, -(2**62))
NANOS = (0, -1, 999_999_999, 2**31 - 1)
BYTES = (b"", b"\0", b"%PDF-", b"PK\x03\x04", b"\xff\xfe" * 20, b"x" * 100_000)
# Fields that name something, as a rule.
_NAMING = ("name", "parent", "project", "person", "organization", "member", "successor", "expert", "subject", "node", "guide", "resource")
_DEEP = 3
MOST = 250_000  # bytes: what is longer than a server takes in at all is refused by gRPC itself
_INTEGERS = {FieldDescriptor.CPPTYPE_INT32: (31, True), FieldDescriptor.CPPTYPE_INT64: (63, True)}
_INTEGERS |= {FieldDescriptor.CPPTYPE_UINT32: (32, False), FieldDescriptor.CPPTYPE_UINT64: (64, False)}


class Bodies:
    """names: of what is there, so that some calls get further than to what is not."""

    def __init__(self, dice: random.Random, names: Sequence[str]) -> None:
        self._dice = dice
        self._names = names
        self._ways: tuple[tuple[Callable[[Any], bytes], int], ...] = (
            (self._filled, 9),
            (lambda message: self._filled(message, odd=0.15), 9),
            (lambda message: self._filled(message, odd=0.03), 9),
            (self._torn, 1),
            (self._noise, 1),
            (self._strange, 1),
            (self._nested, 1),
            (self._badly_spelt, 1),
            (lambda message: b"", 1),
        )

    def of(self, method: MethodDescriptor) -> bytes:
        """One, as it goes over the wire."""
        ways, weights = zip(*self._ways, strict=True)
        way: Callable[[Any], bytes] = self._dice.choices(ways, weights)[0]
        while len(body := way(GetMessageClass(method.input_type)())) > MOST:
            pass
        return body

    def _filled(self, message: Any, odd: float = 0.6) -> bytes:
        self._fill(message, odd, _DEEP)
        body: bytes = message.SerializeToString()
        return body

    def _torn(self, message: Any) -> bytes:
        body = self._filled(message)
        return body[: self._dice.randrange(len(body) + 1)]

    def _noise(self, message: Any) -> bytes:
        return self._dice.randbytes(self._dice.randrange(300))

    def _strange(self, message: Any) -> bytes:
        """Fields that the message does not have, the highest number among them; a known one in another wire type."""
        return self._filled(message) + b"\xf8\xff\xff\xff\x0f\x01" + b"\x9a\xa3\x09\x03abc" + b"\x0d\x00\x00\x00\x00"

    def _nested(self, message: Any) -> bytes:
        """Groups in groups, deeper than any parser goes; or one that is never closed."""
        depth = self._dice.choice((50, 5_000))
        return b"\x7b" * depth + (b"\x7c" * depth if self._dice.random() < 0.5 else b"")

    def _badly_spelt(self, message: Any) -> bytes:
        """A text that is no UTF-8."""
        texts = [field.number for field in message.DESCRIPTOR.fields if field.cpp_type == FieldDescriptor.CPPTYPE_STRING]
        number = self._dice.choice(texts or [1])
        return _varint(number << 3 | 2) + b"\x04\xff\xfe\xc0\x80"

    def _fill(self, message: Any, odd: float, deep: int) -> None:
        for field in message.DESCRIPTOR.fields:
            if self._dice.random() < (0.8 if field.name == "page_token" else odd / 3):
                continue
            if field.name == "request_id":
                message.request_id = str(uuid.UUID(int=self._dice.getrandbits(128))) if self._dice.random() > odd / 4 else self._text()
            elif field.is_repeated:
                self._fill_several(message, field, odd, deep)
            elif field.message_type is not None:
                if deep:
                    self._fill_message(getattr(message, field.name), odd, deep - 1)
            else:
                setattr(message, field.name, self._one(field, odd))

    def _fill_message(self, message: Any, odd: float, deep: int) -> None:
        message.SetInParent()
        if message.DESCRIPTOR.full_name == "google.protobuf.Timestamp":
            message.seconds, message.nanos = self._dice.choice(SECONDS), self._dice.choice(NANOS)
        else:
            self._fill(message, odd, deep)

    def _fill_several(self, message: Any, field: FieldDescriptor, odd: float, deep: int) -> None:
        is_odd = self._dice.random() < odd
        many = self._dice.choice((0, 2, 3, 30)) if is_odd else 1
        several = getattr(message, field.name)
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            key, value = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
            for _ in range(min(many, 3)):
                at = self._one(key, odd)
                if value.message_type is None:
                    several[at] = self._one(value, odd)
                else:
                    self._fill_message(several[at], odd, max(0, deep - 1))
        elif field.message_type is None:
            first = self._one(field, odd)
            several.extend([first] * many if is_odd else [first])
        elif deep:
            self._fill_message(several.add(), odd, deep - 1)
            for _ in range(many - 1):
                several.add().CopyFrom(several[0])

    def _one(self, field: FieldDescriptor, odd: float) -> Any:
        is_odd = self._dice.random() < odd
        kind = field.cpp_type
        if kind == FieldDescriptor.CPPTYPE_STRING:
            return self._bytes() if field.type == FieldDescriptor.TYPE_BYTES else self._text() if is_odd else self._usual(field.name)
        if kind == FieldDescriptor.CPPTYPE_BOOL:
            return self._dice.random() < 0.5
        if kind == FieldDescriptor.CPPTYPE_ENUM:
            known = [value.number for value in field.enum_type.values] if field.enum_type else [0]
            return self._dice.choice((-1, 9_999, 2**31 - 1)) if is_odd else self._dice.choice(known)
        if kind in _INTEGERS:
            return self._number(*_INTEGERS[kind]) if is_odd else self._dice.choice((1, 3, 20))
        return self._dice.choice(REALS)

    def _number(self, bits: int, signed: bool) -> int:
        low = -(2**bits) if signed else 0
        return self._dice.choice([number for number in NUMBERS if low <= number < 2**bits])

    def _text(self) -> str:
        return self._dice.choice((*TEXTS, self._dice.choice(self._names) + self._dice.choice(("/", "/x", "\n", "‎"))))

    def _usual(self, name: str) -> str:
        likely = [each for each in USUAL.get(name, ()) if isinstance(each, str)]
        if name in _NAMING and (not likely or self._dice.random() < 0.7):
            return self._dice.choice(self._names)
        if name.endswith(DAYS):
            return self._dice.choice(("2024-03-01", "2024-09-30", "2025-01-10"))
        return self._dice.choice(likely or ("80", "按方案办理", "k1", "trial", "leak", "fresh-id"))

    def _bytes(self) -> bytes:
        return self._dice.choice(BYTES)


def _varint(number: int) -> bytes:
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*made, number])
