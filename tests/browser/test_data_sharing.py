"""Data sharing by clicks: a department asks, the bureau grants less, the department takes its token; who is behind stands there."""

import asyncio
import uuid

import httpx
import pytest
from playwright.async_api import Page, expect

from cli.stack.stack import Stack
from cli.story.run import stage_on
from cli.story.values import plain
from cli.target import find_target
from tests.browser.looking import violations
from tests.browser.pictures import picture, shown
from tests.browser.way_in import sign_in

pytestmark = pytest.mark.timeout(1800)
REGISTRY = "sanzhi.registry.v1.RegistryService"
NAME, OFFICE = "高洁", "organizations/gxj"  # 市工业和信息化局


@pytest.fixture(scope="module")
async def department(stack: Stack, url: str) -> str:
    """Somebody of a department, whose office is confirmed."""
    body = {"person_id": "gao-jie", "display_name": NAME, "organization": OFFICE, "request_id": str(uuid.uuid4())}
    async with stage_on(find_target(stack.data)) as (suite, _):
        person = plain(await suite.call(f"{REGISTRY}/RegisterPerson", body, suite.administrator))
        for office in person["offices"]:
            confirmed = {"name": person["name"], "office": office["id"], "request_id": str(uuid.uuid4())}
            await suite.call(f"{REGISTRY}/ConfirmOffice", confirmed, suite.security)
    return NAME


async def sign_in_anew(page: Page, name: str) -> None:
    await page.context.clear_cookies()
    await sign_in(page, name)


async def ask(page: Page) -> str:
    """For what ends projects, with the reason; returns the address of what was asked for."""
    await page.locator("#nav").get_by_role("link", name="数据共享", exact=True).click()
    await page.locator(".head").get_by_role("link", name="申请数据共享").click()
    await page.locator('[name="types.0.type"]').select_option(label="注册立项：项目终止")
    await page.get_by_label("用途").fill("核对工业投资")
    await page.get_by_text("可以填的 1 个代码").click()  # drawn since the type was chosen, and nothing that was typed meanwhile is lost
    await expect(page.locator(".why-body").filter(has_text="理由").first).to_be_visible()
    await page.locator('[name="types.0.fields"]').fill("reason")
    await page.get_by_label("HTTP 拉取").check()
    await expect(page.get_by_label("用途")).to_have_value("核对工业投资")
    await page.get_by_label("依据").fill("《政务数据共享条例》第十七条")
    await page.get_by_label("共享期限").fill("2027-06-30")
    await page.locator(".card-foot").get_by_role("button", name="申请数据共享").click()
    await expect(page.locator(".told")).to_contain_text("已完成")
    address = await page.locator("main").get_by_role("link", name="市工业和信息化局").first.get_attribute("href")
    assert address is not None
    return address


async def test_from_the_request_to_the_first_fact(page: Page, stack: Stack, department: str) -> None:
    await sign_in(page, department)
    address = await ask(page)
    await sign_in_anew(page, "赵明")
    await page.locator("h2, h3").get_by_role("link", name="批准数据共享", exact=True).first.click()
    await expect(page.locator('[name="types.0.fields"]')).to_have_value("reason")  # as it was asked for
    await expect(page.get_by_label("HTTP 拉取")).to_be_checked()
    await page.locator('[name="types.0.fields"]').fill("")
    await page.get_by_label("少批的理由").fill("终止理由属于内部意见")
    await page.locator(".card-foot").get_by_role("button", name="批准数据共享").click()
    await expect(page.locator(".told")).to_contain_text("已完成")
    await expect(page).to_have_url(f"{page.url.partition('/subscriptions')[0]}{address}")
    await expect(page.locator("s")).to_have_text("理由")
    await expect(page.locator("main")).to_contain_text("终止理由属于内部意见")
    await sign_in_anew(page, department)
    await page.goto(address)
    for fold in await page.locator("details.acts-more > summary").all():
        await fold.click()
    await page.get_by_role("link", name="领取拉取令牌", exact=True).click()
    await page.locator(".card-foot").get_by_role("button", name="领取拉取令牌").click()
    token = await page.locator("dd strong").first.inner_text()
    async with httpx.AsyncClient(base_url=stack.running.state.feed, headers={"authorization": f"Bearer {token}"}) as feed:
        answer = await feed.get("/feeds/facts")
    assert answer.status_code == 200, answer.text
    left = len(answer.json())  # a page that nobody has asked on from may have been lost on its way
    await page.goto("/subscriptions")
    row = page.get_by_role("region", name="谁落后了，表格").get_by_role("row").filter(has_text="HTTP 拉取")
    async with asyncio.timeout(60):  # it is written down a moment later
        while "2026-" not in await row.locator("td").last.inner_text():
            await page.reload()
    await expect(row).to_contain_text(f"还差 {left} 条" if left else "没有未取的")
    for where, name in (("/subscriptions", "subscriptions"), (address, "subscription")):
        await page.goto(where)
        assert await violations(page, 683, 390) == []
        await shown(page, "department")
        for width in (1366, 683, 390):
            await page.set_viewport_size({"width": width, "height": 768})
            await picture(page, f"{name}-{width}")
        await page.set_viewport_size({"width": 1366, "height": 768})
