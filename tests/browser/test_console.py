"""The console in a browser, by clicks alone: in as the bureau, a project, an act, a refusal with its clause; and without a script."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PROJECT

pytestmark = pytest.mark.timeout(1800)
MATERIALS = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


async def sign_in(page: Page, name: str) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="选择身份登录（演练）").click()
    await expect(page.get_by_role("alert")).to_contain_text("任何人都可以选任何人的身份")
    await page.get_by_role("button", name=name, exact=True).click()
    await expect(page.locator(".bar-me")).to_contain_text(name)


async def test_the_bureau_finds_a_late_node_sees_its_date_explained_and_acts(page: Page) -> None:
    await sign_in(page, "赵明")
    await page.goto(f"/{PROJECT}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("焦炉煤气")
    row = page.locator("tr.is-late").first
    await expect(row).to_contain_text("逾期")
    await row.get_by_text("怎么算的").click()
    await expect(row.locator(".why-body")).to_contain_text("自然日")
    await page.get_by_text("随时可以发起的").click()
    await page.get_by_role("link", name="报告偏差", exact=True).click()
    await page.get_by_label("偏差方面").select_option(label="资金")
    await page.get_by_label("偏差情况").fill("首期资金没有按计划拨付到账")
    await page.get_by_role("button", name="先检查，不提交").click()
    await expect(page.get_by_role("status")).to_contain_text("检查通过")
    await page.locator(".card-foot").get_by_role("button", name="报告偏差").click()
    await expect(page.get_by_role("status")).to_contain_text("已完成")
    await expect(page.locator("#dev")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("首期资金没有按计划拨付到账")


async def test_a_refusal_shows_the_clause_and_what_was_typed(page: Page) -> None:
    await sign_in(page, "赵明")
    await page.goto(f"/acts/registry/ApproveTermination?on={PROJECT}")
    await expect(page.locator(".note")).to_contain_text("现在不能办")
    await page.locator(".card-foot").get_by_role("button", name="批准终止项目").click()
    refusal = page.get_by_role("alert")
    await expect(refusal).to_contain_text("没有受理")
    await expect(refusal.locator(".clause").first).to_contain_text("终止")
    await expect(refusal).to_be_focused()


async def test_all_that_is_wrong_comes_at_once_and_nothing_typed_is_lost(page: Page) -> None:
    await sign_in(page, "赵明")
    await page.goto(f"/acts/supervision/OpenDeviation?on={PROJECT}")
    await page.get_by_label("偏差情况").fill("只写了情况")
    await page.locator(".card-foot").get_by_role("button", name="报告偏差").click()
    await expect(page.get_by_role("alert")).to_contain_text("没有受理")
    await expect(page.get_by_label("偏差情况")).to_have_value("只写了情况")
    await expect(page.locator(".field-wrong")).to_have_count(await page.locator(".wrong").count())


async def test_the_token_is_nowhere_in_the_browser(page: Page) -> None:
    await sign_in(page, "赵明")
    cookies = await page.context.cookies()
    assert [cookie["name"] for cookie in cookies] == ["sanzhi-session"] and all(cookie["httpOnly"] for cookie in cookies)
    kept = await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert "eyJ" not in kept + await page.content()


async def test_it_reads_and_posts_without_a_script(browser: Browser, url: str) -> None:
    context = await browser.new_context(base_url=url, java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, "窦亮")
    await page.goto(f"/{PROJECT}")
    await page.get_by_role("link", name="提交里程碑材料").first.click()
    await page.get_by_label("材料种类").select_option(index=1)
    await page.locator('input[type="file"]').set_input_files({"name": "自评价.pdf", "mimeType": "application/pdf", "buffer": MATERIALS})
    await page.get_by_role("button", name="先检查，不提交").click()
    await expect(page.locator("main")).to_contain_text("已收到 自评价.pdf")
    await expect(page.get_by_role("status")).to_contain_text("检查通过")
    await context.close()


async def test_an_open_page_takes_in_what_somebody_else_does_and_keeps_open_what_is_open(page: Page, browser: Browser, url: str) -> None:
    await sign_in(page, "赵明")
    await page.goto(f"/{PROJECT}/supervision")
    await page.get_by_text("怎么算的").first.click()
    elsewhere = await browser.new_context(base_url=url)
    other = await elsewhere.new_page()
    await sign_in(other, "武文静")
    await other.goto(f"/acts/supervision/OpenDeviation?on={PROJECT}")
    await other.get_by_label("偏差方面").select_option(label="技术")
    await other.get_by_label("偏差情况").fill("吸附剂批次不一致")
    async with page.expect_request(lambda asked: "x-sanzhi-by-itself" in asked.headers):  # no use of anybody's session
        await other.locator(".card-foot").get_by_role("button", name="报告偏差").click()
        await expect(other.get_by_role("status").first).to_contain_text("已完成")
    await expect(page.locator("[data-noticed]")).to_contain_text("已更新", timeout=20_000)
    await expect(page.locator("main")).to_contain_text("吸附剂批次不一致")
    await expect(page.locator("details.why[open]")).to_have_count(1)
    await elsewhere.close()


async def test_a_page_that_was_not_answered_listens_again(page: Page) -> None:
    await sign_in(page, "赵明")
    await page.route("**/live?*", lambda route: route.fulfill(status=429), times=1)
    async with page.expect_response(lambda answer: "/live?" in answer.url and answer.status == 200, timeout=20_000):
        await page.goto(f"/{PROJECT}/supervision")


async def test_what_is_typed_is_kept_as_a_draft_by_itself(page: Page) -> None:
    await sign_in(page, "赵明")
    await page.goto(f"/acts/supervision/OpenDeviation?on={PROJECT}")
    await page.get_by_label("偏差情况").fill("还没有写完")
    await expect(page.locator("[data-kept]")).to_contain_text("已自动保存", timeout=20_000)
    await page.goto("/workbench")
    await page.locator("#drafts").locator("..").locator("..").get_by_role("link").click()
    await expect(page.get_by_label("偏差情况")).to_have_value("还没有写完")
    await page.get_by_role("button", name="不要草稿，重新填").click()
    await expect(page.get_by_label("偏差情况")).to_have_value("")
