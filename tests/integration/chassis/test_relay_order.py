"""The relay never sends a row of a key before an earlier one: docs/decisions/0005."""

import asyncio
import uuid
from typing import Any

import pytest
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, OutOfOrderSequenceNumber
from pymongo.errors import AutoReconnect

from chassis.messaging import relay as relays
from chassis.messaging.batches import packed
from chassis.messaging.relay import Relay
from chassis.store.buckets import bucket_of
from chassis.store.mongo import Mongo
from cli.stack.parts_for_tests import Parts
from tests.harness.rows import a_row

EVERY_BUCKET = frozenset(range(16))


class _Batch:
    """Has room for two."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int]] = []
        self._closed = False

    def close(self) -> None:
        self._closed = True

    def append(self, *, timestamp: None, key: bytes, value: bytes, headers: Any) -> Any:
        if self._closed or len(self.rows) == 2:
            return None
        self.rows.append((key.decode(), int(dict(headers)["ce_sequence"])))
        return self


class _Producer:
    """Takes everything and remembers it, but for one row, and the batch with it, as often as told."""

    def __init__(self, refused: tuple[str, int] = ("", 0), times: int = 0, error: type[KafkaError] = OutOfOrderSequenceNumber) -> None:
        self.sent: list[tuple[str, int]] = []
        self._refused, self._times, self._error = refused, times, error

    async def partitions_for(self, topic: str) -> set[int]:
        return {0}

    def create_batch(self) -> _Batch:
        return _Batch()

    async def send_batch(self, batch: _Batch, topic: str, *, partition: int) -> Any:
        answer = asyncio.get_running_loop().create_future()
        if self._refused in batch.rows and self._times:
            self._times -= 1
            answer.set_exception(self._error())
        else:
            self.sent += batch.rows
            answer.set_result(None)
        return answer


class _Held:
    """Leases that answer as told, the last answer for ever."""

    def __init__(self, *answers: frozenset[int]) -> None:
        self._answers = list(answers)

    look_every = 1.0
    told = False

    def held(self) -> frozenset[int]:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def _row(key: str, sequence: int) -> dict[str, Any]:
    return a_row("t", key, f"{key}/{sequence}", sequence)


@pytest.fixture
async def mongo(parts: Parts) -> Any:
    made = Mongo(parts.mongo.uri, f"t{uuid.uuid4().hex[:10]}")
    await made["outbox"].create_index([("bucket", 1), ("sequence", 1)], partialFilterExpression={"pending": True})
    yield made
    await made.client.drop_database(made.database.name)
    await made.close()


async def test_what_is_committed_while_the_relay_reads_is_seen_whole_or_not_at_all(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key's rows 5 and 6 are committed when the cursor is past the place of row 5 and not past that of row 6."""
    neighbour = next(f"n{n}" for n in range(100) if bucket_of(f"n{n}") == bucket_of("projects/p"))
    await mongo["outbox"].insert_many([_row(neighbour, 6) | {"_id": f"{neighbour}/{n}"} for n in range(300)])
    producer = _Producer()
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]
    _commit_during_read(monkeypatch, mongo, [_row("projects/p", 5), _row("projects/p", 6)])
    while await relay.drain():
        pass
    assert [number for key, number in producer.sent if key == "projects/p"] == [5, 6]


def _commit_during_read(monkeypatch: pytest.MonkeyPatch, mongo: Mongo, rows: list[dict[str, Any]]) -> None:
    cursor = type(mongo["outbox"].find())
    read_on = cursor.to_list

    async def to_list(self: Any, length: int) -> list[Any]:
        first = [await anext(self)]
        if rows:
            await mongo["outbox"].insert_many(rows)
            rows.clear()
        return first + await read_on(self, length - 1)

    async def to_list_of_any(self: Any, length: int) -> list[Any]:
        try:
            return await to_list(self, length)
        except StopAsyncIteration:
            return []

    monkeypatch.setattr(cursor, "to_list", to_list_of_any)


async def test_a_lease_regained_in_the_middle_of_a_batch_skips_no_row(mongo: Mongo) -> None:
    await mongo["outbox"].insert_many([_row("projects/p", number) for number in (1, 2, 3)])
    producer = _Producer()
    flickering = _Held(EVERY_BUCKET, EVERY_BUCKET, frozenset(), EVERY_BUCKET)  # the drain, row 1, row 2, row 3 and ever after
    relay = Relay(mongo, producer, flickering)  # type: ignore[arg-type]
    while await relay.drain():
        pass
    assert producer.sent == [("projects/p", number) for number in (1, 2, 3)]


@pytest.mark.parametrize("error", [OutOfOrderSequenceNumber, MessageSizeTooLargeError])
async def test_what_is_refused_is_not_overtaken_by_later_batches(
    mongo: Mongo, monkeypatch: pytest.MonkeyPatch, error: type[KafkaError]
) -> None:
    monkeypatch.setattr(relays, "BATCH", 5)  # the refused rows' successors are in the same read, and in the next one
    monkeypatch.setattr(relays, "number_anew", lambda producer: None)
    await mongo["outbox"].insert_many([_row("projects/p", number) for number in range(1, 10)])
    producer = _Producer(("projects/p", 3), 1, error)
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]
    assert await relay.drain() == 2
    assert producer.sent == [("projects/p", 1), ("projects/p", 2)]
    while await relay.drain():
        pass
    assert producer.sent == [("projects/p", number) for number in range(1, 10)]


