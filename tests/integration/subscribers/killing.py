"""Kits run on a feed and killed at a moment of it that a test chooses."""

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.subscribers.conftest import Rows
from tests.integration.subscribers.facts import Event
from tests.integration.subscribers.feed import ANSWERED, TOKEN, Feed
from tests.integration.subscribers.kits import Kit

LONGEST = 300


def some_of(events: list[Event], count: int, seed: int) -> frozenset[str]:
    """Events whose absence a later one of their project tells."""
    told = {(event["source"], event["partitionkey"], event["previous"]) for event in events}
    inner = [event["id"] for event in events if (event["source"], event["partitionkey"], event["sequence"]) in told]
    return frozenset(random.Random(seed).sample(inner, count))


@contextmanager
def followed(kit: Kit, feed: Feed, rows: Rows, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with kit.running(kit.surroundings(feed.url, TOKEN, rows.path), log) as process:
        yield process


def killed_at(moment: str, run: tuple[Kit, Feed, Rows, Path], times: int, later: float = 0) -> None:
    """Starts it, kills it the so-manieth time at this moment of a request; after an answer so much later that it writes, or has written."""
    kit, feed, rows, log = run
    with followed(kit, feed, rows, log) as process:

        def strike(now: str) -> None:
            nonlocal times
            times -= now == moment
            if now == moment and times == 0:
                time.sleep(later if moment == ANSWERED else 0)
                process.kill()

        feed.at = strike
        try:
            assert process.wait(LONGEST) == -9, log.read_text()
        finally:
            feed.at = lambda now: None
