"""A whole story, and MongoDB looked over its shoulder: no query goes through a collection from end to end."""

from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from cli.stack.stack import Stack
from cli.story.loader import load_story
from cli.story.player import Player
from cli.story.run import stage_on, wallet_of
from cli.target import SERVICES, find_target

STORY = Path(__file__).parents[2] / "examples" / "stories" / "story-1-open-bid.yaml"
# Collections that never grow: sixteen leases and a document a replica; a document a year.
SMALL = {"leases", "calendar_years"}


@pytest.mark.timeout(900)
async def test_every_query_has_its_index(stack: Stack) -> None:
    target = find_target(stack.data)
    with MongoClient[dict[str, Any]](target.mongo) as client:
        databases = [client[f"sanzhi_{service}"] for service in SERVICES]
        for database in databases:
            database.command({"profile": 1, "filter": {"planSummary": {"$regex": "COLLSCAN"}}})
        async with stage_on(target) as (suite, _):
            outcome = await Player(suite, wallet_of(target, None), "indexes", lambda played: None).play([load_story(STORY)])
        assert outcome.stopped is None
        scans = {f"{entry['ns']}: {entry['command']}" for database in databases for entry in database["system.profile"].find({})}
    assert {scan for scan in scans if scan.partition(":")[0].partition(".")[2] not in SMALL} == set()
