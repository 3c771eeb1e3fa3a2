"""A whole stack with the console before it, a story played up to its middle, and a Chromium. Where there is none it is said, loudly."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from chassis.calendar import CHINA
from cli.services import SERVICES
from cli.stack.stack import Stack, Wanted
from cli.story.loader import load_story
from cli.story.player import Player
from cli.story.run import stage_on, wallet_of
from cli.target import find_target
from cli.trying import until
from tests.browser.way_in import opened
from tests.harness.forms import demand_forms, written

STORIES = Path(__file__).parents[2] / "examples" / "stories"
PROJECT = "projects/jiaolu-zhiqing"
UNSIGNED = "projects/tuiguang-qiqi"  # its manager has not signed yet
PLAYED = {
    "story-5-terminated.yaml": datetime(2026, 9, 8, tzinfo=CHINA),
    "story-6-process.yaml": datetime(2026, 3, 11, 10, tzinfo=CHINA),
    "story-8-sharing-and-support.yaml": datetime(2026, 9, 8, tzinfo=CHINA),
}
MISSING = "NO CHROMIUM: the console was not tried in a browser. Install it (apt-get install chromium), or name one in SANZHI_CHROMIUM."


def chromium() -> str:
    """Where it is; empty for nowhere."""
    return os.environ.get("SANZHI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not chromium():
        pytest.skip(MISSING)
    made = Stack(Wanted(tmp_path_factory.mktemp("browser") / "data", port=0, clock="rehearsal", console=True), print)
    try:
        made.start()
        yield made
        demand_forms(written(find_target(made.data).mongo, SERVICES, "sanzhi_", "sanzhi"))
    finally:
        made.stop()


@pytest.fixture(scope="package")
async def url(stack: Stack) -> str:
    """Of the console, once the stories have come to where one project is in trouble, and the other waits for a signature."""
    target = find_target(stack.data)
    stories = [until(load_story(STORIES / file), end) for file, end in PLAYED.items()]
    async with stage_on(target) as (suite, _):
        outcome = await Player(suite, wallet_of(target, None), "browser", lambda played: None).play(stories)
    assert outcome.lost == []
    return stack.running.state.console


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    if not chromium():
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        # On Linux its own words, in date and file fields, go by the environment, whatever the page's locale or --lang says.
        chinese: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}
        started = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"], env=chinese)
        yield started
        await started.close()


@contextmanager
def harmless(page: Page, url: str) -> Iterator[None]:
    """Whatever the page would not do, or fetch from elsewhere, fails: scripts, styles, pictures against the Content-Security-Policy too."""
    wrong: list[str] = []
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" and "status of 4" not in told.text else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((url, "data:")) else wrong.append(f"elsewhere: {asked.url}"))
    yield
    assert wrong == []


@pytest.fixture
async def page(browser: Browser, url: str) -> AsyncIterator[Page]:
    """A browser of one's own."""
    made = await opened(browser, url)
    with harmless(made, url):
        yield made
        await made.context.close()
