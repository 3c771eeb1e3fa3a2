"""A stack of its own for each module in which stories are played by clicks: its clock goes from the first act to the last."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, expect

from cli.services import SERVICES
from cli.stack.stack import Stack, Wanted
from cli.target import find_target
from tests.browser.clicks.people import People
from tests.browser.conftest import MISSING, chromium
from tests.browser.way_in import PATIENCE
from tests.harness.forms import demand_forms, written

_MILLISECONDS = 30_000  # for a page, beside everything else that a machine does while tests run


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not chromium():
        pytest.skip(MISSING)
    made = Stack(Wanted(tmp_path_factory.mktemp("clicks") / "data", port=0, clock="rehearsal", console=True), print)
    try:
        made.start()
        yield made
        demand_forms(written(find_target(made.data).mongo, SERVICES, "sanzhi_", "sanzhi"))
    finally:
        made.stop()


@pytest.fixture
async def people(stack: Stack, browser: Browser) -> AsyncIterator[People]:
    """Nobody yet; whoever is asked for comes with a browser of their own."""
    expect.set_options(timeout=_MILLISECONDS)
    made = People(browser, stack.running.state.console)
    yield made
    await made.close()
    expect.set_options(timeout=PATIENCE)
    assert made.wrong == []
