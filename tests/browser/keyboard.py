"""Going through a page by Tab alone, seeing at each stop where one is."""

from playwright.async_api import Locator, Page

# What is focused shows it: an outline of two pixels at least, within the window.
_AT = """(wanted) => {
    const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
    const seen = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const hidden = seen && inside ? "" : `${at.outerHTML.slice(0, 160)}: ${look.outlineStyle} ${look.outlineWidth} at ${box.top}`;
    return [hidden, at === wanted];
}"""
_MOST = 250


async def tab_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until it is focused. Fails where it never is, or where a stop on the way is not to be seen."""
    await wanted.wait_for(state="attached")
    hidden = []
    for _ in range(_MOST):
        await page.keyboard.press("Tab")
        hers, is_there = await wanted.evaluate(_AT)
        hidden += [hers] if hers else []
        if is_there:
            assert not hidden, "\n".join(hidden)
            return
    raise AssertionError(f"no way by Tab to {wanted}")


async def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Goes there and presses a key."""
    await tab_to(page, wanted)
    await page.keyboard.press(key)
