"""Five hundred people who come in from one workbook: sent, checked and registered press by press, as the page goes on by itself."""

import io
import re
import time
from typing import Any
from urllib.parse import urlsplit

import xlsxwriter  # type: ignore[import-untyped]

from bench.console_stack import BUREAU, ConsoleStack, Visitor
from console.imports.kinds import KINDS

MOST_SECONDS = 60.0  # what an official waits for with the page open
_PRESSES = 100
_DONE = re.compile(r"办成 (\d+)，未受理 (\d+)")


async def imported(stack: ConsoleStack, rows: int) -> dict[str, Any]:
    """Seconds of the check and of what came after it. Raises AssertionError where not every row was registered."""
    visitor = await Visitor.signed_in(stack.url, BUREAU)
    began = time.perf_counter()
    page = await visitor.send("/imports/people", "file", "名单.xlsx", _workbook(rows))
    path = urlsplit(str(page.url)).path
    checked = 0.0
    for _ in range(_PRESSES):
        if found := _DONE.search(page.text):
            if sum(map(int, found.groups())) >= rows:
                break
        elif "确认，逐行办理" in page.text:
            checked = time.perf_counter() - began
        page = await visitor.post(path, {})
    took = time.perf_counter() - began
    await visitor.close()
    assert found and found.groups() == (str(rows), "0"), page.text[:2000]
    return {"rows": rows, "checked": checked, "registered": took - checked}


def _workbook(rows: int) -> bytes:
    labels = [column.label for column in KINDS["people"].columns]
    name, organization = (labels.index(label) for label in ("姓名", "所在单位"))
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, labels)
        for number in range(1, rows + 1):
            sheet.write_string(number, name, f"周{number}")
            sheet.write_string(number, organization, "市科技局")
    return file.getvalue()
