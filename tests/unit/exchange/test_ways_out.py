"""By whichever way: what a department was not granted is in nothing that is pushed to it, and in no file of its packages (2.5).

On the feed's wire and on Kafka's topics: tests/integration/exchange/test_feed.py, test_log.py.
"""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from services.exchange.catalogue import PROJECTION
from services.exchange.domain.events import event_bytes
from services.exchange.domain.grant import Grant
from services.exchange.domain.package import Package, package_name
from services.exchange.domain.scope import Scope, Share
from services.exchange.files.making import put
from services.exchange.webhooks.push import GrantedFacts, Order
from tests.contract.test_facts import golden
from tests.unit.exchange.examples import BUREAU, NAME, NOW, scope

DECIDED, APPROVED = "sanzhi.registry.termination.decided.v1", "sanzhi.registry.project.approved.v1"
ON_REQUEST, NEVER, KEY = "依申请-7d41", 98.76543, "projects/p1"


class Log:
    """Both facts of a project, whole."""

    def __init__(self) -> None:
        self._rows = [_row(1, DECIDED, reason=ON_REQUEST), _row(2, APPROVED, exact_lead_score=NEVER)]

    async def last(self) -> int:
        return len(self._rows)

    async def after(self, position: int, types: Sequence[str], limit: int, most_bytes: int) -> list[dict[str, Any]]:
        return [row for row in self._rows if row["_id"] > position and row["type"] in types][:limit]

    async def of_key(self, key: str, first: int, last: int, types: Sequence[str], limit: int) -> list[dict[str, Any]]:
        return [row for row in await self.after(first - 1, types, limit, 0) if row["key"] == key and row["_id"] <= last]


def _row(number: int, kind: str, **said: Any) -> dict[str, Any]:
    data = json.loads(golden("registry", kind.split(".", 2)[2])) | said
    assert said.keys() <= data.keys()
    about = {"id": f"e{number}", "source": "/sanzhi/registry", "type": kind, "partitionkey": KEY, "sequence": number, "subject": KEY}
    opened, whole = (event_bytes(about, PROJECTION.public(kind, data, told)) for told in (frozenset[str](), PROJECTION.on_request[kind]))
    return {"_id": number, "event": f"e{number}", **about, "key": KEY, "before": {}, "open": opened, "whole": whole}


def shared(*fields: str) -> Scope:
    return scope(types=(Share(DECIDED, fields), Share(APPROVED)))


async def pushed(given: Scope) -> list[bytes]:
    """As it comes first, and behind a fact that was not taken."""
    log: Any = Log()
    order = Order("", NAME, "", Grant(given, PROJECTION), (), 0)
    facts = GrantedFacts(log, lambda: order)
    page, end = await facts.page(0, 64)
    assert end == 2
    bodies = [row.body for row in page]
    assert [row.body for row in await facts.of_key(KEY, 1, 2, 64)] == bodies
    return bodies


async def packed(given: Scope, folder: Path) -> list[bytes]:
    log: Any = Log()
    made = await put(Package(package_name(NAME, 1), NAME, BUREAU, 1, 0, 2, given, NOW), folder, log)
    assert made.events == 2
    return await asyncio.to_thread(lambda: [file.read_bytes() for file in folder.rglob("*") if file.is_file()])


@pytest.mark.rule("2.5")
async def test_what_was_not_granted_is_in_nothing_that_goes_out(tmp_path: Path) -> None:
    for number, (fields, there) in enumerate((((), False), (("reason",), True))):
        for what in (await pushed(shared(*fields)), await packed(shared(*fields), tmp_path / str(number))):
            assert len(what) >= 2 and any(KEY.encode() in each for each in what)
            assert any(ON_REQUEST.encode() in each for each in what) is there
            assert not any(b"exact_lead_score" in each or str(NEVER).encode() in each for each in what)