async def test_of_a_refused_batch_only_the_culprit_waits(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "number_anew", lambda producer: None)
    await mongo["outbox"].insert_many([_row(f"projects/{name}", 1) for name in "abcdef"])
    producer = _Producer(("projects/c", 1), 99, MessageSizeTooLargeError)
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]
    for _ in range(3):
        await relay.drain()
    assert {key for key, _ in producer.sent} == {f"projects/{name}" for name in "abdef"}
    assert [row["_id"] async for row in mongo["outbox"].find({"refused": {"$exists": True}})] == ["projects/c/1"]


async def test_what_waits_behind_a_refusal_leaves_room_for_the_others(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "READ_AT_ONCE", 3)
    monkeypatch.setattr(relays, "number_anew", lambda producer: None)
    await mongo["outbox"].insert_many([_row("a", number) for number in range(1, 5)])
    producer = _Producer(("a", 1), times=9, error=MessageSizeTooLargeError)
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]
    while "a" not in relay._refused:
        assert await relay.drain() == 0
    await mongo["outbox"].insert_one(_row("b", 5))
    assert await relay.drain() == 1
    assert producer.sent == [("b", 5)]


async def test_a_refusal_that_cannot_be_noted_leaves_no_other_send_alone(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "number_anew", lambda producer: None)
    await mongo["outbox"].insert_many([_row("a", 1), _row("b", 1)])
    producer = _Producer(("a", 1), times=9, error=MessageSizeTooLargeError)
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]

    async def away(*_: Any) -> None:
        raise AutoReconnect

    monkeypatch.setattr(relay._rows, "update_one", away)
    while "a" not in relay._refused:
        await relay.drain()
    await relay.drain()
    assert producer.sent == [("b", 1)]
    assert [row["_id"] async for row in mongo["outbox"].find({"pending": True})] == ["a/1"]


async def test_what_is_handed_over_goes_out_without_being_read_back(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [_row("a", 1), _row("a", 2), _row("b", 1)]
    await mongo["outbox"].insert_many(rows)
    producer, read = _Producer(), list[Any]()
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]

    async def watched(producer: Any, rows: Any, *others: Any) -> Any:
        read.append([row["_id"] for row in rows])
        return await packed(producer, rows, *others)

    monkeypatch.setattr(relays, "packed", watched)
    relay.wake([rows[1], rows[0], rows[2]])
    assert await relay.drain() == 3
    assert read == [["a/1", "b/1", "a/2"]], "all by the first, none by a read"
    assert sorted(producer.sent) == [("a", 1), ("a", 2), ("b", 1)]
    assert await mongo["outbox"].count_documents({"pending": True}) == 0
    await mongo["outbox"].insert_one(third := _row("a", 3))
    relay.wake([third])
    assert await relay.drain() == 1
    assert read[1:] == [["a/3"]]


async def test_what_is_handed_over_overtakes_nothing(mongo: Mongo) -> None:
    """Another replica committed number 1 of the key, and it is not published yet."""
    await mongo["outbox"].insert_many([_row("a", 1), _row("a", 2)])
    producer = _Producer()
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]
    relay.wake([_row("a", 2)])
    assert await relay.drain() == 2
    assert producer.sent == [("a", 1), ("a", 2)]


async def test_what_follows_a_handed_row_that_was_refused_waits(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "number_anew", lambda producer: None)
    await mongo["outbox"].insert_one(_row("a", 1))
    producer = _Producer(("a", 1), times=1)
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]
    relay.wake([_row("a", 1)])
    assert await relay.drain() == 0
    await mongo["outbox"].insert_one(_row("a", 2))
    relay.wake([_row("a", 2)])
    assert await relay.drain() == 2
    assert producer.sent == [("a", 1), ("a", 2)]


async def test_a_handed_row_without_its_lease_is_left(mongo: Mongo) -> None:
    await mongo["outbox"].insert_one(_row("a", 1))
    producer = _Producer()
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET, frozenset()))  # type: ignore[arg-type]
    relay.wake([_row("a", 1)])
    assert await relay.drain() == 0
    assert producer.sent == []
    assert await mongo["outbox"].count_documents({"pending": True}) == 1


async def test_what_others_commit_is_read_however_much_is_handed_over(mongo: Mongo) -> None:
    producer, leases = _Producer(), _Held(EVERY_BUCKET)
    relay = Relay(mongo, producer, leases)  # type: ignore[arg-type]
    await relay.drain()
    await mongo["outbox"].insert_many([_row("other", 1), mine := _row("a", 1)])
    relay.wake([mine])
    assert await relay.drain() == 1, "a moment ago it was read"
    leases.look_every = 0.0
    await mongo["outbox"].insert_one(mine := _row("a", 2))
    relay.wake([mine])
    assert await relay.drain() == 2
    assert producer.sent == [("a", 1), ("a", 2), ("other", 1)]


async def test_what_was_too_much_to_hand_over_is_read_at_once(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "BATCH", 1)
    producer = _Producer()
    relay = Relay(mongo, producer, _Held(EVERY_BUCKET))  # type: ignore[arg-type]
    await relay.drain()
    rows = [_row("a", 1), _row("b", 1)]
    await mongo["outbox"].insert_many(rows)
    for row in rows:
        relay.wake([row])
    assert await relay.drain() == 2
