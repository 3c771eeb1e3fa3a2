"""The workbooks of an import (XlsxWriter): to be filled in, back with what is wrong, at the end with what was made."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from console.forms.kinds import Kind
from console.imports.columns import Column
from console.imports.kinds import ImportKind
from console.imports.table import EXAMPLE, PROBLEM, RESULT, Problem
from console.sheets.writing import sheet_name

_TOP = 2  # row of the heads, from 0
_LAST = 2000  # row to which choices are offered
_LONGEST = 32_767
_CHOICES, _HELP = "选项", "填写说明"
Rows = Sequence[Sequence[str]]


def template(kind: ImportKind) -> bytes:
    """To be filled in."""
    return _written(kind, [], {}, None)


def returned(kind: ImportKind, rows: Rows, problems: Sequence[Problem], made: Sequence[tuple[Sequence[str], str]] | None = None) -> bytes:
    """The rows with what is wrong of each; made: rows that are done, with what was said of them, on a sheet of their own."""
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    return _written(kind, rows, by_row, made)


def _written(kind: ImportKind, rows: Rows, problems: dict[int, list[Problem]], made: Sequence[tuple[Sequence[str], str]] | None) -> bytes:
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        looks = _Looks(book)
        sheet = book.add_worksheet(sheet_name(kind.title))
        back = bool(rows) or made is not None
        said = f"改好标红的格子再上传；没有问题的行不用动。共 {len(problems)} 行有问题。" if problems else kind.intro
        _top(sheet, kind, looks, said, last=PROBLEM if back else "")
        for place, row in enumerate(rows):
            _row(sheet, kind, looks, (_TOP + 1 + place, row), problems.get(place, []))
        if not back:
            _example(sheet, kind, looks)
        _choices(book, sheet, kind)
        if made is not None:
            done = book.add_worksheet("已办成")
            _top(done, kind, looks, "这些行已经办成，不要再导入。", last=RESULT)
            for place, (row, text) in enumerate(made):
                _row(done, kind, looks, (_TOP + 1 + place, row), [])
                done.write_string(_TOP + 1 + place, len(kind.columns), text, looks.text)
        _help(book, kind, looks)
    return file.getvalue()


class _Looks:
    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1, "text_wrap": True, "valign": "vcenter"})
        self.example = book.add_format({"italic": True, "font_color": "#667085", "num_format": "@"})
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.number = book.add_format({"num_format": "General", "valign": "top"})
        marked = {"bg_color": "#FDE7E5", "border": 1, "border_color": "#B42318", "valign": "top"}
        self.wrong = book.add_format({**marked, "num_format": "@"})
        self.wrong_day = book.add_format({**marked, "num_format": "yyyy-mm-dd", "align": "left"})
        self.problem = book.add_format({"text_wrap": True, "font_color": "#B42318", "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})


def _top(sheet: Any, kind: ImportKind, looks: _Looks, said: str, last: str) -> None:
    sheet.write_string(0, 0, kind.title, looks.title)
    sheet.write_string(1, 0, said)
    for place, column in enumerate(kind.columns):
        sheet.write_string(_TOP, place, f"{column.label}{'*' if column.required else ''}", looks.head)
        sheet.set_column(place, place, max(14, min(30, 2 * len(column.label) + 4)), looks.day if column.kind is Kind.DATE else looks.text)
    if last:
        sheet.write_string(_TOP, len(kind.columns), last, looks.head)
        sheet.set_column(len(kind.columns), len(kind.columns), 70)
    sheet.freeze_panes(_TOP + 1, 1)


def _row(sheet: Any, kind: ImportKind, looks: _Looks, at: tuple[int, Sequence[str]], problems: list[Problem]) -> None:
    number, row = at
    marked = {problem.column for problem in problems}
    for place, (column, text) in enumerate(zip(kind.columns, row, strict=True)):
        _cell(sheet, (number, place), column, text, looks, place in marked)
    told = [f"{f'{kind.columns[each.column].label}：' if each.column is not None else ''}{each.text}" for each in problems]
    if told:
        sheet.write_string(number, len(kind.columns), "\n".join(told)[:_LONGEST], looks.problem)


def _cell(sheet: Any, at: tuple[int, int], column: Column, text: str, looks: _Looks, is_wrong: bool) -> None:
    """A day that is one as a day; all else as it was typed, so that nothing becomes a number or a formula that was none."""
    day = _day(text) if column.kind is Kind.DATE else None
    if day is not None:
        sheet.write_datetime(*at, day, looks.wrong_day if is_wrong else looks.day)
    elif text:
        sheet.write_string(*at, text[:_LONGEST], looks.wrong if is_wrong else looks.text)
    elif is_wrong:
        sheet.write_blank(*at, None, looks.wrong)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _example(sheet: Any, kind: ImportKind, looks: _Looks) -> None:
    for place, column in enumerate(kind.columns):
        sheet.write_string(_TOP + 1, place, f"{'' if place else EXAMPLE}{column.example}", looks.example)


def _choices(book: Any, sheet: Any, kind: ImportKind) -> None:
    """Lists to choose from, on a sheet of their own: in the cell itself Excel takes 255 characters at most."""
    listed = book.add_worksheet(_CHOICES)
    listed.hide()
    place = 0
    for number, column in enumerate(kind.columns):
        hint = {"input_title": column.label[:32], "input_message": column.help[:255], "ignore_blank": True} if column.help else {}
        if column.choices and not column.several:
            listed.write_column(0, place, list(column.choices))
            source = f"={_CHOICES}!${chr(65 + place)}$1:${chr(65 + place)}${len(column.choices)}"
            sheet.data_validation(_TOP + 2, number, _LAST, number, {"validate": "list", "source": source, **hint})
            place += 1
        elif hint:
            sheet.data_validation(_TOP + 2, number, _LAST, number, {"validate": "any", **hint})


def _help(book: Any, kind: ImportKind, looks: _Looks) -> None:
    sheet = book.add_worksheet(_HELP)
    sheet.write_string(0, 0, f"{kind.title}：怎么填", looks.title)
    rules = (
        kind.intro,
        f"从“{kind.title}”表的第 {_TOP + 2} 行起填；“{EXAMPLE}”开头的示例行不导入，可以删去。空行跳过。带 * 的列必填。",
        "日期写成 2026-03-01，或者用日期格式。不要用公式：公式不计算，整份退回。",
        "上传以后先逐行检查，不改动任何内容；有一处不符就整份退回，并在“问题”列写明；都符合的，确认以后逐行办理。",
    )
    for place, rule in enumerate(rules, start=1):
        sheet.write_string(place, 0, rule)
    top = len(rules) + 2
    for place, head in enumerate(("列", "必填", "说明", "例", "可选")):
        sheet.write_string(top, place, head, looks.head)
    for number, column in enumerate(kind.columns, start=top + 1):
        need = "必填" if column.required else "留空则自动编号" if column.made else "选填"
        chosen = f"{'、'.join(column.choices)}{'（可以几项，用、隔开）' if column.several else ''}" if column.choices else ""
        for place, text in enumerate((column.label, need, column.help, column.example, chosen)):
            sheet.write_string(number, place, text, looks.wrap)
    for place, width in enumerate((26, 14, 60, 26, 60)):
        sheet.set_column(place, place, width)
