"""The pictures in README and in docs/console*.md: taken of the stories (SANZHI_PICTURES=docs/pictures), small, and of what the pages show.

Those of what people are in the middle of are taken where tests are: `shown` (pictures.py).
"""

import re
import struct
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PROJECT
from tests.browser.pictures import keep, shown
from tests.browser.way_in import WIDE, sign_in

pytestmark = pytest.mark.timeout(1800)
ROOT = Path(__file__).parents[2]
MOST_BYTES, MOST_BYTES_OF_A_ROLE = 250_000, 150_000
SHOWN = {"workbench": "/workbench", "project": f"/{PROJECT}"}

# Of each who, and where.
ROLES: dict[str, tuple[str, str]] = {
    "county": ("祁芳", "/workbench"),
    "owner": ("乔智", "/workbench"),
    "unit": ("窦亮", "/workbench"),
    "finance": ("钱红", "/board"),
    "auditor": ("首任审计人员", f"/{PROJECT}/timeline"),
    "administrator": ("首任系统管理员", "/people"),
}


@pytest.mark.parametrize("name", SHOWN)
async def test_readme_shows_it_as_it_is(page: Page, name: str) -> None:
    await sign_in(page, "赵明")
    await page.goto(SHOWN[name])
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    taken = await page.screenshot()
    keep(f"{name}.png", taken)
    committed = ROOT / "docs" / "pictures" / f"{name}.png"
    for png in (taken, committed.read_bytes()):
        assert struct.unpack(">II", png[16:24]) == (WIDE["width"], WIDE["height"])
        assert len(png) < MOST_BYTES
    for readme in ("README.md", "README.zh-CN.md"):
        assert f"(docs/pictures/{name}.png)" in (ROOT / readme).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ROLES)
async def test_a_role_is_shown_where_it_acts(page: Page, name: str) -> None:
    who, where = ROLES[name]
    await sign_in(page, who)
    await page.goto(where)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await shown(page, name)


def test_pictures_are_small_and_each_page_shows_all_of_its_own() -> None:
    docs = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("console.md", "console.zh-CN.md")]
    english, chinese = (re.findall(r"!\[[^]]+\]\(pictures/([a-z-]+)\.webp\)", text) for text in docs)
    kept = {path.stem: path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*.webp")}
    assert english == chinese and sorted(english) == sorted(kept)
    assert ROLES.keys() <= kept.keys()
    assert {name: size for name, size in kept.items() if size > MOST_BYTES_OF_A_ROLE} == {}
