"""The raw baseline of P4: a plain aiokafka consumer and the same transaction, without handlers, envelope checks or retries."""

import json
import time
from itertools import count
from typing import Any, Self

from aiokafka import AIOKafkaConsumer
from pymongo import InsertOne, ReplaceOne

from chassis.ids import new_id
from chassis.store.mongo import Document, Mongo
from chassis.time.clock import wall_clock


class RawConsumer:
    """`consume` until so many facts have taken effect."""

    def __init__(self, mongo: Mongo, bootstrap: str, group: str, topic: str) -> None:
        self._mongo = mongo
        self._numbers = count(1)
        self._consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False
        )

    async def consume(self, number: int, run_length: int, at_once: int) -> float:
        """Seconds from the first record to the last commit: `run_length` facts a transaction, offsets after `at_once` that are read."""
        began = 0.0
        while number > 0:
            read = await self._consumer.getmany(timeout_ms=1000, max_records=at_once)
            began = began or time.perf_counter()
            for records in read.values():
                for start in range(0, len(records), run_length):
                    await self._carry_out(records[start : start + run_length])
                number -= len(records)
            if read:
                await self._consumer.commit({partition: records[-1].offset + 1 for partition, records in read.items()})
        return time.perf_counter() - began

    async def _carry_out(self, records: Any) -> None:
        facts = [(dict(record.headers), json.loads(record.value)) for record in records]
        names = list({fact["project"] for _, fact in facts})
        known = {found["_id"]: found async for found in self._mongo["accounts"].find({"_id": {"$in": names}})}
        seen: list[Document] = []
        changed: dict[str, Document] = {}
        audit: list[Document] = []
        for headers, fact in facts:
            account = changed.setdefault(fact["project"], dict(known.get(fact["project"], _new(fact["project"]))))
            account["balance"] += fact["amount"]
            seen.append(
                {
                    "_id": f"{headers['ce_source'].decode()}|{headers['ce_id'].decode()}",
                    "type": headers["ce_type"].decode(),
                    "at": wall_clock(),
                }
            )
            audit.append(_entry(headers, fact) | {"writer": "raw", "number": next(self._numbers)})
        writes = [_write(known.get(name), account) for name, account in changed.items()]
        async with self._mongo.transaction() as session:
            await self._mongo["inbox"].insert_many(seen, session=session)
            result = await self._mongo["accounts"].bulk_write(writes, session=session)
            assert result.matched_count + result.inserted_count == len(writes)
            await self._mongo["audit"].insert_many(audit, session=session)

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._consumer.stop()


def _new(name: str) -> Document:
    return {"_id": name, "name": name, "balance": 0, "fired": 0, "version": 0}


def _write(before: Document | None, account: Document) -> Any:
    after = account | {"version": account["version"] + 1}
    return InsertOne(after) if before is None else ReplaceOne({"_id": account["_id"], "version": before["version"]}, after)


def _entry(headers: dict[str, bytes], fact: Document) -> Document:
    return {
        "_id": new_id(),
        "time": wall_clock(),
        "actor": "services/sample",
        "organization": "",
        "action": headers["ce_type"].decode(),
        "resources": [fact["project"]],
        "subjects": [fact["project"].partition("/")[2]],
        "outcome": "OK",
        "rule": "",
        "message": "",
        "request_id": "",
        "correlation_id": headers["ce_correlationid"].decode(),
        "causation_id": headers["ce_id"].decode(),
        "policy_version": "2026.1",
    }
