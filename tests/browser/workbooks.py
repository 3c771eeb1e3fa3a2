"""Workbooks as somebody fills them in."""

import io
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from playwright.async_api import FilePayload
from python_calamine import CalamineWorkbook

Cells = dict[str, str]
_HEADS = 2  # above them stand the title and what to do


def lines_of(path: Path) -> list[list[str]]:
    """The heads, without the mark of what is required, and the rows below them."""
    lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[_HEADS:]
    return [[str(cell).rstrip("*") for cell in lines[0]], *([str(cell) for cell in line] for line in lines[1:])]


def filled(template: Path, rows: list[Cells], name: str = "名单") -> FilePayload:
    """The template with rows below its heads."""
    heads = lines_of(template)[0]
    assert not {label for row in rows for label in row} - set(heads), heads
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([heads, *([str(row.get(head, "")) for head in heads] for row in rows)]):
            for place, text in enumerate(line):
                sheet.write_string(number, place, text)
    return {"name": f"{name}.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
