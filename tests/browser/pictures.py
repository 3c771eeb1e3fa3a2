"""Pictures of pages, for people to look at: kept in the folder that SANZHI_PICTURES names, if it names one."""

import os
from pathlib import Path

from playwright.async_api import Page


def keep(name: str, content: bytes) -> None:
    """A file of a test run."""
    if chosen := os.environ.get("SANZHI_PICTURES", ""):
        folder = Path(chosen)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


async def picture(page: Page, name: str, *, whole: bool = True) -> bytes:
    """Of a page, from head to foot or as much as its window shows; PNG."""
    taken = await page.screenshot(full_page=whole)
    keep(f"{name}.png", taken)
    return taken
