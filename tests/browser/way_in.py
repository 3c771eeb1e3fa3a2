"""A browser of one's own, and signing in as anybody whom the stories know."""

import re
from typing import Any

from playwright.async_api import Browser, Page, ViewportSize, expect

WIDE: ViewportSize = {"width": 1366, "height": 768}  # as bureaus have it
PATIENCE = 120_000  # milliseconds: on a machine that does ten other things a second becomes ten
expect.set_options(timeout=PATIENCE)


async def opened(browser: Browser, url: str, **given: Any) -> Page:
    """An empty page, with cookies of its own; close its context."""
    context = await browser.new_context(base_url=url, viewport=WIDE, locale="zh-CN", **given)
    context.set_default_timeout(PATIENCE)
    return await context.new_page()


async def sign_in(page: Page, name: str) -> None:
    """From the first page."""
    await page.goto("/")
    await page.get_by_role("link", name="选择身份登录（演练）").click()
    await expect(page.get_by_role("alert")).to_contain_text("任何人都可以选任何人的身份")
    await page.get_by_role("button", name=re.compile(f"^{re.escape(name)}\\s*(专家)?$")).click()
    await expect(page.locator(".bar-me")).to_contain_text(name)
