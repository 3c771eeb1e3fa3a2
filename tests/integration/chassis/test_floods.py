"""A flood of junk: each of its records is kept, shown, counted and redriven alone, though they are kept together."""

import asyncio
from collections import Counter
from typing import Any

from aiokafka import AIOKafkaProducer

from chassis.envelope import to_headers
from chassis.run.service import Service
from tests.conftest import Running
from tests.harness.looked import looked_through
from tests.harness.suite import Refused, Suite, eventually
from tests.integration.chassis.test_delivery import add, counter, total
from tests.integration.chassis.test_redrive import AUDITOR, DEAD, REDRIVEN, TYPED, ask, mend, reason_of, redrive

KEY = b"projects/flooded"
PARTITION = 0
Sent = tuple[bytes, bytes, list[tuple[str, bytes]]]  # key, value, headers


def a_flood(number: int) -> list[Sent]:
    """No CloudEvent, another's fact, a body that does not fit, and a fact that the handler cannot do: so many of each, in turn."""
    sent: list[Sent] = []
    for each in range(number):
        ours = {**TYPED, "id": f"bug-{each}", "sequence": 2 * each + 1}
        sent.append((b"\xff%d" % each, b"\x00\xff%d" % each, [("x", b"\xfe")]))
        sent.append((KEY, b"{}", to_headers({**TYPED, "id": f"forged-{each}", "source": "/sanzhi/other"})))
        sent.append((KEY, b'{"project": 3}', to_headers({**TYPED, "id": f"unfit-{each}", "sequence": 2 * each + 2})))
        sent.append((KEY, b'{"project": "projects/flooded", "amount": 13}', to_headers(ours)))
    return sent


async def pour(suite: Suite, flood: list[Sent]) -> list[str]:
    """All of it at once, so that it is fetched at once; the places, in their order."""
    topic = f"{suite.settings.topic_prefix}.probe"
    async with AIOKafkaProducer(bootstrap_servers=suite.settings.kafka, max_batch_size=1_000_000) as producer:
        batch = producer.create_batch()
        for key, value, headers in flood:
            assert batch.append(timestamp=None, key=key, value=value, headers=headers) is not None
        batch.close()
        placed = await (await producer.send_batch(batch, topic, partition=PARTITION))
    return [f"{topic}/{PARTITION}/{placed.offset + number}" for number in range(len(flood))]


async def listed(suite: Suite, page_size: int) -> list[dict[str, Any]]:
    """All letters, page by page."""
    found, token = list[dict[str, Any]](), ""
    while True:
        page = await ask(suite, "ListDeadLetters", {"page_size": page_size, "page_token": token}, AUDITOR)
        found += page["dead_letters"]
        if not (token := page["next_page_token"]):
            return found


async def counted(suite: Suite) -> int:
    return int((await ask(suite, "GetStatus", {}))["dead_letters"])


async def test_each_of_a_flood_is_shown_counted_and_redriven_alone(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        name, flood = await counter(suite), a_flood(30)
        places = await pour(suite, flood)
        await add(suite, name, 3)

        async def kept() -> bool:
            return await counted(suite) == len(flood)

        await eventually(kept)
        await suite.quiet()
        mongo = suite.apps["watcher"].mongo
        assert await mongo["dead_letters"].count_documents({"packed": {"$exists": True}}) == 1
        assert await mongo["dead_letters"].count_documents({}) < len(flood)
        for page_size in (7, 1000):
            shown = {letter["id"]: letter for letter in await listed(suite, page_size)}
            assert sorted(shown) == sorted(places)
        assert Counter(letter["reason"] for letter in shown.values()) == dict.fromkeys(
            ("ENVELOPE_INVALID", "SOURCE_FORGED", "PAYLOAD_INVALID", "HANDLER_FAILED"), 30
        )
        junk, forged, unfit, bug = places[-4:]
        assert await reason_of(redrive(suite, junk)) == ("FAILED_PRECONDITION", "DEAD_LETTER_MALFORMED")
        assert await reason_of(redrive(suite, unfit)) == ("FAILED_PRECONDITION", "EARLIER_DEAD_LETTER")
        for place, reason in ((forged, "SOURCE_FORGED"), (unfit, "PAYLOAD_INVALID")):
            still = await redrive(suite, place, out_of_order=True)
            assert (still["state"], still["tries"], still["reason"]) == (DEAD, "1", reason)
        await mend(suite)
        done = await redrive(suite, bug, "once", out_of_order=True)
        assert (done["state"], done["tries"]) == (REDRIVEN, "1")
        assert await redrive(suite, bug, "once", out_of_order=True) == done
        assert await reason_of(redrive(suite, bug)) == ("FAILED_PRECONDITION", "DEAD_LETTER_REDRIVEN")
        assert await total(suite, "projects/flooded") == 13
        again = await listed(suite, 7)
        assert sorted(letter["id"] for letter in again) == sorted(places)
        assert await counted(suite) == len(flood) - 1
        assert [finding for finding in looked_through(suite, watcher) if finding.collection == "dead_letters"] == []


async def test_those_of_one_bundle_are_redriven_at_once_and_it_goes_with_the_last(
    running: Running, probe: Service, watcher: Service
) -> None:
    async with running(probe, watcher) as suite:
        flood = [sent for sent in a_flood(24) if b"amount" in sent[1]]
        places = await pour(suite, flood)

        async def kept() -> bool:
            return await counted(suite) == len(flood)

        await eventually(kept)
        await mend(suite)
        first_in_bundle = places[20]
        assert await reason_of(redrive(suite, first_in_bundle)) == ("FAILED_PRECONDITION", "EARLIER_DEAD_LETTER")
        calls = [redrive(suite, place, out_of_order=True) for place in (*places[20:], *places[20:])]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert [result["state"] for result in results if isinstance(result, dict)] == [REDRIVEN] * 4
        assert {result.reason for result in results if isinstance(result, Refused)} <= {"DEAD_LETTER_REDRIVEN", "REQUEST_UNDER_WAY"}
        assert await total(suite, "projects/flooded") == 4 * 13
        assert await counted(suite) == 20
        assert await suite.apps["watcher"].mongo["dead_letters"].count_documents({"packed": {"$exists": True}}) == 0
        assert sorted(letter["id"] for letter in await listed(suite, 7)) == sorted(places)
