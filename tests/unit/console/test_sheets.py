"""Workbooks of lists: what is a number stays one, and nothing of the input is ever carried out."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from console.sheets.writing import Cell, Column, sheet_name, workbook

AT = datetime(2026, 2, 14, 1, 30, tzinfo=UTC)
COLUMNS = [Column("项目"), Column("立项", "date"), Column("提交", "instant"), Column("经费", "money"), Column("节点", "number")]


def read(made: bytes) -> list[list[Any]]:
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    return rows


def made(*rows: list[Cell], listed: str = "") -> bytes:
    return workbook("项目台账", COLUMNS, rows, listed, AT)


def test_numbers_are_numbers_and_dates_are_dates() -> None:
    rows = read(made(["液压阀体", date(2026, 1, 5), AT, 123_456_789, 12]))
    assert rows[3] == ["液压阀体", date(2026, 1, 5), datetime(2026, 2, 14, 9, 30), 1_234_567.89, 12.0]


def test_it_says_what_was_listed_and_when() -> None:
    rows = read(made(["a", None, None, None, None], listed="县区：灵石县；状态：实施中"))
    assert rows[0][0] == "项目台账"
    assert rows[1][0] == "县区：灵石县；状态：实施中；共 1 条；截至 2026-02-14 09:30"
    assert rows[2] == ["项目", "立项", "提交", "经费（元）", "节点"]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://evil","x")', "+1", "-1", "@SUM(A1)", "http://evil", "{=1}", "00123"])
def test_what_looks_like_a_formula_or_a_link_is_text(text: str) -> None:
    book = made([text, None, None, None, None])
    assert read(book)[3][0] == text
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<hyperlink" not in sheet


@pytest.mark.parametrize("title", ["项目/台账", "a" * 60, "'x'", "[]:*?/\\", "台账：2026"])
def test_any_title_makes_a_sheet(title: str) -> None:
    assert 1 <= len(sheet_name(title)) <= 31
    assert read(workbook(title, COLUMNS, [], "", AT))[0][0] == title


def test_a_text_longer_than_a_cell_is_cut_and_an_empty_list_is_a_list() -> None:
    assert len(read(made(["长" * 40_000, None, None, None, None]))[3][0]) == 32_767
    assert len(read(made())) == 3
