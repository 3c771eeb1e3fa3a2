"""By the keyboard alone, from signing in to the end of an act: each stop on the way is to be seen."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PROJECT
from tests.browser.keyboard import press, tab_to

pytestmark = pytest.mark.timeout(1800)


async def come_in(page: Page, name: str) -> None:
    await page.goto("/")
    await press(page, page.get_by_role("link", name="选择身份登录（演练）"))
    await expect(page.get_by_role("alert")).to_be_visible()
    await press(page, page.get_by_role("button", name=name, exact=True))
    await expect(page.locator(".bar-me")).to_contain_text(name)


async def test_a_deviation_is_reported_without_a_mouse(page: Page) -> None:
    await come_in(page, "赵明")
    # The first stop leads past the menus.
    await press(page, page.get_by_role("link", name="跳到正文"))
    await expect(page.locator("main")).to_be_in_viewport()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.closest('main') !== null")
    await page.goto("/workbench")
    await press(page, page.locator("#nav").get_by_role("link", name="项目台账", exact=True))
    await press(page, page.locator(f'main a[href="/{PROJECT}"]').first)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("焦炉煤气")
    await press(page, page.locator("summary", has_text="随时可以发起的"))
    await press(page, page.get_by_role("link", name="报告偏差", exact=True))
    await tab_to(page, page.get_by_label("偏差方面"))
    for _ in range(20):
        if await page.get_by_label("偏差方面").evaluate("it => it.selectedOptions[0].textContent") == "资金":
            break
        await page.keyboard.press("ArrowDown")
    await tab_to(page, page.get_by_label("偏差情况"))
    await page.keyboard.type("配套资金未到位")
    await press(page, page.locator(".card-foot").get_by_role("button", name="报告偏差"))
    await expect(page.locator(".told")).to_contain_text("已完成")
    await expect(page.locator("main")).to_contain_text("配套资金未到位")
