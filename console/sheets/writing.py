"""A list as an Excel workbook (XlsxWriter): numbers as numbers, dates as dates, nothing of the input as a formula or a link.

Above the list it says what was listed and when; the head stays in view and is repeated on each printed page.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter  # type: ignore[import-untyped]

from chassis.calendar import CHINA

Kind = Literal["text", "date", "instant", "money", "number"]
Cell = str | int | float | Decimal | date | datetime | None

_FORMATS: dict[Kind, dict[str, Any]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"},
    "money": {"num_format": "#,##0.00", "valign": "top"},
    "number": {"num_format": "General", "valign": "top"},
}
MOST_ROWS = 1_048_000  # of a sheet of Excel, with room above
_LONGEST = 32_767  # characters of a cell


@dataclass(frozen=True)
class Column:
    """A column: its head, what its cells are, its width in characters. money: cells are fen, shown in yuan."""

    label: str
    kind: Kind = "text"
    width: int = 18


def workbook(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], listed: str, at: datetime) -> bytes:
    """The workbook. listed: what was filtered, sorted and searched, in words; at: as of when."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "created": at.astimezone(CHINA).replace(tzinfo=None)})
        sheet = book.add_worksheet(sheet_name(title))
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, f"{listed or '全部'}；共 {len(rows)} 条；截至 {at.astimezone(CHINA):%Y-%m-%d %H:%M}")
        head = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1, "text_wrap": True, "valign": "vcenter"})
        formats = [book.add_format(_FORMATS[column.kind]) for column in columns]
        for place, column in enumerate(columns):
            sheet.write_string(2, place, column.label + ("（元）" if column.kind == "money" else ""), head)
            sheet.set_column(place, place, column.width)
        for number, row in enumerate(rows[:MOST_ROWS], start=3):
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                _write(sheet, (number, place), column.kind, cell, formats[place])
        sheet.freeze_panes(3, 1)
        sheet.autofilter(2, 0, max(2, 2 + len(rows)), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
    return file.getvalue()


def sheet_name(title: str) -> str:
    """A title as Excel takes it for a sheet: at most 31 characters, none of []:*?/\\, no apostrophe at its ends."""
    return "".join("　" if char in "[]:*?/\\" else char for char in title)[:31].strip("'　 ") or "列表"


def _write(sheet: Any, place: tuple[int, int], kind: Kind, cell: Cell, look: Any) -> None:
    if cell is None or cell == "":
        sheet.write_blank(*place, None, look)
    elif kind == "instant" and isinstance(cell, datetime):
        sheet.write_datetime(*place, cell.astimezone(CHINA).replace(tzinfo=None), look)
    elif kind == "date" and isinstance(cell, date):
        sheet.write_datetime(*place, cell, look)
    elif kind == "money" and isinstance(cell, int):
        sheet.write_number(*place, cell / 100, look)
    elif kind == "number" and isinstance(cell, int | float | Decimal):
        sheet.write_number(*place, float(cell), look)
    else:
        sheet.write_string(*place, str(cell)[:_LONGEST], look)
