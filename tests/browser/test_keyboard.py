"""By the keyboard alone: an act from signing in to its end, and a signature; each stop on the way is to be seen."""

import pytest
from playwright.async_api import Page, expect

from cli.stack.stack import Stack
from cli.story.run import wallet_of
from cli.target import find_target
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


async def test_a_document_is_signed_without_a_mouse(page: Page, stack: Stack) -> None:
    await come_in(page, "苏明远")
    # Until the row is in effect the ledger does not show the project to its manager, whom the task leads to what is to be signed.
    task = page.locator(".first, .task").filter(has_text="信用承诺书")
    await press(page, task.get_by_role("link", name="签署文件", exact=True).first)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("信用承诺书")
    await expect(page.locator("[data-same]")).to_contain_text("与登记的摘要一致")
    # The browser is told to hand the choice over before the way there, not in the moment of the key: the two reach it by different ways.
    async with page.expect_file_chooser() as chooser:
        await press(page, page.get_by_label("私钥文件"))
    await (await chooser.value).set_files(wallet_of(find_target(stack.data), None).folder / "su-mingyuan.pem")
    await expect(page.locator("[data-sign-state]")).to_contain_text("已用密钥")
    await press(page, page.get_by_role("button", name="提交签名"))
    await expect(page.locator(".told")).to_contain_text("已完成")
    await expect(page.locator("tr[aria-current]")).to_contain_text("✓ 苏明远")
