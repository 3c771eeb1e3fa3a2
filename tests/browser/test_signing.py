"""Signing in a browser with a key file (1.6): it verifies at the service, and the key goes nowhere."""

from pathlib import Path

import pytest
from playwright.async_api import Page, Request, expect

from cli.keys import new
from cli.stack.stack import Stack
from cli.story.run import wallet_of
from cli.target import find_target
from tests.browser.conftest import UNSIGNED
from tests.browser.pictures import shown
from tests.browser.test_console import sign_in

pytestmark = pytest.mark.timeout(1800)


async def open_contract(page: Page) -> None:
    await sign_in(page, "苏明远")
    await page.goto(f"/{UNSIGNED}")
    await page.locator("#contracts").locator("..").locator("..").get_by_role("link", name="委托管理合同").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("委托管理合同")


async def test_a_key_that_is_not_on_record_signs_nothing(page: Page, tmp_path: Path) -> None:
    await open_contract(page)
    (tmp_path / "other.pem").write_bytes(new("ed25519"))
    await page.get_by_label("私钥文件").set_input_files(tmp_path / "other.pem")
    await expect(page.locator("[data-sign-state]")).to_contain_text("不在您的登记之中")
    (tmp_path / "note.txt").write_text("hello", encoding="utf-8")
    await page.get_by_label("私钥文件").set_input_files(tmp_path / "note.txt")
    await expect(page.locator("[data-sign-state]")).to_contain_text("这不是私钥文件")


async def test_the_manager_signs_and_the_key_stays_where_it_is(page: Page, stack: Stack) -> None:
    sent: list[str] = []

    def keep(request: Request) -> None:
        sent.append(request.post_data_buffer.decode("latin-1") if request.post_data_buffer else "")

    page.on("request", keep)
    await open_contract(page)
    await expect(page.locator("[data-same]")).to_contain_text("与登记的摘要一致")
    private = wallet_of(find_target(stack.data), None).folder / "su-mingyuan.pem"
    await page.get_by_label("私钥文件").set_input_files(private)
    await expect(page.locator("[data-sign-state]")).to_contain_text("已用密钥")
    await shown(page, "manager")
    await page.get_by_role("button", name="提交签名").click()
    await expect(page.get_by_role("status").first).to_contain_text("已完成")
    await expect(page.locator("tr[aria-current]")).to_contain_text("✓ 苏明远")
    secret = private.read_text(encoding="ascii").splitlines()[1]
    assert any("signature" in body for body in sent) and not any(secret in body or "PRIVATE KEY" in body for body in sent)


async def test_papers_are_pdf(page: Page) -> None:
    await open_contract(page)
    answer = await page.request.get(await page.get_by_role("link", name="打印（PDF）").get_attribute("href") or "")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf") or "没有中文字体" in await answer.text()
