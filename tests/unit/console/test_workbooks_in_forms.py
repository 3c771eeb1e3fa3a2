"""A list of a form from a workbook: its rows take the place of those there, or what is wrong with them is told."""

import html
import re
from collections.abc import Iterator
from datetime import date

import httpx
import pytest

from cli.story.methods import all_methods, is_mutation
from console.forms.typed import Shown, Typed, shown
from console.imports.kinds import rows_kind
from tests.unit.console.workbooks import Opened, Rows, book, read

NODES = "proposal.task_book.nodes"
NODE = ["节点编号*", "节点名称*", "到期日*", "中期检查节点", "工作量权重"]


def part_of(page: str, path: str) -> dict[str, str]:
    """What the form holds below a path."""
    held = re.findall(r'<input (?:class="input|type="hidden)[^"]*"[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)
    return {name.removeprefix(f"{path}."): html.unescape(value) for name, value in held if name.startswith(f"{path}.")}


async def fill(browser: httpx.AsyncClient, content: bytes, path: str = NODES) -> httpx.Response:
    typed = {"intent": f"fill:{path}", "proposal.title": "液压阀体", f"{path}.#": "1", f"{path}.0.title": "旧的一行", "request_id": "r1"}
    return await browser.post("/acts/registry/CreateApplication?on=", data=typed, files={f"xlsx:{path}": ("a.xlsx", content)})


async def test_nodes_of_a_task_book_come_into_its_form(opened_by: Opened) -> None:
    browser, services = opened_by
    form = await browser.get("/acts/registry/CreateApplication")
    address = f"/imports/rows:registry:CreateApplication:{NODES}/template"
    assert address in form.text and address.replace("nodes", "targets") in form.text
    assert list(read((await browser.get(address)).content)[2]) == ["节点编号", *NODE[1:]]
    rows: Rows = [["", "样件试制", date(2026, 9, 30), "是", 40], ["", "小批量", "2027-03-31", "", 60.5]]
    page = await fill(browser, book(NODE, rows))
    assert page.status_code == 200 and "里程碑节点换成了工作簿里的 2 行" in page.text and "液压阀体" in page.text
    held = part_of(page.text, NODES)
    assert (held["0.id"], held["0.title"], held["0.due_date"], held["1.id"], held["1.weight"]) == (
        "n1",
        "样件试制",
        "2026-09-30",
        "n2",
        "60.5",
    )
    assert "旧的一行" not in page.text
    assert not [name for name, *_ in services.asked if name == "CreateApplication"]


async def test_targets_that_cannot_be_read_are_told_in_the_form_and_in_the_sheet(opened_by: Opened) -> None:
    browser, _ = opened_by
    heads = ["绩效指标*", "计量单位*", "比较方式*", "目标值*", "考核方式*", "权重*"]
    rows: Rows = [["抗拉强度", "MPa", ">=", 400, "检测报告", 30], ["合格率", "%", "大于", "很高", "检测报告", 70]]
    page = await fill(browser, book(heads, rows), NODES.replace("nodes", "targets"))
    assert (
        page.status_code == 422 and "“很高”不是数字" in page.text and "“大于”不在可选之列" in page.text and "绩效目标第 2 行" in page.text
    )
    (address,) = re.findall(r'href="(/imports/rows:[^"]+/workbook)"', page.text)
    back = read((await browser.get(address)).content)
    lines = [dict(zip(back[2], row, strict=True)) for row in back[3:]]
    assert lines[0]["问题"] == "" and "目标值：“很高”不是数字" in lines[1]["问题"] and lines[1]["目标值*"] == "很高"


async def test_a_workbook_that_is_none_leaves_the_form_as_it_was(opened_by: Opened) -> None:
    page = await fill(opened_by[0], b"nothing")
    assert page.status_code == 422 and "读不出来" in page.text and "旧的一行" in page.text


@pytest.mark.parametrize(
    "key", ["rows:registry:CreateApplication:proposal", "rows:registry:CreateApplication:no", "rows:registry:GetGuide:x", "x"]
)
async def test_what_is_no_list_of_a_form_has_no_template(opened_by: Opened, key: str) -> None:
    assert (await opened_by[0].get(f"/imports/{key}/template")).status_code == 404


class OneRow(Typed):
    """In each list."""

    def rows(self, path: str, least: int = 0) -> int:
        return 1


def within(fields: list[Shown]) -> Iterator[Shown]:
    for each in fields:
        yield each
        yield from within(each.fields)


def test_each_list_that_a_form_offers_to_fill_from_a_workbook_has_a_template() -> None:
    offered = [
        (name, each.path)
        for name, method in all_methods().items()
        if is_mutation(method)
        for each in within(shown(method.input_type, OneRow(), {}))
        if each.is_sheet
    ]
    for name, path in offered:
        service, method = name.split(".")[1], name.rpartition("/")[2]
        assert rows_kind(service, method, path).columns, (name, path)
    assert len(offered) > 3
