"""The people of a story, each with a browser of their own that is kept from first to last."""

import base64
import re
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, expect

from cli.story.model import Story
from cli.story.wallet import Wallet
from console.forms.known import areas
from console.imports.kinds import KINDS, ImportKind
from tests.browser.clicks.told import Body, Told
from tests.browser.workbooks import Cells, filled

ADMINISTRATOR, SECURITY = "首任系统管理员", "首任安全管理员"
_AUTHORITIES = {f"ORGANIZATION_KIND_{each}" for each in ("SCIENCE_BUREAU", "COUNTY_DEPARTMENT", "FINANCE_BUREAU", "GOVERNMENT_DEPARTMENT")}


class People:
    """By what they are called. Each opens the console anew for each thing that they do, signed in since the first time."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.wrong: list[str] = []  # what browsers would not do, or fetched from elsewhere
        self._browser = browser
        self._url = url
        self._contexts: dict[str, BrowserContext] = {}

    async def page_of(self, name: str) -> Page:
        """A fresh page of somebody, on the workbench."""
        if name not in self._contexts:
            await self._sign_in(name)
        page = await self._contexts[name].new_page()
        await page.goto("/")
        return page

    async def _sign_in(self, name: str) -> None:
        context = await self._browser.new_context(base_url=self._url, viewport={"width": 1366, "height": 768}, locale="zh-CN")
        context.on("weberror", lambda error: self.wrong.append(f"{name}: {error.error}"))
        context.on("request", lambda it: None if it.url.startswith((self._url, "data:")) else self.wrong.append(f"elsewhere: {it.url}"))
        self._contexts[name] = context
        page = await context.new_page()
        await page.goto("/")
        await page.get_by_role("link", name="选择身份登录（演练）").click()
        await page.get_by_role("button", name=re.compile(f"^{name}\\s*(专家)?$")).click()
        await expect(page.locator(".bar-me")).to_contain_text(name)
        await page.close()

    async def close(self) -> None:
        """All browsers."""
        for context in self._contexts.values():
            await context.close()


async def register(people: People, story: Story, told: Told, wallet: Wallet) -> None:
    """Organisations and people come in from Excel, keys are registered, offices are confirmed: each by the officer whose duty that is."""
    page = await people.page_of(ADMINISTRATOR)
    await _register_all(page, story, told)
    for name in signers(story):
        await _open(page, told(name), "登记签名公钥")
        key = wallet.key_or_new(name)
        await page.locator('[name="public_key"]').fill(base64.b64encode(key.public_key).decode())
        await done(page)
    await page.close()
    page = await people.page_of(SECURITY)
    for name in _officials(story):
        await _open(page, name, "确认职务")
        await page.get_by_label("哪一职务").select_option(index=1)
        await done(page)
    await page.close()


async def _register_all(page: Page, story: Story, told: Told) -> None:
    await page.locator("#nav").get_by_role("link", name="单位与人员", exact=True).click()
    await page.get_by_role("link", name="从 Excel 导入", exact=True).click()
    experts = [each for each in story.people if "roles" in each]
    others = [each for each in story.people if each not in experts]
    for kind, listed in (("organizations", story.organizations), ("people", others), ("experts", experts)):
        await _import(page, KINDS[kind], [cells(KINDS[kind], body, told) for body in listed])


def _officials(story: Story) -> list[str]:
    """Who works for an authority, by what they are called: somebody else confirms that they do (2.5)."""
    authorities = {f"organizations/{each['organization_id']}" for each in story.organizations if each["kind"] in _AUTHORITIES}
    return [each["display_name"] for each in story.people if each["organization"] in authorities]


def signers(story: Story) -> list[str]:
    """Whoever signs something in a story, or is asked to."""
    return list(dict.fromkeys(act.person for act in story.acts if act.call.endswith("/SignDocument")))


async def _open(page: Page, person: str, act: str) -> None:
    """A form about somebody, from their page."""
    await page.locator("#nav").get_by_role("link", name="单位与人员", exact=True).click()
    await page.locator("main").get_by_role("link", name=person, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(person)
    folded = page.locator("details.acts-more:not([open]) > summary")
    while await folded.count():
        await folded.first.click()
    await page.get_by_role("link", name=act, exact=True).click()


async def done(page: Page) -> None:
    """Sends the form that a page shows."""
    await page.locator("button[value=send]:not(.unseen)").click()
    await expect(page.locator(".told")).to_contain_text("已完成")


async def _import(page: Page, kind: ImportKind, rows: list[Cells]) -> None:
    section = page.locator("section").filter(has=page.get_by_role("heading", name=kind.title, exact=True))
    async with page.expect_download() as download:
        await section.get_by_role("link", name="下载模板").click()
    template = await (await download.value).path()
    await section.get_by_label("填好的工作簿").set_input_files(filled(template, rows, kind.title))
    await section.get_by_role("button", name=f"上传并检查：{kind.title}").click()
    await page.get_by_role("button", name="确认，逐行办理").click()
    again = page.get_by_role("link", name="再导入")
    await expect(again).to_be_visible(timeout=120_000)  # some rows at a time; the page goes on by itself
    await expect(page.get_by_role("status")).to_contain_text(f"办成 {len(rows)}，未受理 0")
    await again.click()


def cells(kind: ImportKind, body: Body, told: Told) -> Cells:
    """A row as somebody would write it, by the heads of the columns; ids are left to the console."""
    areas_by_code = {code: title for title, code in areas().items()}
    found: Cells = {}
    for column in kind.columns:
        value = _at(body, column.path.split("."))
        if value in (None, "") or column.made:
            continue
        words = {code: title for title, code in (column.choices or {}).items()}
        found[column.label] = words.get(value) or areas_by_code.get(value) or told(value)
    return found


def _at(value: Any, path: list[str]) -> Any:
    for part in path:
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if value is not None else None
    return value
