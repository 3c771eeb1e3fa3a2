"""Story 1 played by clicks alone, by its people: no call of a service is made beside their browsers."""

import os
from pathlib import Path
from typing import Any

import grpc
import pytest

from cli.stack.stack import Stack
from cli.story.loader import load_story
from cli.story.wallet import Wallet
from tests.browser.clicks.people import People
from tests.browser.clicks.player import Clicker

pytestmark = pytest.mark.timeout(3600)
# As many as there is time for in every run: from everybody's registration to the formal review. `make clicks` goes on: 31 acts have been
# seen to go; the player knows a way to all the others, up to the filing.
ACTS = 16
CHOSEN = int(os.environ.get("SANZHI_CLICKS", ACTS))
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
async def test_story_1_by_clicks_alone(people: People, tmp_path: Path) -> None:
    clicker = Clicker(load_story(STORY), people, Wallet(tmp_path))
    await clicker.begin()
    for act in clicker.story.acts[:CHOSEN]:
        await clicker.play(act)
        print(f"{act.number} {act.note}: {dict(clicker.played.ways)}", flush=True)
    ways = clicker.played.ways
    if CHOSEN == ACTS:
        assert (ways["done"], ways["not offered"], ways.total()) == (11, 2, ACTS)
