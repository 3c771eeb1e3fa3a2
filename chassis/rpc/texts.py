"""What may be in a text of a request, by what its form option says it is: one door for every field of every service.

| kind | fields | what becomes of it |
|---|---|---|
| line | titles, names of people and things, keys of maps | trimmed, NFC, invisible characters dropped; no line breaks |
| paragraph | `WIDGET_LONG_TEXT`, values of maps | the same, with line breaks as "\\n" and tabs |
| name | `name`, `parent`, and what names somebody or something on record | a resource name: no spaces, no empty part |
| id | `WIDGET_NEW_ID` | a-z, 0-9 and hyphen |
| file | `WIDGET_FILE_NAME` | a line that is no path |
| mark | `request_id`, `etag`, `page_token`, digests | as it came |

Control characters, and those that turn the direction of writing, are refused: they make one thing look like another (Unicode TR 36, TR 39).
A text of which nothing can be seen is not given.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Any

from sanzhi.form.v1 import form_pb2

# Line breaks of all systems, and Unicode's own.
_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
# Seen by nobody, and therefore two ways to write what looks the same: zero-width spaces and joiners, soft hyphen, word joiners, tags.
_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\ufeff\U000e0001\U000e0020-\U000e007f]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Letters, symbols and marks that leave nothing to see where they stand alone: fillers, braille blank, variation selectors.
_FILLERS = re.compile("[\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
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

    Raises Unfit: FIELD_TOO_LONG, TEXT_INVALID, NAME_INVALID, ID_INVALID, FILE_NAME_INVALID.
    """
    longest = LONGEST[kind]
    if len(text) > longest:
        raise Unfit("FIELD_TOO_LONG", f"有 {len(text)} 个字符，最多 {longest} 个", limit=longest)
    if kind is Kind.MARK:
        return text
    kept = _clean(text, kind)
    if kept and kind is Kind.ID and not _ID.fullmatch(kept):
        raise Unfit("ID_INVALID", f"“{kept}”只能含小写字母、数字和连字符，不超过 63 个，且不以连字符开头")
    if kept and kind is Kind.NAME and not _is_name(kept):
        raise Unfit("NAME_INVALID", f"“{kept[:60]}”不是资源名称")
    if kept and kind is Kind.FILE and (set("/\\") & set(kept) or kept in (".", "..")):
        raise Unfit("FILE_NAME_INVALID", f"“{kept[:60]}”不能含路径")
    return kept


def _clean(text: str, kind: Kind) -> str:
    kept = _BREAKS.sub("\n", unicodedata.normalize("NFC", _INVISIBLE.sub("", text))).strip()
    allowed = "\n\t" if kind is Kind.PARAGRAPH else ""
    wrong = next((each for each in kept if each not in allowed and _is_refused(each)), None)
    if wrong is not None:
        code = f"U+{ord(wrong):04X}"
        raise Unfit("TEXT_INVALID", f"含有不允许的字符 {code}（控制字符、换行或改变文字方向的字符）", character=code)
    seen = _FILLERS.sub("", kept).strip()
    return "" if all(unicodedata.category(each) in _UNSEEN for each in seen) else kept


# Marks have nothing to stand on where they are alone; separators are spaces of all widths.
_UNSEEN = frozenset({"Mn", "Me", "Zs", "Cf"})


def _is_refused(character: str) -> bool:
    """Control characters, surrogates, direction marks, and code points that are no characters (U+FFFE, U+FDD0 …)."""
    if unicodedata.category(character) in ("Cc", "Cs") or _DIRECTION.match(character):
        return True
    point = ord(character)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not {".", ".."} & set(text.split("/"))
