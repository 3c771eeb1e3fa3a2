"""P16: facts a second that one reader gets from the feed, page by page, against reading the same rows from MongoDB raw.

Ours is exchange in a process of its own and an HTTP client here that reads whole pages of a thousand, as far as the last; raw is the
driver here, reading what the feed reads of the same rows by the same index, a thousand a batch. The rows are as large as the suite's own.
"""

import http.client
import time
from typing import Any

from pymongo import InsertOne, MongoClient
from sanzhi.exchange.v1 import exchange_pb2

from bench.log_rows import log_row
from bench.measure import Comparison, Run, Scale, at_least, in_turn
from bench.server import serving
from bench.stage import Stage
from bench.subscriber import subscribing
from cli.stack.ports import LOOPBACK, free_port
from services.exchange.log import LOG

PAGE = 1000
KEYS = 2000
# One of every four rows is of the type that was not granted.
GRANTED, OTHER = "sanzhi.contracts.document.signed.v1", "sanzhi.contracts.document.refused.v1"
_SHOWN = {"source": 1, "type": 1, "event": 1, "key": 1, "before": 1, "open": 1, "whole": 1}


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """One log, read again and again."""
    rows = scale.of(100_000, 20_000)
    compared = Comparison("P16", f"feed, {rows:,} rows drained by one reader", "the same rows from MongoDB raw", "facts/s", at_least(0.5))
    address = f"{LOOPBACK}:{free_port()}"
    async with serving(stage, "exchange", people="token", feed_listen=address, feed_calls_a_second="0") as server:
        async with subscribing(stage, server.address, GRANTED, exchange_pb2.WAY_FEED) as subscriber:
            token = await subscriber.token()
        with MongoClient[dict[str, Any]](stage.parts.mongo.uri) as client:
            log = client[server.database][LOG]
            log.bulk_write([InsertOne(log_row(number, GRANTED if number % 4 else OTHER, KEYS)) for number in range(1, rows + 1)])
            granted = sum(number % 4 != 0 for number in range(1, rows + 1))
            await in_turn(compared, _drained(address, token, granted), _raw(log, granted), scale)
    return [compared]


def _drained(address: str, token: str, granted: int) -> Run:
    async def drained() -> float:
        connection, headers = http.client.HTTPConnection(address), {"Authorization": f"Bearer {token}"}
        read, after, began = 0, "from=1970-01-01T00:00:00Z", time.perf_counter()
        while read < granted:
            connection.request("GET", f"/feeds/facts?limit={PAGE}&{after}", headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, body
            count = int(answer.headers["Feed-Count"])
            assert count and body[:1] + body[-1:] == b"[]", f"{read} of {granted} facts"
            read, after = read + count, f"lastEventId={answer.headers['Feed-Position']}"
        took = time.perf_counter() - began
        connection.close()
        assert read == granted, f"{read} of {granted} facts"
        return granted / took

    return drained


def _raw(log: Any, granted: int) -> Run:
    async def read() -> float:
        began = time.perf_counter()
        found = (
            log.find({"type": {"$in": [GRANTED]}, "_id": {"$gt": 0}}, _SHOWN, batch_size=PAGE)
            .sort("_id", 1)
            .hint([("type", 1), ("_id", 1)])
        )
        number = sum(len(row["open"]) > 0 for row in found)
        took = time.perf_counter() - began
        assert number == granted, f"{number} of {granted} rows"
        return granted / took

    return read
