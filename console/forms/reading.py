"""From what was typed to a request as protobuf's JSON; what cannot be read is said at its field, all of it at once."""

import base64
import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Any, Protocol

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from chassis.calendar import CHINA
from chassis.words import form_of
from console.forms.kinds import Kind, is_asked, is_file, is_numbered, kind_of
from console.forms.typed import DIGEST, MEDIA, NAME, Typed

_NOT_FILLED_IN = "请填写"
_KEY_BYTES = (32, 65)  # Ed25519, SM2
_MOST = {FieldDescriptor.CPPTYPE_INT32: 2**31 - 1, FieldDescriptor.CPPTYPE_INT64: 2**63 - 1}
_MOST_DIGITS = 30  # of what anybody could mean; Python itself writes no number of thousands of them


class Known(Protocol):
    """Finds what people call by its name."""

    def find(self, kind: Kind, text: str) -> tuple[str, str]:
        """The resource name, and what is wrong where there is none (zh-CN)."""
        ...


class Unfit(Exception):
    """What is wrong with what stands in one field, zh-CN."""


class Reader:
    """One form. errors: by path."""

    def __init__(self, typed: Typed, known: Known) -> None:
        self.typed = typed
        self.known = known
        self.errors: dict[str, str] = {}

    def message(self, message: Descriptor | None, prefix: str = "") -> dict[str, Any]:
        """The fields of a message that are filled in."""
        assert message is not None
        found: dict[str, Any] = {}
        for field in message.fields:
            if is_asked(field):
                value = self._field(field, f"{prefix}{field.name}", message)
                if value is not None:
                    found |= value if kind_of(field) is Kind.FILE else {field.name: value}
        return found

    def _field(self, field: FieldDescriptor, path: str, within: Descriptor) -> Any:
        optional = form_of(field).optional
        match kind_of(field):
            case Kind.ROWS:
                return self._rows(field, path, optional)
            case Kind.LINES:
                return self._lines(path, optional)
            case Kind.PAIRS:
                return self._pairs(path)
            case Kind.FILE:
                return self._file(path, within, optional)
            case _:
                return self._one(field, path, optional=optional)

    def _pairs(self, path: str) -> dict[str, str] | None:
        """By name; what has none, or one that stands there already, must not get lost on the way to what is signed."""
        found: dict[str, str] = {}
        for row in range(self.typed.rows(path)):
            key, value = (self.typed.text(f"{path}.{row}.{part}").strip() for part in ("key", "value"))
            if key in found:
                self.errors[f"{path}.{row}.key"] = f"“{key}”写了两次"
            elif key:
                found[key] = value
            elif value:
                self.errors[f"{path}.{row}.key"] = _NOT_FILLED_IN
        return found or None

    def _rows(self, field: FieldDescriptor, path: str, optional: bool) -> list[Any] | None:
        below = field.message_type.fields if field.message_type is not None else ()
        numbered = next((each.name for each in below if is_numbered(each, f"{path}.0")), "")
        rows = [f"{path}.{place}" for place in range(self.typed.rows(path))]
        rows = [row for row in rows if not self.typed.is_blank(row, f"{row}.{numbered}")]
        if not rows and not optional:
            self.errors[path] = f"{_NOT_FILLED_IN}，至少一项"
        if numbered:
            self._number([f"{row}.{numbered}" for row in rows], field.name[0])
        return [self._one(field, row, optional=False) for row in rows] or None

    def _number(self, ids: list[str], letter: str) -> None:
        """Ids for rows that have none, unlike those of the others; they stay with their rows, whatever else is refused."""
        used = {self.typed.text(each) for each in ids}
        free = (made for number in count(1) if (made := f"{letter}{number}") not in used)
        self.typed.texts |= {each: next(free) for each in ids if not self.typed.text(each).strip()}

    def _lines(self, path: str, optional: bool) -> list[str] | None:
        lines = [line.strip() for line in self.typed.text(path).splitlines() if line.strip()]
        if not lines and not optional:
            self.errors[path] = f"{_NOT_FILLED_IN}，一行一条"
        return lines or None

    def _file(self, path: str, within: Descriptor, optional: bool) -> dict[str, str] | None:
        beside = path.rpartition(".")[0]
        if path in self.errors:
            return None
        digest = self.typed.text(f"{beside}.{DIGEST}")
        if not digest:
            if not optional:
                self.errors[path] = "请选择文件"
            return None
        return {name: self.typed.text(f"{beside}.{name}") for name in (NAME, DIGEST, MEDIA) if name in within.fields_by_name}

    def _one(self, field: FieldDescriptor, path: str, *, optional: bool) -> Any:
        kind = kind_of(field, single=True)
        if kind is Kind.GROUP:
            if optional and self.typed.is_blank(path):
                return None
            if is_file(field.message_type) and optional and not self.typed.text(f"{path}.{DIGEST}"):
                return None
            return self.message(field.message_type, f"{path}.")
        text = self.typed.text(path).strip()
        if kind is Kind.TRUTH:
            return text == "true"
        if not text:
            if not optional:
                self.errors[path] = "请选择" if kind in (Kind.CHOICE, Kind.PERSON, Kind.ORGANIZATION) else _NOT_FILLED_IN
            return None
        try:
            return self._read(field, kind, text)
        except Unfit as unfit:
            self.errors[path] = str(unfit)
            return None

    def _read(self, field: FieldDescriptor, kind: Kind, text: str) -> Any:
        match kind:
            case Kind.DATE:
                return read_date(text)
            case Kind.INSTANT:
                return read_instant(text)
            case Kind.MONEY:
                return str(_fitting(field, read_money(text)))
            case Kind.DECIMAL:
                return str(read_decimal(text))
            case Kind.WHOLE:
                return _fitting(field, int(read_decimal(text, places=0)))
            case Kind.KEY:
                return read_key(text)
            case Kind.PERSON | Kind.ORGANIZATION | Kind.AREA:
                found, wrong = self.known.find(kind, text)
                if wrong:
                    raise Unfit(wrong)
                return found
            case _:
                return text


