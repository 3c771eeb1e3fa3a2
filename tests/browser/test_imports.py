"""Lists from Excel in a browser: what is wrong comes back in the same sheet, is mended there, and goes in."""

from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

from console.imports.kinds import KINDS
from tests.browser.looking import violations
from tests.browser.pictures import shown
from tests.browser.way_in import sign_in
from tests.browser.workbooks import filled, lines_of

pytestmark = pytest.mark.timeout(1800)


async def open_imports(page: Page) -> None:
    await sign_in(page, "赵明")
    await page.locator("#nav").get_by_role("link", name="单位与人员", exact=True).click()
    await page.get_by_role("link", name="从 Excel 导入", exact=True).click()


async def template_of(page: Page, kind: str) -> Path:
    section = page.locator("section").filter(has=page.get_by_role("heading", name=KINDS[kind].title, exact=True))
    async with page.expect_download() as download:
        await section.get_by_role("link", name="下载模板").click()
    return await (await download.value).path()


async def send(page: Page, kind: str, file: FilePayload) -> None:
    section = page.locator("section").filter(has=page.get_by_role("heading", name=KINDS[kind].title, exact=True))
    await section.get_by_label("填好的工作簿").set_input_files(file)
    await section.get_by_role("button", name="上传并检查").click()


async def test_what_is_wrong_comes_back_in_the_same_sheet_and_once_mended_goes_in(page: Page) -> None:
    await open_imports(page)
    template = await template_of(page, "organizations")
    rows = [
        {"单位名称": "祥和玻璃器皿有限公司", "单位类别": "企业", "所在地": "祁县"},
        {"单位名称": "云岭计量检测中心", "单位类别": "检测", "所在地": "市外"},
        {"单位类别": "企业", "所在地": "平遥县"},
    ]
    await send(page, "organizations", filled(template, rows))
    refusal = page.locator(".refusal")
    await expect(refusal.get_by_role("heading")).to_have_text("没有办理：有 2 处不符")
    await expect(refusal.get_by_role("row").filter(has_text="第 2 条")).to_contain_text("“检测”不在可选之列")
    await expect(refusal.get_by_role("row").filter(has_text="第 3 条")).to_contain_text("请填写")
    await shown(page, "import")
    assert await violations(page, 683, 390) == []
    async with page.expect_download() as download:
        await page.get_by_role("link", name="下载标出问题的工作簿").click()
    marked = await (await download.value).path()
    heads, *back = lines_of(marked)
    assert heads[-1] == "问题" and [bool(line[-1]) for line in back] == [False, True, True]
    said = [dict(zip(heads, line, strict=True)) for line in back]
    assert [line["单位名称"] for line in said] == [row.get("单位名称", "") for row in rows]
    said[1]["单位类别"], said[2]["单位名称"] = "中介服务机构", "古城漆器工坊"
    await page.get_by_label("改好的工作簿").set_input_files(filled(marked, said))
    await page.get_by_role("button", name="再上传").click()
    await page.get_by_role("button", name="确认，逐行办理").click()
    await expect(page.get_by_role("status")).to_contain_text("办成 3，未受理 0")
    await page.get_by_role("link", name="看单位与人员").click()
    await expect(page.locator("main")).to_contain_text("古城漆器工坊")
