"""Pictures of pages, for people to look at: kept in the folder that SANZHI_PICTURES names, if it names one."""

import base64
import os
from pathlib import Path

from playwright.async_api import Page

FOLDER = "SANZHI_PICTURES"


def keep(name: str, content: bytes) -> None:
    """A file of a test run."""
    if chosen := os.environ.get(FOLDER, ""):
        folder = Path(chosen)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


async def picture(page: Page, name: str) -> None:
    """Of a page from head to foot, PNG; none is taken where no folder is named, for that takes as long as the page."""
    if FOLDER in os.environ:
        keep(f"{name}.png", await page.screenshot(full_page=True))


async def shown(page: Page, name: str) -> None:
    """What docs/console*.md show, as it is on a screen: WebP, which is a third of a PNG and as sharp (docs/pictures)."""
    if FOLDER in os.environ:
        session = await page.context.new_cdp_session(page)
        taken = await session.send("Page.captureScreenshot", {"format": "webp", "quality": 80})
        await session.detach()
        keep(f"{name}.webp", base64.b64decode(taken["data"]))
