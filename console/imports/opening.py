"""A workbook that somebody sent, opened with caution: what is in it before a library of ours sees it, and its cells as texts.

A workbook is a zip of XML. It is unpacked to a bound, read for what no list has (document types, formulas, cells so far away that
a table up to them would fill the memory), and packed again without pictures and programs. calamine then reads the cells.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 4 * 1024 * 1024
_MOST_UNPACKED = 48 * 1024 * 1024
_MOST_PARTS, _MOST_CELLS = 300, 1_000_000
_MOST_TOLD = 20
_NOT_READ = ("xl/charts/", "xl/drawings/", "xl/media/", "xl/embeddings/", "customXml/")
_NO_WORKBOOK = "读不出来：须是没有加密的 .xlsx 工作簿，请下载模板填写，另存为“Excel 工作簿”"
# ValueError: a part's name that is no UTF-8. OverflowError: a span of time of a million years.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    CalamineError,
    OSError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OverflowError,
)
_CELL = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
Sheets = dict[str, list[list[str]]]


class Unusable(Exception):
    """Why a file cannot be read as a list, zh-CN."""


def opened(content: bytes) -> Sheets:
    """Of each sheet its rows from the first on, cells as texts. Raises Unusable."""
    if len(content) > MOST_BYTES:
        raise Unusable(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请分成几份")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            checked = _packed_again(_parts(parts))
        with CalamineWorkbook.from_filelike(io.BytesIO(checked)) as book:
            read = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except _UNREADABLE as error:
        raise Unusable(_NO_WORKBOOK) from error
    except BaseException as error:
        # calamine gives up on a time of the year 10^300 with what is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise Unusable(_NO_WORKBOOK) from error
    return {name: [[text_of(cell) for cell in row] for row in rows] for name, rows in read.items()}


def text_of(cell: Any) -> str:
    """A cell as somebody would type it into a form."""
    match cell:
        case bool():
            return "是" if cell else "否"
        case float():
            return f"{Decimal(repr(cell)).normalize():f}"
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}" if cell.hour or cell.minute else f"{cell:%Y-%m-%d}"
        case date():
            return cell.isoformat()
    return str(cell).strip()


def _parts(parts: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    listed = [each for each in parts.infolist() if each.filename.endswith((".xml", ".rels")) and not each.filename.startswith(_NOT_READ)]
    if len(listed) > _MOST_PARTS or len({each.filename for each in listed}) < len(listed):
        raise Unusable("工作簿的结构不寻常，请下载模板填写")
    left = _MOST_UNPACKED
    formulas: list[str] = []
    for each in listed:
        with parts.open(each) as part:
            content = part.read(left + 1)  # what it says of its own size is not believed
        left -= len(content)
        if left < 0:
            raise Unusable("展开以后过大，请分成几份")
        formulas += _Scan().of(content)
        yield each.filename, content
    if formulas:
        more = f"等 {len(formulas)} 处" if len(formulas) > _MOST_TOLD else ""
        raise Unusable(f"单元格 {'、'.join(formulas[:_MOST_TOLD])}{more} 是公式：公式不计算，请改成数值（复制后选择性粘贴为值）")


def _packed_again(parts: Iterator[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return file.getvalue()


class _Scan:
    """One part: where its cells are and which of them are formulas."""

    def __init__(self) -> None:
        self._row = self._column = self._most_row = self._most_column = 0
        self._formulas: list[str] = []

    def of(self, content: bytes) -> list[str]:
        """Addresses of formulas. Raises Unusable."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler = self._element
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two: of an encoding that expat has not
            raise Unusable("工作簿已损坏，请重新保存") from error
        return self._formulas

    def _element(self, name: str, given: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row, self._column = _number(given.get("r", ""), self._row + 1), 0
            case "c":
                self._cell(given.get("r", ""))
            case "f":
                self._formulas.append(f"{letters(self._column)}{self._row}")

    def _cell(self, address: str) -> None:
        found = _CELL.fullmatch(address)
        if address and found is None:
            raise Unusable("工作簿的结构不寻常，请下载模板填写")
        self._column = _column(found[1]) if found else self._column + 1
        self._row = int(found[2]) if found else self._row
        self._most_row, self._most_column = max(self._most_row, self._row), max(self._most_column, self._column)
        if self._most_row * self._most_column > _MOST_CELLS:
            raise Unusable(f"表格过大：一直到了单元格 {letters(self._column)}{self._row}，请删去表格以外的内容")


def _refuse_document_type(*_: object) -> None:
    raise Unusable("工作簿里有文档类型声明，不能读取")


def _number(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    if not re.fullmatch(r"[1-9]\d{0,6}", text):
        raise Unusable("工作簿的结构不寻常，请下载模板填写")
    return int(text)


def _column(text: str) -> int:
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def letters(column: int) -> str:
    """1 → "A", 28 → "AB"."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
