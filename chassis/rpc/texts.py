"""What may be in a text of a request, by what its form option says it is: one door for every field of every service.

| kind | fields | what becomes of it |
|---|---|---|
| line | titles, names of people and things, keys of maps | trimmed, NFC, invisible characters dropped; no line breaks |
| paragraph | `WIDGET_LONG_TEXT`, values of maps | the same, with line breaks as "\\n" and tabs |
| name | `name`, `parent`, and what names somebody or something on record | a resource name: no spaces, no empty part |
| id | `WIDGET_NEW_ID` | a-z, 0-9 and hyphen |
| file | `WIDGET_FILE_NAME` | a line that is no path |
| mark | `request_id`, `etag`, `page_token`, digests | as it came; refused where it has invisible characters |

Control characters, and those that turn the direction of writing, are refused: they make one thing look like another (Unicode TR 36, TR 39).
A text of which nothing can be seen is not given.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Any

from sanzhi.form.v1 import form_pb2

from chassis.ids import is_id

# Line breaks of all systems, and Unicode's own.
_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_VARIANTS = (*range(0xFE00, 0xFE03), *range(0xE0100, 0xE01F0))
_DIRECTION = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
# Letters, symbols and marks without a glyph: fillers, braille blank, Khmer and Mongolian ones, the null notehead, a place for an object.
_FILLERS = (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0x1D159, *range(0xFE00, 0xFE10))
# Formats that show something: signs over Arabic, Syriac and Kaithi numbers.
_SIGNS = (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)
_RESERVED = (0x2065, *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000))  # set aside for what shows nothing
_NO_CHARACTERS = (*range(0xFDD0, 0xFDF0), *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)))


# Beyond: Chinese characters, private use, and plane 14 as said above.
_CATEGORIES = [unicodedata.category(chr(point)) for point in range(0x20000)]


def _in(*categories: str) -> set[int]:
    return {point for point, category in enumerate(_CATEGORIES) if category in categories}


def _any_of(points: set[int]) -> str:
    """The set of a regular expression, of ranges: one of single characters beyond U+FFFF is looked through one by one."""
    firsts, lasts = (sorted(point for point in points if point + step not in points) for step in (-1, 1))
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in zip(firsts, lasts, strict=True))


# What nearly every text is made of, and stays as it is.
_PLAIN = re.compile(r"[\n -~·‘’“”—…、\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e]*")
# Seen by nobody, and therefore many ways to write what looks the same.
_INVISIBLE = {*_in("Cf"), *_FILLERS, *_RESERVED} - {*_DIRECTION, *_SIGNS, *_VARIANTS}
# What becomes of single characters; U+3000 stays, for it begins a Chinese paragraph.
_SHOWN = dict.fromkeys(_INVISIBLE) | dict.fromkeys(_in("Zs") - {0x20, 0x3000}, " ")
# A variant of a Chinese character, as some people write their names; elsewhere it shows nothing.
_STRAY = re.compile(rf"(?<![\u3400-\u9fff\U00020000-\U0003ffff])[{_any_of(set(_VARIANTS))}]")
_TURNS = _any_of({*_in("Cc", "Cs"), *_DIRECTION, *_NO_CHARACTERS} - {0x09, 0x0A})
_REFUSED, _REFUSED_IN_LINE = re.compile(f"[{_TURNS}]"), re.compile(f"[{_TURNS}\\t\\n]")
_REFUSED_IN_MARK = re.compile(f"[{_TURNS}{_any_of(_INVISIBLE)}\\t\\n]")
# Marks that go on one letter: no script has more (UAX 15, "Stream-Safe Text Format"), and many take NFC minutes to put in order.
_MOST_MARKS = 30
_MARKS = dict.fromkeys((point for point in _in("Mn", "Mc", "Me") if unicodedata.combining(chr(point))), "\u0301")
_TOO_MANY_MARKS = re.compile(f"\u0301{{{_MOST_MARKS + 1}}}")
# Marks have nothing to stand on where they are alone.
_UNSEEN = frozenset({"Mn", "Me", "Zs", "Cf", "Cc"})
_NAME = re.compile(r"[^\s/]+(/[^\s/]+)*")
_WIDGETS = form_pb2.Widget


class Kind(StrEnum):
    """What a text is."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    NAME = "name"
    ID = "id"
    FILE = "file"
    MARK = "mark"


