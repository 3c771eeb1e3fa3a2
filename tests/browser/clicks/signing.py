"""A document signed on its page with a key file (1.6)."""

from playwright.async_api import Page, expect

from cli.story.wallet import Wallet


async def sign(page: Page, wallet: Wallet, person: str) -> bool:
    """With the key of a person, whoever's page it is; whether it was done."""
    await expect(page.locator("[data-same]")).to_contain_text("与登记的摘要一致")
    await page.get_by_label("私钥文件").set_input_files(wallet.folder / f"{person.removeprefix('people/')}.pem")
    state = page.locator("[data-sign-state]")
    await expect(state).not_to_be_empty()
    if "已用密钥" not in await state.inner_text():
        await expect(state).to_contain_text("不在您的登记之中")
        return False
    await page.get_by_role("button", name="提交签名").click()
    told, refused = page.locator(".told"), page.locator(".refusal")
    await expect(told.or_(refused).first).to_be_visible()
    return bool(await told.count())
