"""The pictures in README: taken of the stories by this test (SANZHI_PICTURES=docs/pictures), small, and of what the pages show."""

import struct
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PROJECT
from tests.browser.pictures import keep
from tests.browser.way_in import WIDE, sign_in

pytestmark = pytest.mark.timeout(1800)
ROOT = Path(__file__).parents[2]
MOST_BYTES = 250_000
SHOWN = {"workbench": "/workbench", "project": f"/{PROJECT}"}


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
