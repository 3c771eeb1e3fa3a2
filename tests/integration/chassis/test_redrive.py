"""A dead letter is given to its handler again, once what stood in the way is gone: it takes effect once, and stays on record."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest

from chassis.envelope import to_headers
from chassis.errors import RuleViolated, Unavailable
from chassis.messaging.subscription import Subscription
from chassis.run.service import Service
from tests.conftest import Running
from tests.harness.suite import ADMINISTRATOR, Person, Refused, Suite, eventually
from tests.integration.chassis.probe.services import Added, WatcherTransaction, add_up
from tests.integration.chassis.test_delivery import PROBE, add, counter, produce, records_of, total

OPERATIONS = "sanzhi.operations.v1.OperationsService"
BUREAU = Person("people/bai", ("science_bureau",))
AUDITOR = Person("people/shen", ("auditor",))
TYPED = {"source": "/sanzhi/probe", "sequence": "1", "type": "sanzhi.probe.counter.added.v1", "time": "2026-01-05T00:00:00Z"}
DEAD, REDRIVEN = "DEAD_LETTER_STATE_DEAD", "DEAD_LETTER_STATE_REDRIVEN"


async def ask(suite: Suite, method: str, body: dict[str, Any], who: Person = ADMINISTRATOR, request_id: str = "") -> Any:
    suite.channels["operations"] = suite.channels["watcher"]
    return await suite.call(f"{OPERATIONS}/{method}", body, who, request_id)


async def redrive(suite: Suite, place: str, request_id: str = "", **body: Any) -> Any:
    return await ask(suite, "RedriveDeadLetter", {"id": place, "reason": "处理程序已修复", **body}, request_id=request_id)


async def reason_of(call: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        await call
    assert refused.value.message
    return refused.value.code.name, refused.value.reason


async def letters(suite: Suite, number: int) -> list[str]:
    """The places of so many dead letters, in their order."""
    kept = suite.apps["watcher"].mongo["dead_letters"]

    async def there() -> list[Any]:
        found: list[Any] = await kept.find({}).sort("offset", 1).to_list(None)
        return found if len(found) >= number else []

    return [letter["_id"] for letter in await eventually(there)]


async def mend(suite: Suite) -> None:
    await suite.apps["watcher"].mongo["mended"].insert_one({"_id": "yes"})


async def test_it_takes_effect_once_when_what_stood_in_the_way_is_gone(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        name = await counter(suite)
        await add(suite, name, 13)
        await add(suite, name, 4)
        (place,) = await letters(suite, 1)
        await suite.quiet()
        assert await reason_of(redrive(suite, place)) == ("FAILED_PRECONDITION", "DEAD_LETTER_OVERTAKEN")
        still = await redrive(suite, place, out_of_order=True)
        assert (still["state"], still["tries"], still["reason"], await total(suite, name)) == (DEAD, "1", "HANDLER_FAILED", 4)
        assert re.fullmatch(r"ValueError, tests/integration/chassis/probe/services\.py:[0-9]+", still["detail"])
        await mend(suite)
        done = await redrive(suite, place, "once", out_of_order=True)
        assert (done["state"], done["tries"], done["tried_by"], done["tried_for"]) == (REDRIVEN, "2", "people/admin", "处理程序已修复")
        assert await redrive(suite, place, "once", out_of_order=True) == done
        assert await reason_of(redrive(suite, place)) == ("FAILED_PRECONDITION", "DEAD_LETTER_REDRIVEN")
        await suite.quiet()
        assert await total(suite, name) == 17
        (listed,) = (await ask(suite, "ListDeadLetters", {}, AUDITOR))["dead_letters"]
        assert (listed["id"], listed["state"], listed["redriven_at"]) == (place, REDRIVEN, done["redriven_at"])
        assert (await ask(suite, "GetStatus", {}))["dead_letters"] == "0"
        entries = (await ask(suite, "ListAuditEntries", {"actor": "people/admin"}, AUDITOR))["audit_entries"]
        assert [(entry["outcome"], entry["resources"]) for entry in entries if entry["request_id"] == "once"] == [("OK", [place])]
        failed = [(entry["outcome"], entry["resources"], entry["message"]) for entry in entries if entry["outcome"] != "OK"]
        assert ("HANDLER_FAILED", [place], still["detail"]) in failed


async def test_many_at_once_have_one_effect(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        name = await counter(suite)
        await add(suite, name, 13)
        (place,) = await letters(suite, 1)
        await mend(suite)
        results = await asyncio.gather(*(redrive(suite, place) for _ in range(6)), return_exceptions=True)
        assert [result["state"] for result in results if isinstance(result, dict)] == [REDRIVEN]
        refused = {result.reason for result in results if isinstance(result, Refused)}
        assert refused <= {"DEAD_LETTER_REDRIVEN", "REQUEST_UNDER_WAY"}
        assert await total(suite, name) == 13


async def test_dead_letters_of_a_project_keep_their_order(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        topic = f"{suite.settings.topic_prefix}.probe"
        await produce(suite, topic, b"{}", [])  # nobody can ever redrive it: it is not waited for
        name = await counter(suite)
        await add(suite, name, 13)
        await add(suite, name, 13)
        malformed, first, second = await letters(suite, 3)
        await mend(suite)
        assert await reason_of(redrive(suite, second)) == ("FAILED_PRECONDITION", "EARLIER_DEAD_LETTER")
        assert (await redrive(suite, second, out_of_order=True))["state"] == REDRIVEN
        assert await reason_of(redrive(suite, first)) == ("FAILED_PRECONDITION", "DEAD_LETTER_OVERTAKEN")
        assert (await redrive(suite, first, out_of_order=True))["state"] == REDRIVEN
        assert await total(suite, name) == 26
        assert await reason_of(redrive(suite, malformed)) == ("FAILED_PRECONDITION", "DEAD_LETTER_MALFORMED")


async def test_the_same_fact_dead_twice_takes_effect_once(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        topic = f"{suite.settings.topic_prefix}.probe"
        body = b'{"project": "projects/casting", "amount": 13}'
        for count in (1, 2):  # one after the other: of two that are read together the second one is known for the first
            await produce(suite, topic, body, to_headers({**TYPED, "id": "a"}))
            dead = await letters(suite, count)
        first, second = dead
        await mend(suite)
        for place in (first, second):
            assert (await redrive(suite, place))["state"] == REDRIVEN
        assert await total(suite, "projects/casting") == 13


async def test_what_a_service_no_longer_reads_and_who_may_not(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        topic = f"{suite.settings.topic_prefix}.probe"
        await produce(suite, topic, b'{"project": 3}', to_headers({**TYPED, "id": "a"}))
        (place,) = await letters(suite, 1)
        again = await redrive(suite, place)
        assert (again["state"], again["reason"]) == (DEAD, "PAYLOAD_INVALID")
        assert await reason_of(redrive(suite, f"{topic}/0/999")) == ("NOT_FOUND", "NOT_FOUND")
        assert await reason_of(redrive(suite, place, reason="")) == ("INVALID_ARGUMENT", "FIELD_REQUIRED")
        body = {"id": place, "reason": "试一试"}
        for who in (BUREAU, AUDITOR):
            assert await reason_of(ask(suite, "RedriveDeadLetter", body, who)) == ("PERMISSION_DENIED", "ROLE_REQUIRED")


async def test_a_neighbour_that_is_away_is_no_failure_of_the_letter(running: Running, probe: Service, watcher: Service) -> None:
    error: list[Exception] = [RuleViolated("NOT_OPEN", "尚未开放")]

    async def handler(fact: Added, tx: WatcherTransaction) -> None:
        if error:
            raise error[0]
        await add_up(fact, tx)

    picky = replace(watcher, subscriptions={"sanzhi.probe.counter.added.v1": Subscription(Added, handler)})
    async with running(probe, picky) as suite:
        name = await counter(suite)
        await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 5}, BUREAU)
        (place,) = await letters(suite, 1)
        error[0] = Unavailable("NEIGHBOUR_UNAVAILABLE", "相关服务暂时无法应答")
        assert await reason_of(redrive(suite, place)) == ("UNAVAILABLE", "NEIGHBOUR_UNAVAILABLE")
        error.clear()
        done = await redrive(suite, place)
        assert (done["state"], done["tries"], done["reason"]) == (REDRIVEN, "1", "NOT_OPEN")
        assert await total(suite, name) == 5


async def test_a_large_one_is_kept_whole(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        topic = f"{suite.settings.topic_prefix}.probe"
        body = b'{"project": "projects/casting", "amount": 13, "padding": "' + b"x" * 300_000 + b'"}'
        await produce(suite, topic, body, to_headers({**TYPED, "id": "a"}))
        (place,) = await letters(suite, 1)
        await suite.quiet()
        (shown,) = await records_of(suite, f"{suite.settings.topic_prefix}.watcher.dead")
        assert not shown.value
        await mend(suite)
        assert (await redrive(suite, place))["state"] == REDRIVEN
        assert await total(suite, "projects/casting") == 13
