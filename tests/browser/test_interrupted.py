"""What happens to people in the middle of a form: the session ends, the button is pressed twice, another site sends the form for them."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PROJECT
from tests.browser.way_in import sign_in

pytestmark = pytest.mark.timeout(1800)
FORM = f"/acts/supervision/OpenDeviation?on={PROJECT}"


async def fill_in(page: Page, description: str) -> None:
    await sign_in(page, "赵明")
    await page.goto(FORM)
    await page.get_by_label("偏差方面").select_option(label="技术")
    await page.get_by_label("偏差情况").fill(description)


async def test_a_session_that_ends_in_the_middle_of_a_form_takes_nothing_away(page: Page) -> None:
    await fill_in(page, "会话过期之前写下的情况")
    await page.context.clear_cookies()
    await page.locator(".card-foot").get_by_role("button", name="报告偏差").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("登录已过期，填写的内容还在")
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="一、重新登录（新页面）").click()
    beside = await opened.value
    await beside.get_by_role("button", name="赵明", exact=True).click()
    await expect(beside.get_by_role("heading", level=1)).to_have_text("登录记录")
    await beside.close()
    await page.get_by_role("button", name="二、继续提交").click()
    await expect(page.locator(".told")).to_contain_text("已完成")
    await expect(page.locator("main")).to_contain_text("会话过期之前写下的情况")


async def test_pressed_twice_and_read_again_it_is_done_once(page: Page) -> None:
    await fill_in(page, "按了两次的情况")
    await page.locator(".card-foot").get_by_role("button", name="报告偏差").dblclick()
    await expect(page.locator(".told")).to_contain_text("已完成")
    await page.reload()
    await page.goto(f"/{PROJECT}/supervision")
    await expect(page.get_by_text("按了两次的情况", exact=True)).to_have_count(1)


async def test_another_site_cannot_send_a_form_for_somebody(page: Page, url: str) -> None:
    await fill_in(page, "这一份没有提交")
    form = f'<form method="post" action="{url}{FORM}"><input name="description" value="别的网站代交的情况"><button>送</button></form>'
    other = await page.context.new_page()
    await other.set_content(form)
    async with other.expect_response(lambda answer: answer.request.method == "POST") as answer:
        await other.get_by_role("button").click()
    assert (await answer.value).status == 403
    await page.goto(f"/{PROJECT}/supervision")
    await expect(page.locator("main")).not_to_contain_text("别的网站代交的情况")