# In characters. A paragraph may be a whole contract.
LONGEST = {Kind.LINE: 500, Kind.PARAGRAPH: 100_000, Kind.NAME: 300, Kind.ID: 63, Kind.FILE: 255, Kind.MARK: 2000}
_KINDS = {
    _WIDGETS.WIDGET_LONG_TEXT: Kind.PARAGRAPH,
    _WIDGETS.WIDGET_PERSON: Kind.NAME,
    _WIDGETS.WIDGET_ORGANIZATION: Kind.NAME,
    _WIDGETS.WIDGET_PROJECT: Kind.NAME,
    _WIDGETS.WIDGET_RESOURCE: Kind.NAME,
    _WIDGETS.WIDGET_NEW_ID: Kind.ID,
    _WIDGETS.WIDGET_FILE_NAME: Kind.FILE,
}
_SHARED = {"name": Kind.NAME, "parent": Kind.NAME, "request_id": Kind.MARK, "etag": Kind.MARK, "page_token": Kind.MARK, "digest": Kind.MARK}


class Unfit(Exception):
    """A text or a date that is not taken: reason, what is said of it after the field's label (zh-CN), rule, metadata."""

    def __init__(self, reason: str, what: str, rule: str = "", **metadata: object) -> None:
        super().__init__(reason)
        self.reason, self.what, self.rule, self.metadata = reason, what, rule, metadata


@cache
def kind_of(field: Any) -> Kind:
    """What a string field of a request is, by its form option; `field`: its descriptor."""
    options = field.GetOptions()
    if not options.HasExtension(form_pb2.field):
        return _SHARED.get(field.name, Kind.LINE)
    widget = options.Extensions[form_pb2.field].widget
    if widget == _WIDGETS.WIDGET_HIDDEN:
        return _SHARED.get(field.name, Kind.LINE)
    return _KINDS.get(widget, Kind.LINE)


def taken(text: str, kind: Kind) -> str:
    """The text as it is kept, empty where nothing of it can be seen.

    Raises Unfit: TEXT_TOO_LONG, TEXT_INVALID, NAME_INVALID, ID_INVALID, FILE_NAME_INVALID.
    """
    longest = LONGEST[kind]
    if len(text) > longest:
        raise Unfit("TEXT_TOO_LONG", f"有 {len(text)} 个字符，最多 {longest} 个", limit=longest)
    if kind is Kind.MARK:
        if wrong := _REFUSED_IN_MARK.search(text):
            raise _invalid(wrong[0])
        return text
    kept = _clean(text, kind)
    if kept and kind is Kind.ID and not is_id(kept):
        raise Unfit("ID_INVALID", f"“{kept}”只能含小写字母、数字和连字符，不超过 63 个，且不以连字符开头")
    if kept and kind is Kind.NAME and not _is_name(kept):
        raise Unfit("NAME_INVALID", f"“{kept[:60]}”不是资源名称")
    if kept and kind is Kind.FILE and (set("/\\") & set(kept) or kept in (".", "..")):
        raise Unfit("FILE_NAME_INVALID", f"“{kept[:60]}”不能含路径")
    return kept


def _clean(text: str, kind: Kind) -> str:
    if kind is Kind.PARAGRAPH and _PLAIN.fullmatch(text):
        return text.strip()
    shown = text if text.isascii() else _composed(text)
    kept = _BREAKS.sub("\n", shown).strip()
    wrong = (_REFUSED if kind is Kind.PARAGRAPH else _REFUSED_IN_LINE).search(kept)
    if wrong is not None:
        raise _invalid(wrong[0])
    return kept if any(unicodedata.category(each) not in _UNSEEN for each in kept) else ""  # nearly always the first one


def _composed(text: str) -> str:
    shown = _STRAY.sub("", text.translate(_SHOWN))
    if _TOO_MANY_MARKS.search(shown.translate(_MARKS)):
        raise Unfit("TEXT_INVALID", f"在一个字符上叠加了超过 {_MOST_MARKS} 个附加符号", limit=_MOST_MARKS)
    return unicodedata.normalize("NFC", shown)


def _invalid(character: str) -> Unfit:
    code = f"U+{ord(character):04X}"
    return Unfit("TEXT_INVALID", f"含有不允许的字符 {code}（控制字符、换行或改变文字方向的字符）", character=code)


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not {".", ".."} & set(text.split("/"))
