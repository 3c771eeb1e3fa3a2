"""Pictures of pages, for people to look at: kept in the folder that SANZHI_PICTURES names, if it names one."""

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
