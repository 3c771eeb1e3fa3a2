"""Plays the example stories once and keeps what was done and told, in its order: `python -m tests.unit.desk.record`.

A line an act or a fact. The desk's proof (test_stories.py) goes by it, in seconds and without a stack.
"""

import asyncio
import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from pymongo import MongoClient

from chassis.ids import new_id
from cli.refused import Refused
from cli.services import SERVICES
from cli.stack.stack import Stack, Wanted
from cli.story.loader import load_story
from cli.story.player import Player
from cli.story.run import stage_on, wallet_of
from cli.story.suite import Suite
from cli.target import find_target

RECORD = Path(__file__).with_name("recorded.jsonl.gz")
STORIES = sorted((Path(__file__).parents[3] / "examples/stories").glob("story-*.yaml"))
_KEPT = ("id", "type", "time", "subject", "actor", "sequence")


class Recording:
    """A stage on which what succeeds is noted."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.administrator = suite.administrator
        self.acts: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.suite, name)

    async def call(self, method: str, body: dict[str, Any], person: str, service: str = "") -> Message:
        """As the suite's."""
        began = new_id()
        answer = await self.suite.call(method, body, person, service)
        if "request_id" in body:
            named = {key: value for key, value in body.items() if key in ("name", "parent", "project", "application", "person", "document")}
            self.acts.append({"id": began, "act": method, "as": person, "names": named})
        return answer


def facts_of(mongo: str, services: Sequence[str]) -> Iterator[dict[str, Any]]:
    """All facts of the services, as their outboxes keep them."""
    with MongoClient[dict[str, Any]](mongo, tz_aware=True) as client:
        for service in services:
            for row in client[f"sanzhi_{service}"]["outbox"].find({}):
                if not row["topic"].endswith((".dead", ".open", ".seals")):  # what exchange hands on was told already; seals are no facts
                    told = {**row["attributes"], "sequence": row["sequence"]}
                    kept = {name: told[name].isoformat() if name == "time" else told[name] for name in _KEPT}
                    yield {**kept, "topic": row["topic"], "data": json.loads(row["body"])}


async def play(stack: Stack) -> list[dict[str, Any]]:
    """What happens on a stack when all stories are played. Raises Refused, AssertionError."""
    target = find_target(stack.data)
    async with stage_on(target) as (suite, _):
        recording: Any = Recording(suite)
        player = Player(recording, wallet_of(target, None), "recorded", lambda act: None)
        outcome = await player.play([load_story(path) for path in STORIES])
    assert outcome.held, (outcome.lost, outcome.unmet)
    return sorted([*recording.acts, *facts_of(target.mongo, SERVICES)], key=lambda each: each["id"])


def main() -> None:
    """Record anew."""
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Wanted(Path(folder) / "data", port=0, clock="rehearsal"), print)
        try:
            stack.start()
            lines = asyncio.run(play(stack))
        except Refused as refused:
            raise SystemExit(str(refused)) from refused
        finally:
            stack.stop()
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    RECORD.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(lines)} lines in {RECORD}")


if __name__ == "__main__":
    main()
