"""Every screen, as a machine can look at it: axe-core without violations, at each width, for each role, in large type."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import harmless
from tests.browser.looking import fitting, violations
from tests.browser.made_up.screens import ROLES, made_up
from tests.browser.pictures import picture
from tests.browser.way_in import opened, sign_in

pytestmark = pytest.mark.timeout(1800)
NARROWER = (683, 390)  # the same at 200 %, a phone


@pytest.fixture(scope="module")
async def screens(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[str, list[str]]]:
    async with made_up(tmp_path_factory.mktemp("screens")) as made:
        yield made


@pytest.fixture(scope="module")
async def bureau(screens: tuple[str, list[str]], browser: Browser) -> AsyncIterator[Page]:
    page = await opened(browser, screens[0])
    with harmless(page, screens[0]):
        await sign_in(page, "赵明")
        yield page
        await page.context.close()


async def test_every_screen_keeps_the_rules_of_wcag_and_fits_in_large_type_too(bureau: Page, screens: tuple[str, list[str]]) -> None:
    told = []
    for address in screens[1]:
        await bureau.goto(address)
        told += await violations(bureau, *NARROWER)
        await picture(bureau, f"made-up{address.partition('?')[0].replace('/', '-')}")
        await bureau.evaluate("document.documentElement.dataset.type = 'large'")
        told += [f"in large type: {each}" for each in await fitting(bureau, *NARROWER)]
    assert len(screens[1]) > 40
    assert not told, "\n".join(told)


@pytest.mark.parametrize("role", ROLES)
async def test_what_each_role_is_led_to_keeps_them_too(role: str, screens: tuple[str, list[str]], browser: Browser) -> None:
    page = await opened(browser, screens[0])
    await sign_in(page, role or "unit")
    told = []
    for address in await page.locator(".nav a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        await page.goto(address)
        told += await violations(page)
    await page.context.close()
    assert not told, "\n".join(told)


async def test_who_asks_for_large_type_has_it_on_every_page(bureau: Page) -> None:
    await bureau.goto("/workbench")
    await bureau.get_by_text("显示", exact=True).click()
    await bureau.get_by_role("button", name="大字").click()
    await expect(bureau.locator("html")).to_have_attribute("data-type", "large")
    await bureau.goto("/projects")
    await expect(bureau.locator("html")).to_have_attribute("data-type", "large")