def _fitting(field: FieldDescriptor, number: int) -> int:
    """The number, where the field can carry it. Raises Unfit."""
    if field.cpp_type in _MOST and abs(number) > _MOST[field.cpp_type]:
        raise Unfit("数字过大，请检查是否多写了几位")
    return number


def read_key(text: str) -> str:
    """A public key as Base64. Raises Unfit."""
    try:
        key = base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise Unfit("不是公钥：应是 sanzhi contract key 打印的一行 Base64，不是文件名，也不是私钥") from None
    if len(key) not in _KEY_BYTES:
        raise Unfit(f"公钥有 {len(key)} 字节，应为 32（Ed25519）或者 65（国密 SM2）")
    return base64.b64encode(key).decode()


def read_date(text: str) -> str:
    """A civil date. Raises Unfit for what is on no calendar."""
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    if found is None:
        raise Unfit(f"“{text}”不是日期，应写成 2026-10-15")
    year, month, day = map(int, found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Unfit(f"日历上没有 {text} 这一天") from None


def read_instant(text: str) -> str:
    """Date and time in China, as RFC 3339. Raises Unfit."""
    day, _, time = text.replace("T", " ").partition(" ")
    if not re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", time.strip()):
        raise Unfit(f"“{text}”不是时刻，应写成 2026-01-12 09:00")
    hour, minute = time.strip().split(":")[:2]
    try:
        when = datetime.fromisoformat(f"{read_date(day)}T{int(hour):02d}:{minute}")
    except ValueError:
        raise Unfit(f"一天里没有 {time} 这个时刻") from None
    return when.replace(tzinfo=CHINA).isoformat()


def read_decimal(text: str, places: int = 6) -> Decimal:
    """A number, with thousands' commas or without. Raises Unfit."""
    plain = text.replace(",", "").replace("，", "").removesuffix("%").strip()
    try:
        if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
            raise InvalidOperation
        if len(plain) > _MOST_DIGITS:
            raise Unfit(f"数字过长，至多 {_MOST_DIGITS} 位")
        amount = Decimal(plain)
    except InvalidOperation:
        raise Unfit(f"“{text}”不是数字") from None
    if -int(amount.as_tuple().exponent) > places:
        raise Unfit("须是整数" if not places else f"小数最多 {places} 位")
    return amount


def read_money(text: str) -> int:
    """Fen, of an amount in 元. Raises Unfit."""
    return int(read_decimal(text.removesuffix("元"), places=2) * 100)
