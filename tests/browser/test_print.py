"""What comes out of the printer: A4, all of the page without the menus, what is folded too."""

import io
import unicodedata

import pytest
from playwright.async_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PROJECT
from tests.browser.pictures import keep
from tests.browser.way_in import sign_in

pytestmark = pytest.mark.timeout(1800)
A4 = (842, 595)  # points, lying


def plain(text: str) -> str:
    """Without blanks; Chromium writes some characters as the radicals that look like them (⽓ for 气)."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("path", [PROJECT, f"{PROJECT}/timeline"])
async def test_a_project_prints_on_a4_without_menus(page: Page, path: str) -> None:
    await sign_in(page, "赵明")
    await page.goto(f"/{path}")
    title = await page.get_by_role("heading", level=1).inner_text()
    await page.emulate_media(media="print")
    for menu in (".bar", ".nav", ".tabs", ".trying", ".head .buttons"):
        await expect(page.locator(menu).first).to_be_hidden()
    printed = await page.pdf(prefer_css_page_size=True, print_background=True)
    keep(f"print-{path.replace('/', '-')}.pdf", printed)
    pages = PdfReader(io.BytesIO(printed)).pages
    assert {(round(float(each.mediabox.width)), round(float(each.mediabox.height))) for each in pages} == {A4}
    text = plain("".join(each.extract_text() for each in pages))
    assert plain(title) in text
    assert not [word for word in ("退出登录", "演练时钟", "跳到正文", "主导航") if word in text]
    assert "自然日" in text or "工作日" in text  # how dates came about is folded on the screen
