"""Workbooks as people fill them in, and what became of their rows."""

import io
from datetime import date
from typing import Any

import httpx
import xlsxwriter  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from cli.refused import Refused
from tests.unit.console.suite import Services

Rows = list[list[Any]]
Opened = tuple[httpx.AsyncClient, Services]
ORGANIZATION = ["单位编号", "单位名称*", "单位类别*", "所在地", "统一社会信用代码"]
TWO = [["jinding", "晋鼎铸造", "企业", "太谷区", ""], ["huicheng", "汇诚液压件", "企业", "", ""]]


def book(heads: list[str], rows: Rows, formula: str = "") -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("随便")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate([heads, *rows]):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
        if formula:
            sheet.write_formula(formula, "=1+1")
    return file.getvalue()


def read(content: bytes, sheet: int = 0) -> Rows:
    rows: Rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()
    return rows


async def upload(browser: httpx.AsyncClient, kind: str, content: bytes, name: str = "a.xlsx") -> httpx.Response:
    return await browser.post(f"/imports/{kind}", files={"file": (name, content)})


def registered(services: Services, name: str = "RegisterOrganization", *, tries_out: bool = False) -> list[dict[str, Any]]:
    return [request for method, request, _, tried in services.asked if method == name and tried is tries_out]


def refusing(wrong: str, field: str = "", code: str = "ALREADY_EXISTS") -> Any:
    """Registers organisations, but for one name."""

    def play(it: dict[str, Any], who: str) -> dict[str, Any]:
        if it["display_name"] == wrong:
            raise Refused(code, "NAME_TAKEN", "4.7", f"已有名为{wrong}的单位", {"field": field})
        return {"name": f"organizations/{it['organization_id']}", "display_name": it["display_name"]}

    return play
