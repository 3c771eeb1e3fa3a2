"""Story 1 played by clicks alone, by its people: no call of a service is made beside their browsers."""

from pathlib import Path
from typing import Any

import grpc
import pytest

from cli.stack.stack import Stack
from cli.story.loader import load_story
from cli.story.wallet import Wallet
from tests.browser.clicks.people import People
from tests.browser.clicks.player import Clicker

pytestmark = pytest.mark.timeout(1800)
# So many acts have been seen to go: from everybody's registration to the formal review. The player knows a way to all the others, up to the
# filing; raise this as they are seen.
ACTS = 16
STORY = Path(__file__).parents[3] / "examples" / "stories" / "story-1-open-bid.yaml"


@pytest.fixture
def no_calls(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a channel from here has gone beside the pages."""

    def opened(*_: Any, **__: Any) -> Any:
        raise AssertionError("a gRPC channel beside the browsers")

    for module in (grpc, grpc.aio):
        for name in ("insecure_channel", "secure_channel"):
            monkeypatch.setattr(module, name, opened)


@pytest.mark.usefixtures("no_calls")
async def test_story_1_begins_by_clicks_alone(people: People, tmp_path: Path) -> None:
    clicker = Clicker(load_story(STORY), people, Wallet(tmp_path))
    await clicker.begin()
    for act in clicker.story.acts[:ACTS]:
        await clicker.play(act)
    ways = clicker.played.ways
    assert (ways["done"], ways["not offered"], ways.total()) == (11, 2, ACTS)
