"""政务信息资源目录: the catalogue of what may be shared, as the workbook that a data bureau takes in (XlsxWriter)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from cli.exchange.resources import SHARED, Resource

RESOURCES = (
    ("信息资源代码", 44),
    ("信息资源名称", 28),
    ("信息资源提供方", 18),
    ("所属类目", 14),
    ("信息资源格式", 16),
    ("共享类型", 12),
    ("共享条件", 40),
    ("共享方式", 30),
    ("更新周期", 10),
    ("数据项数", 10),
    ("停止发布日", 12),
)
FIELDS = (
    ("信息资源代码", 44),
    ("信息资源名称", 28),
    ("数据项标识", 36),
    ("数据项名称", 36),
    ("数据类型", 22),
    ("取值", 50),
    ("共享类型", 12),
)
_CONDITION = "向市科技局提出申请，写明用途、法律依据和期限；{}"
_ASKED = "有条件共享的数据项逐项申请"
_OPEN = "批准类型即得全部数据项"
_WAYS = "Kafka、接口拉取、文件、推送"
_AT_ONCE = "实时"  # a fact is told as soon as it has happened


def write(file: Path, found: Sequence[Resource], provider: str) -> None:
    """Two sheets: the resources, and their fields."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(file), options) as book:
        book.set_properties({"title": "政务信息资源目录"})
        _sheet(book, "信息资源", RESOURCES, [_row(each, provider) for each in found])
        _sheet(book, "数据项", FIELDS, [row for each in found for row in _field_rows(each)])


def _row(each: Resource, provider: str) -> list[Any]:
    on_request = any(SHARED[field.sharing] == "有条件共享" for field in each.fields)
    condition = _CONDITION.format(_ASKED if on_request else _OPEN)
    last_day = each.last_day.isoformat() if each.last_day else ""
    return [
        *(each.kind, each.title, provider, each.area, "JSON（CloudEvents）"),
        *(each.sharing, condition, _WAYS, _AT_ONCE, len(each.fields), last_day),
    ]


def _field_rows(each: Resource) -> list[list[Any]]:
    return [[each.kind, each.title, said.path, said.label, said.type, said.values, SHARED[said.sharing]] for said in each.fields]


def _sheet(book: Any, name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (label, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, head)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            write = sheet.write_number if isinstance(value, int) else sheet.write_string
            write(number, place, value, cell)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
