"""Somebody goes wherever links lead from the navigation: each kind of page once, and each form once whoever comes to it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page

# Files, and what ends a session.
_NO_PAGE = re.compile(r"^/(excel|papers|files|static|signin|signout|calendar)|/(template|workbook|file)$")
THINGS = (
    "projects|applications|guides|people|organizations|findings|results|policies|claims|questions|serviceRequests|facilities|notices|rules"
    "|subscriptions|packages|engagements|documents|nodes|imports"
)
_BELOW = re.compile(rf"(?<=/)({THINGS})/[^/]+")
# Fetched and read by the page that is open, a third of what it takes to draw it. Keys, digests, what is signed are code, and stand as such.
_READ = """async (href) => {
    const answer = await fetch(href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const heads = [...page.querySelectorAll("h1")].map((each) => each.textContent.trim());
    const main = page.querySelector("main") ?? page.body;
    const links = [...main.querySelectorAll("a[href^='/']")].map((each) => each.getAttribute("href"));
    main.querySelectorAll("code, pre, script, style, datalist, noscript, [hidden]").forEach((each) => each.remove());
    main.querySelectorAll("*").forEach((each) => each.after(" "));
    return { status: answer.status, text: main.textContent.replace(/\\s+/g, " "), heads, links };
}"""
_MENUS = "#nav a[href^='/'], .bar a[href^='/'], .bar-me a[href^='/']"


@dataclass(frozen=True)
class Read:
    """A page as it was answered: what is written in its main part, and its heads."""

    href: str
    kind: str
    text: str
    heads: list[str]


def kind_of(href: str) -> str:
    """What pages of one kind have in common."""
    return _BELOW.sub(r"\1/…", urlsplit(href).path)


async def pages_of(page: Page, forms: set[str]) -> AsyncIterator[Read]:
    """Reads page after page; forms: that somebody has been to already, to be added to."""
    menus: list[str] = await page.locator(_MENUS).evaluate_all("links => links.map(each => each.getAttribute('href'))")
    ahead = [(href, "the menus") for href in menus]
    been: set[str] = set()
    while ahead:
        link, on = ahead.pop(0)
        href = link.partition("#")[0]
        kind = kind_of(href)
        is_form = kind.startswith("/acts/")
        if _NO_PAGE.search(kind) or kind in (forms if is_form else been):
            continue
        (forms if is_form else been).add(kind)
        answer: dict[str, Any] = await page.evaluate(_READ, href)
        assert answer["status"] == 200, f"{href}, from {on}: {answer['status']}"
        yield Read(href, kind, answer["text"], answer["heads"])
        ahead += [] if is_form else [(link, href) for link in answer["links"]]
