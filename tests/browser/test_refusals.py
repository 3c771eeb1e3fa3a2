"""Refusals as a person meets them: all that is wrong at once, with the clauses; what was typed stays, is corrected, and goes through."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PROJECT, UNSIGNED
from tests.browser.way_in import sign_in

pytestmark = pytest.mark.timeout(1800)
TEXTS = {
    "技术管理合同": "甲方聘请乙方担任技术总师。",
    "信用承诺书": "本人承诺恪守科研诚信。",
    "技术目标责任书": "完成任务书规定的技术指标。",
}


async def unfold(page: Page) -> None:
    """All acts that a page lists."""
    folded = page.locator("details.acts-more:not([open]) > summary")
    while await folded.count():
        await folded.first.click()


async def chosen(page: Page, path: str) -> str:
    text: str = await page.locator(f'[name="{path}"]').evaluate("it => it.selectedOptions[0].textContent")
    return text


async def test_several_rules_at_once_with_their_clauses_then_corrected_and_done(page: Page) -> None:
    await sign_in(page, "陈漆生")
    await page.goto(f"/{UNSIGNED}")
    await unfold(page)
    await page.get_by_role("link", name="拟定合同组", exact=True).click()
    await page.get_by_label("聘任职务").select_option(label="技术总师")
    await page.get_by_label("由谁聘请").select_option(label="项目承担单位")
    await page.get_by_label("聘任人选").fill("陶然")  # an expert, of whom nothing is attested
    await page.locator('[name="texts.0.text"]').fill(TEXTS["技术管理合同"])
    # A draft by itself, and it is there again when the page is opened anew.
    await expect(page.locator("[data-kept]")).to_contain_text("已自动保存")
    await page.reload()
    await expect(page.get_by_role("status").filter(has_text="草稿")).to_be_visible()
    assert await chosen(page, "role") == "技术总师"
    await expect(page.locator('[name="texts.0.text"]')).to_have_value(TEXTS["技术管理合同"])
    while await page.locator('[name="texts.2.text"]').count() == 0:
        async with page.expect_navigation():
            await page.locator('button[value="add:texts"]').click()
    for place, (kind, text) in enumerate(TEXTS.items()):
        await page.locator(f'[name="texts.{place}.kind"]').select_option(label=kind)
        await page.locator(f'[name="texts.{place}.text"]').fill(text)
    await page.locator(".card-foot").get_by_role("button", name="拟定合同组").click()
    refusal = page.locator(".refusal")
    await expect(refusal).to_be_focused()
    lines = refusal.locator(".refusal-list > li")
    await expect(lines).to_have_count(7)  # six conditions of 3.3 are not attested, and 3.4 lacks the year of birth
    for line in await lines.all():
        await expect(line).to_contain_text("陶然")
        rule = "3.4" if "出生年份" in await line.inner_text() else "3.3"
        await expect(line.locator(f'a.rule[href="/rules/{rule}"]')).to_be_visible()
    for rule in ("3.3", "3.4"):  # word for word where it is cited first, and not seven times
        await expect(lines.locator(f'.clause cite a[href="/rules/{rule}"]')).to_have_count(1)
    for place, (kind, text) in enumerate(TEXTS.items()):
        assert await chosen(page, f"texts.{place}.kind") == kind
        await expect(page.locator(f'[name="texts.{place}.text"]')).to_have_value(text)
    await page.get_by_label("聘任人选").fill("林鹤漆")
    await page.locator(".card-foot").get_by_role("button", name="拟定合同组").click()
    await expect(page.locator(".told")).to_contain_text("已完成")
    table = page.get_by_role("region", name="技术总师合同，表格")
    for kind in TEXTS:
        await expect(table.get_by_role("row").filter(has_text=kind).get_by_text("待签")).to_have_count(2)
    await page.goto("/workbench")
    await expect(page.locator("#drafts")).to_have_count(0)


async def test_an_act_that_cannot_be_done_now_says_why_in_the_words_of_the_plan(page: Page) -> None:
    await sign_in(page, "赵明")
    await page.goto(f"/{PROJECT}")
    await unfold(page)
    act = page.locator(".acts-no", has=page.get_by_role("heading", name="批准终止项目"))
    await expect(act).to_contain_text("现在不能办：")
    await expect(act.locator('[role="link"]')).to_have_attribute("aria-disabled", "true")
    await expect(act.locator("a.button")).to_have_count(0)
    await expect(act.locator(".clause").first).to_be_hidden()
    await act.get_by_text("依据原文").click()
    await expect(act.locator(".clause").first).to_contain_text("终止")
