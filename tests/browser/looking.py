"""What a machine can see of a page: axe-core's rules of WCAG 2.2 AA, what does not fit, what is too small to be hit."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

_ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_SCROLLED = {"type": "rule", "values": ["scrollable-region-focusable"]}  # what scrolls on a narrow page alone
_AXE = """async (rules) => (await axe.run({ runOnly: rules, resultTypes: ["violations"] })).violations.map(
    (each) => `${each.id}: ${each.help}: ` + each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join("; "))"""
_TOO_WIDE = """() => [document.documentElement.scrollWidth - document.documentElement.clientWidth]
    .filter((wide) => wide > 0).map((wide) => `${wide} px too wide`)"""
# Targets of less than 24 × 24 CSS pixels (WCAG 2.5.8), but for links within a sentence, and for what nobody sees.
_TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((each) => !each.closest(".unseen, .skip") && !(each.type === "checkbox" && each.closest("label")))
    .filter((each) => getComputedStyle(each).display !== "inline" && each.checkVisibility())
    .map((each) => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 23.5 || box.height < 23.5))
    .map(([html, box]) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${html}`).slice(0, 3)"""


async def violations(page: Page, *widths: int) -> list[str]:
    """What axe has to say of a page just opened, and what does not fit at the width that it has and at these."""
    await page.evaluate(AXE_SCRIPT)
    told: list[str] = await page.evaluate(_AXE, _ALL)
    return [f"{page.url}: {each}" for each in told] + await fitting(page, *widths)


async def fitting(page: Page, *widths: int) -> list[str]:
    """What does not fit at the width that a page has, and at these."""
    wide = page.viewport_size
    assert wide is not None
    told: list[str] = []
    for width in (wide["width"], *widths):
        await page.set_viewport_size({**wide, "width": width})
        found = [*await page.evaluate(_TOO_WIDE), *await page.evaluate(_TOO_SMALL)]
        if width != wide["width"] and await page.evaluate("typeof axe === 'object'"):
            found += await page.evaluate(_AXE, _SCROLLED)
        told += [f"{page.url} at {width}: {each}" for each in found]
    await page.set_viewport_size(wide)
    return told
