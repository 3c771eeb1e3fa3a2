"""A whole story, and MongoDB looked over its shoulder: no query goes through a collection from end to end."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from cli.services import SERVICES
from cli.stack.stack import Stack
from cli.story.loader import load_story
from cli.story.player import Player
from cli.story.run import stage_on, wallet_of
from cli.target import find_target

STORY = Path(__file__).parents[2] / "examples" / "stories" / "story-1-open-bid.yaml"
# Sixteen leases and a document a replica; a document a year; the watch itself.
SMALL = {"leases", "calendar_years", "system.profile"}
Databases = Sequence[Database[dict[str, Any]]]


@pytest.mark.timeout(300)
async def test_every_query_has_its_index(stack: Stack) -> None:
    target = find_target(stack.data)
    with MongoClient[dict[str, Any]](target.mongo) as client:
        databases = [client[f"sanzhi_{service}"] for service in SERVICES]
        for database in databases:
            database.command({"profile": 1, "filter": {"planSummary": {"$regex": "COLLSCAN"}}})
        async with stage_on(target) as (suite, _):
            outcome = await Player(suite, wallet_of(target, None), "indexes", lambda played: None).play([load_story(STORY)])
        assert outcome.lost == []
        assert _scans(databases) == set()
        # The watch itself: a query by what has no index does not escape it.
        databases[0]["projects"].find_one({"title": "no index has it"})
        assert len(_scans(databases)) == 1


def _scans(databases: Databases) -> set[str]:
    entries = [entry for database in databases for entry in database["system.profile"].find({})]
    return {f"{entry['ns']}: {entry['command']}" for entry in entries if not _costs_nothing(entry)}


def _costs_nothing(entry: dict[str, Any]) -> bool:
    collection = entry["ns"].partition(".")[2]
    # GridFS' own look before it makes its indexes: whether there is any document at all.
    looks_in = collection in {"files.files", "files.chunks"} and not entry["command"].get("filter") and entry["command"].get("limit") == 1
    return collection in SMALL or looks_in
