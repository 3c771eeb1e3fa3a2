"""What people read, on every page that links lead them to, in the middle of the stories: names and words, no ids, no code, no holes."""

import re

import pytest
from playwright.async_api import Browser

from tests.browser.conftest import harmless
from tests.browser.crawl import THINGS, Read, pages_of
from tests.browser.looking import fitting
from tests.browser.pictures import picture
from tests.browser.way_in import opened, sign_in

pytestmark = pytest.mark.timeout(1800)
PEOPLE = (
    "赵明",  # the bureau
    "温秀",  # a county
    "乔智",  # owner
    "窦亮",  # undertaking unit
    "武文静",  # manager
    "苏明远",  # manager who has not signed yet
    "景华",  # unit with a claim, a booking, a notice
    "祁芳",  # county with facilities and notices
    "康宁",  # expert
    "钱红",  # finance bureau
    "首任系统管理员",
    "首任安全管理员",
    "首任审计人员",
)
# Names of resources, enums, instants, ids made by the console, values of a program, templates, brackets and stops with nothing before them.
_NO_WORDS = re.compile(
    rf"\b(?:{THINGS}|roles|areas|deadlines|deviations|catalogueItems|selections)/[a-z0-9][\w/-]*"
    r"|\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+\b|\d{4}-\d\d-\d\dT\d|\b\d{8}-[0-9a-f]{6}\b"
    r"|\b(?:None|True|False|undefined|null|NaN|Undefined)\b|\{\{|\}\}|\[object|（）|、、|：\s*。|。。"
)


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """Kinds of pages that were drawn already, and forms that somebody has been to."""
    return set()


async def test_what_the_browser_itself_says_is_chinese(browser: Browser) -> None:
    """In date and file fields nobody can read what stands there; of a field that is not filled in one can."""
    page = await browser.new_page()
    await page.set_content("<input required>")
    said = await page.locator("input").evaluate("it => it.validationMessage")
    assert re.search("[\u4e00-\u9fff]", said), f"“{said}”: Chromium has no Chinese here (.ci/browser installs chromium-l10n)"
    await page.close()


@pytest.mark.parametrize("name", PEOPLE)
async def test_pages_have_words_for_everything(name: str, browser: Browser, url: str, seen: set[str]) -> None:
    page = await opened(browser, url)
    wrong: list[str] = []
    kinds: list[str] = []
    with harmless(page, url):
        await sign_in(page, name)
        async for read in pages_of(page, seen):
            kinds.append(read.kind)
            wrong += [f"{read.href}: {each}" for each in _holes(read)]
            if read.kind not in seen:  # drawn once: with what the stories bring, which is longer than what is made up
                seen.add(read.kind)
                await page.goto(read.href)
                wrong += await fitting(page, 390)
                await picture(page, f"{name}{read.kind.replace('/', '-')}")
        await page.context.close()
    assert len(kinds) > 3
    assert not wrong, "\n".join(wrong)


def _holes(read: Read) -> list[str]:
    found = [f"…{read.text[max(0, it.start() - 30) : it.end() + 20]}…" for it in _NO_WORDS.finditer(read.text)]
    return found + ([] if len(read.heads) == 1 and read.heads[0] else [f"heads: {read.heads}"])
