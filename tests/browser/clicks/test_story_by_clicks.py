"""Story 1 played by clicks alone, by its people: no call of a service is made beside their browsers."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import pytest

from cli.stack.stack import Stack
from cli.story.loader import load_story
from cli.story.player import Player
from cli.story.run import stage_on
from cli.story.wallet import Wallet
from cli.target import find_target
from tests.browser.clicks.people import People
from tests.browser.clicks.player import Clicker

pytestmark = pytest.mark.timeout(3600)
# As many as there is time for in every run: from everybody's registration to the formal review. `make clicks` goes on, up to the filing.
ACTS = 16
CHOSEN = int(os.environ.get("SANZHI_CLICKS", ACTS))
# While the player is worked on: acts before this one are played by calls, in seconds, and clicks begin in the middle.
FROM = int(os.environ.get("SANZHI_CLICKS_FROM", 1))
STORY = Path(__file__).parents[3] / "examples" / "stories" / "story-1-open-bid.yaml"


@pytest.fixture
def no_calls(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called, whoever opens a channel from here has gone beside the pages."""

    def opened(*_: Any, **__: Any) -> Any:
        raise AssertionError("a gRPC channel beside the browsers")

    def forbid() -> None:
        for module in (grpc, grpc.aio):
            for name in ("insecure_channel", "secure_channel"):
                monkeypatch.setattr(module, name, opened)

    return forbid


async def test_story_1_by_clicks_alone(stack: Stack, people: People, tmp_path: Path, no_calls: Callable[[], None]) -> None:
    clicker = Clicker(load_story(STORY), people, Wallet(tmp_path))
    if FROM > 1:
        await _call(stack, clicker)
    no_calls()
    if FROM == 1:
        await clicker.begin()
    for act in clicker.story.acts[FROM - 1 : CHOSEN]:
        await clicker.play(act)
        print(f"{act.number} {act.note}: {dict(clicker.played.ways)}", flush=True)
    ways = clicker.played.ways
    if (FROM, CHOSEN) == (1, ACTS):
        assert (ways["done"], ways["not offered"], ways.total()) == (11, 2, ACTS)


async def _call(stack: Stack, clicker: Clicker) -> None:
    """What comes before the acts that are clicked, registration too."""
    before = clicker.story.acts[: FROM - 1]
    async with stage_on(find_target(stack.data)) as (suite, _):
        player = Player(suite, clicker.wallet, "clicks", lambda played: None)
        outcome = await player.play([replace(clicker.story, acts=before)])
    assert outcome.held, [*outcome.lost, *outcome.unmet]
    for act in before:
        clicker.take_in(act)
