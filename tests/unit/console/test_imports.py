"""Lists that come in from Excel: all errors at once in the same sheet, or each row carried out once."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from console.imports import checking, running
from console.imports.kept import KEPT
from console.imports.kinds import KINDS
from console.imports.workbook import template
from tests.unit.console.suite import console, sign_in
from tests.unit.console.workbooks import ORGANIZATION, TWO, Opened, Rows, book, read, refusing, registered, upload


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_heads_choices_an_example_and_what_it_means(kind: str) -> None:
    content = template(KINDS[kind])
    rows = read(content)
    assert [head.rstrip("*") for head in rows[2]] == [column.label for column in KINDS[kind].columns]
    assert rows[3][0].startswith("例：") and len(rows) == 4
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert names == [KINDS[kind].title, "选项", "填写说明"]
    assert len({column.label for column in KINDS[kind].columns}) == len(KINDS[kind].columns)
    help_rows = read(content, 2)
    assert [row[0] for row in help_rows if row[0] in {column.label for column in KINDS[kind].columns}]


async def test_what_would_be_made_is_shown_and_nothing_is_done(opened_by: Opened) -> None:
    browser, services = opened_by
    page = await browser.get((await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"])
    assert "检查通过" in page.text and "登记 2 个单位" in page.text
    assert [each["organization_id"] for each in registered(services, tries_out=True)] == ["jinding", "huicheng"]
    assert registered(services, tries_out=True)[0]["kind"] == "ORGANIZATION_KIND_ENTERPRISE"
    assert registered(services, tries_out=True)[0]["area"] == "taigu"
    assert not registered(services)


async def test_when_it_was_sent_is_told_by_the_suites_clock_and_how_long_it_is_kept_goes_by_the_machines(tmp_path: Path) -> None:
    browser, services, rows = console(tmp_path)
    services.played["RegisterOrganization"] = lambda it, who: {"name": f"organizations/{it['organization_id']}"}
    await sign_in(browser)
    where = (await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"]
    await browser.post(where)
    for page in (where, "/imports"):
        assert "2026-09-08 10:42" in (await browser.get(page)).text
    (kept,) = rows["imports"].kept.values()
    assert timedelta() <= datetime.now(UTC) + KEPT - kept["until"] < timedelta(hours=1)


async def test_each_row_is_made_once_however_often_one_presses(opened_by: Opened) -> None:
    browser, services = opened_by
    where = (await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"]
    for _ in range(2):
        assert (await browser.post(where)).status_code == 303
    assert [each["organization_id"] for each in registered(services)] == ["jinding", "huicheng"]
    assert len({each["request_id"] for each in registered(services)}) == 2
    page = await browser.get(where)
    assert "已办完" in page.text and "办成 2，未受理 0，还有 0，共 2" in page.text


async def test_a_connection_that_broke_goes_on_where_it_stopped(opened_by: Opened) -> None:
    browser, services = opened_by
    content = book(ORGANIZATION, TWO)
    where = (await upload(browser, "organizations", content)).headers["location"]
    whole, services.played["RegisterOrganization"] = services.played["RegisterOrganization"], refusing("汇诚液压件", code="UNAVAILABLE")
    stopped = await browser.post(where)
    assert stopped.status_code == 503 and "停了下来" in stopped.text and "办成 1，未受理 0，还有 1" in stopped.text
    services.played["RegisterOrganization"] = whole
    assert (await upload(browser, "organizations", content)).headers["location"] == where  # the same file again: the same import
    assert "接着办" in (await browser.get(where)).text
    await browser.post(where)
    jinding, *huicheng = registered(services)
    assert jinding["organization_id"] == "jinding" and [each["organization_id"] for each in huicheng] == ["huicheng", "huicheng"]
    assert huicheng[0]["request_id"] == huicheng[1]["request_id"] != jinding["request_id"]


async def test_the_same_file_after_its_end_is_checked_and_asked_anew(opened_by: Opened) -> None:
    """Or a notice that was corrected and corrected back would be the first answer again, and nothing done."""
    browser, services = opened_by
    for _ in range(2):
        where = (await upload(browser, "organizations", book(ORGANIZATION, TWO[:1]))).headers["location"]
        await browser.post(where)
    first, second = registered(services)
    assert first["request_id"] != second["request_id"] and len(registered(services, tries_out=True)) == 2


async def test_all_errors_come_back_in_the_same_sheet_and_nothing_is_done(opened_by: Opened) -> None:
    browser, services = opened_by
    services.played["RegisterOrganization"] = refusing("汇诚液压件", "display_name")
    rows = [*TWO, ["", "", "工厂", "不在这里", ""], ["x", "另一家", "企业", "", "=1+1"]]
    where = (await upload(browser, "organizations", book(ORGANIZATION, rows))).headers["location"]
    page = await browser.get(where)
    assert "没有办理：有 4 处不符" in page.text and "检查通过" not in page.text
    content = (await browser.get(f"{where}/workbook")).content
    back = read(content)
    lines = {row[1]: dict(zip(back[2], row, strict=True)) for row in back[3:]}
    assert lines["晋鼎铸造"]["问题"] == "" and lines["另一家"]["统一社会信用代码"] == "=1+1"
    assert lines["汇诚液压件"]["问题"].startswith("单位名称：已有名为汇诚液压件的单位（规则 4.7：“")
    wrong = lines[""]["问题"]
    assert "单位类别：“工厂”不在可选之列：" in wrong and "所在地：“不在这里”不在可选之列" in wrong and "单位名称：请填写" in wrong
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    assert (await browser.post(where)).status_code == 400
    assert not registered(services)


async def test_what_came_back_is_mended_and_sent_again(opened_by: Opened) -> None:
    browser, _ = opened_by
    where = (await upload(browser, "organizations", book(ORGANIZATION, [["a", "甲", "工厂", "", ""]]))).headers["location"]
    back = read((await browser.get(f"{where}/workbook")).content)
    back[3][2] = "企业"
    again = await upload(browser, "organizations", book(back[2], back[3:]))  # with the column that says what was wrong
    assert "检查通过" in (await browser.get(again.headers["location"])).text


async def test_what_is_refused_meanwhile_is_told_and_the_rest_is_made(opened_by: Opened) -> None:
    browser, services = opened_by
    where = (await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"]
    services.played["RegisterOrganization"] = refusing("晋鼎铸造")
    await browser.post(where)
    page = await browser.get(where)
    assert "办成 1，未受理 1" in page.text and "已有名为晋鼎铸造的单位" in page.text
    content = (await browser.get(f"{where}/workbook")).content
    left, made = read(content), read(content, 2)
    assert [row[1] for row in left[3:]] == ["晋鼎铸造"] and "已有名为晋鼎铸造的单位" in left[3][-1]
    assert [(row[1], row[-1]) for row in made[3:]] == [("汇诚液压件", "已登记：汇诚液压件（organizations/huicheng）")]


async def test_what_one_press_does_not_get_to_goes_on_with_the_next(opened_by: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, services = opened_by
    monkeypatch.setattr(checking, "SECONDS", 0)
    monkeypatch.setattr(running, "SECONDS", 0)
    rows: Rows = [[f"u{n}", f"第{n}家", "企业", "", ""] for n in range(20)]
    where = (await upload(browser, "organizations", book(ORGANIZATION, rows))).headers["location"]
    assert where.endswith("?on") and not registered(services, tries_out=True)
    said, place = [], where.removesuffix("?on")
    assert "data-goes-on" not in (await browser.get(place)).text  # who opens it later is asked first
    assert (await browser.get(f"{place}/workbook")).status_code == 400
    for seconds in (0.0, 8.0):
        monkeypatch.setattr(checking, "SECONDS", seconds)
        where = (await browser.post(where)).headers["location"]
        said += re.findall(r"已检查 \d+，还有 \d+|检查通过", (await browser.get(where)).text)
    assert said[0] == "已检查 0，还有 20" and said[-1] == "检查通过" and len(registered(services, tries_out=True)) == 20


async def test_an_import_is_its_senders_own(opened_by: Opened) -> None:
    browser, services = opened_by
    where = (await upload(browser, "organizations", book(ORGANIZATION, TWO))).headers["location"]
    await browser.post("/signout")
    await sign_in(browser, "people/zhou-bin")
    for answer in (await browser.get(where), await browser.post(where), await browser.get(f"{where}/workbook")):
        assert answer.status_code == 404
    assert not registered(services)
    assert "没有您可以导入的" in (await browser.get("/imports")).text
