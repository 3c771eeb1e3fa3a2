"""The process dies while it sets a flood of junk aside, comes back and is given it again: each is kept once, the fact behind it handled."""

import hashlib

import pytest

from chassis.envelope import to_headers
from chassis.messaging.bundles import letters_in
from chassis.messaging.topics import ensure_topics
from chassis.run.service import Service
from tests.integration.chassis.test_floods import Sent, pour
from tests.integration.chassis.test_redrive import TYPED
from tests.integration.crash.conftest import Crashing

JUNK: Sent = (b"", b"\x00junk\xff", [])
FACT: Sent = (b"projects/casting", b'{"project": "projects/casting", "amount": 5}', to_headers({**TYPED, "id": "a"}))


@pytest.mark.parametrize("at", ["in_the_transaction", "before_commit", "after_handling_before_offset"])
async def test_each_is_kept_once(crashing: Crashing, watcher: Service, at: str) -> None:
    async with crashing() as processes:
        suite, mongo = processes.suite, processes.mongo("watcher")
        try:
            for name in ("probe", "watcher"):
                await ensure_topics(suite.settings, name)
            await processes.start("watcher", at)
            processes.arm("watcher")
            places = await pour(suite, [JUNK] * 180)
            await processes.until_dead("watcher")
            await pour(suite, [FACT])
            await processes.start("watcher", at)
            await processes.quiet(watcher=["probe"])
            letters = [letter async for row in mongo["dead_letters"].find({}) for letter in letters_in(row, mongo.damage)]
            assert sorted(letter["_id"] for letter in letters) == sorted(places)
            digest = hashlib.sha256(JUNK[1]).digest()[:16]
            assert {(letter["value"], letter["size"], letter["body"]) for letter in letters} == {(b"", len(JUNK[1]), digest)}
            assert (await mongo["sums"].find_one({}))["total"] == 5
            assert await mongo["inbox"].count_documents({}) == 1
        finally:
            await mongo.close()
