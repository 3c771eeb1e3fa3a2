"""A service that does not answer: its part of a project's page says so, the rest is there and works."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from cli.refused import Refused
from tests.browser.conftest import harmless
from tests.browser.looking import violations
from tests.browser.made_up.screens import made_up
from tests.browser.way_in import opened, sign_in
from tests.unit.console.made_up import MadeUp

pytestmark = pytest.mark.timeout(900)
# What is missing of a project's page with each.
MISSING = {
    "milestones": "里程碑、中期检查、期限、执行情况报告、一体化工作方案",
    "contracts": "合同组、聘任、选定",
    "evaluation": "自评价期限、评价、备案",
    "supervision": "项目专员、偏差",
}


def without(service: str) -> Callable[[MadeUp], None]:
    """Whatever is asked of it finds nobody."""

    def play(services: MadeUp) -> None:
        whole = services.send

        async def send(method: str, request: Any, token: str, **given: Any) -> Any:
            if method.startswith(f"sanzhi.{service}.") or given.get("service") == service:
                raise Refused("UNAVAILABLE", "", "", "服务暂时没有应答，请稍后再试", {})
            return await whole(method, request, token, **given)

        services.send = send  # type: ignore[method-assign]

    return play


@pytest.mark.parametrize("service", MISSING)
async def test_its_part_says_so_and_the_rest_works(service: str, browser: Browser, tmp_path: Path) -> None:
    async with made_up(tmp_path, without(service)) as (url, _):
        page = await opened(browser, url)
        with harmless(page, url):
            await sign_in(page, "赵明")
            await page.goto("/projects/x")
            await expect(page.get_by_role("heading", level=1)).to_have_text("有名称的一项")
            await expect(page.get_by_role("status").filter(has_text="有的内容暂时看不到")).to_contain_text(MISSING[service])
            assert await violations(page, 390) == []
            for there in set(MISSING) - {service}:
                await expect(page.locator("main")).not_to_contain_text(MISSING[there])
            await page.locator("#nav").get_by_role("link", name="工作台", exact=True).click()
            await expect(page.get_by_role("heading", level=1)).to_have_text("工作台")
            await expect(page.locator(".first h2")).to_have_text("有名称的事项")
        await page.context.close()
