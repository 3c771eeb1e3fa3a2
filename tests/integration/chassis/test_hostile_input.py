"""Bad input of any shape gets a typed refusal that reaches the caller; who may not see internal facts does not."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.run.service import Service
from chassis.store.mongo import Mongo
from tests.conftest import Running
from tests.harness.suite import Person, Refused, Suite

BUREAU = Person("people/bai", ("science_bureau",))
ADMINISTRATOR = Person("people/admin", ("administrator",))
AUDITOR = Person("people/shen", ("auditor",))
PROBE = "sanzhi.probe.v1.ProbeService"


def a_letter(time: Any) -> dict[str, Any]:
    """A dead letter as it is kept, but for its name, its place and what it holds."""
    kept = {"topic": "t", "partition": 0, "tries": 1, "time": time, "reason": "X", "detail": ""}
    return kept | {"type": "", "key": "", "headers": []}


async def operations(suite: Suite, method: str, body: dict[str, Any], who: Person = BUREAU) -> Any:
    suite.channels["operations"] = suite.channels["probe"]
    return await suite.call(f"sanzhi.operations.v1.{method}", body, who)


async def refusal(call: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        await call
    return refused.value.code.name, refused.value.reason


async def counter(suite: Suite) -> str:
    return str((await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, BUREAU))["name"])


async def add(suite: Suite, body: dict[str, Any], request_id: str = "") -> Any:
    return await suite.call(f"{PROBE}/AddToCounter", {"name": "projects/casting", **body}, BUREAU, request_id)


async def test_pages_and_filters_of_operators(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        for method in ("ListFacts", "ListAuditEntries", "ListDeadLetters"):
            for size in (-1, -(2**31)):
                found = await refusal(operations(suite, f"OperationsService/{method}", {"page_size": size}))
                assert found == ("INVALID_ARGUMENT", "PAGE_SIZE_INVALID")
        wrong = {"projects/a\0b": "TEXT_INVALID", "projects/" + "a" * 40_000: "TEXT_TOO_LONG", "projects": "FIELD_INVALID"}
        for subject, reason in wrong.items():
            found = await refusal(operations(suite, "OperationsService/ListAuditEntries", {"subject": subject}))
            assert found == ("INVALID_ARGUMENT", reason)


async def test_a_page_of_large_rows_is_cut_to_what_a_client_takes(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        letter = a_letter(datetime(2024, 1, 1, tzinfo=UTC))
        rows = [{**letter, "_id": f"t/0/{number:03}", "offset": number, "value": b"x" * 65_536} for number in range(90)]
        await suite.apps["probe"].mongo["dead_letters"].insert_many(rows)
        seen, token = [], ""
        while True:
            page = await operations(suite, "OperationsService/ListDeadLetters", {"page_token": token})
            seen += [each["id"] for each in page["dead_letters"]]
            token = page["next_page_token"]
            if not token:
                break
        assert seen == [row["_id"] for row in rows]


@pytest.mark.parametrize("length", [5_000, 90_000, 200_000, 300_000])
async def test_a_name_however_long_is_refused_in_words_that_arrive(running: Running, probe: Service, length: int) -> None:
    async with running(probe) as suite:
        found = await refusal(suite.call(f"{PROBE}/GetCounter", {"name": "projects/" + "名" * (length // 3)}, BUREAU))
        assert found in {("NOT_FOUND", "NOT_FOUND"), ("INVALID_ARGUMENT", "TEXT_TOO_LONG"), ("INVALID_ARGUMENT", "REQUEST_TOO_LARGE")}
        (entry,) = await suite.apps["probe"].mongo["audit"].find({}).to_list(None)
        assert len(str(entry)) < 10_000


async def test_numbers_and_dates_out_of_range(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await counter(suite)
        await add(suite, {"amount": str(-(2**63))})
        assert await refusal(add(suite, {"amount": str(-(2**63))})) == ("INVALID_ARGUMENT", "VALUE_OUT_OF_RANGE")
        assert await refusal(add(suite, {"amount": 1, "due": "0001-01-01"})) == ("INVALID_ARGUMENT", "DATE_OUT_OF_RANGE")


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        ("9999-12-31T20:00:00Z", "DATE_OUT_OF_RANGE"),
        ("2099-01-01T00:00:00Z", "DATE_OUT_OF_RANGE"),
        ("0001-01-01T00:00:00Z", "DATE_OUT_OF_RANGE"),
    ],
)
async def test_the_rehearsal_clock_is_not_set_to_where_nothing_works_any_more(
    running: Running, probe: Service, now: str, reason: str
) -> None:
    async with running(probe) as suite:
        await counter(suite)
        call = operations(suite, "RehearsalService/SetClock", {"now": now, "request_id": "a"}, ADMINISTRATOR)
        assert await refusal(call) == ("INVALID_ARGUMENT", reason)
        await suite.call(f"{PROBE}/GetCounter", {"name": "projects/casting"}, BUREAU)


async def test_reading_while_the_database_is_away_is_refused_as_temporary(running: Running, probe: Service) -> None:
    async with running(probe, clock="system") as suite:
        executor = suite.apps["probe"].executor
        away = Mongo("mongodb://127.0.0.1:1/?replicaSet=rs0", "gone")
        there, executor.context = executor.context, replace(executor.context, mongo=away)
        try:
            found = await refusal(suite.call(f"{PROBE}/GetCounter", {"name": "projects/casting"}, BUREAU))
        finally:
            executor.context = there
            await away.close()
        assert found == ("UNAVAILABLE", "DATABASE_UNAVAILABLE")


async def test_a_repeat_that_is_let_in_before_its_first_run_commits_gets_the_first_answer(
    running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(probe) as suite:
        await counter(suite)
        first = await add(suite, {"amount": 600_000}, "same")
        executor = suite.apps["probe"].executor
        real, asked = executor.find, []

        async def too_early_once(collection: str, name: str) -> Any:
            asked.append(name)
            return None if len(asked) == 1 else await real(collection, name)

        monkeypatch.setattr(executor, "find", too_early_once)
        # It finds its own effect, which leaves no room for another.
        assert await add(suite, {"amount": 600_000}, "same") == first
        assert len([name for name in asked if name.endswith("|same")]) == 2


@pytest.mark.rule("2.5")
async def test_internal_facts_are_for_the_bureau_and_auditors(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await counter(suite)
        await add(suite, {"amount": 1})
        await suite.quiet()
        mongo = suite.apps["probe"].mongo
        row = await mongo["outbox"].find_one({})
        await mongo["outbox"].insert_one({**row, "_id": "hidden", "topic": f"{row['topic']}.internal"})
        letter = a_letter(row["attributes"]["time"])
        await mongo["dead_letters"].insert_one({**letter, "_id": "t.x.internal/0/1", "offset": 1, "value": b"who reviewed"})
        for who, sees in ((BUREAU, True), (AUDITOR, True), (ADMINISTRATOR, False)):
            facts = (await operations(suite, "OperationsService/ListFacts", {}, who))["facts"]
            assert len(facts) == 1 + sees
            (dead,) = (await operations(suite, "OperationsService/ListDeadLetters", {}, who))["dead_letters"]
            assert bool(dead["value"]) == sees
            if sees:
                await operations(suite, "OperationsService/GetFact", {"id": "hidden"}, who)
            else:
                assert await refusal(operations(suite, "OperationsService/GetFact", {"id": "hidden"}, who)) == ("NOT_FOUND", "NOT_FOUND")
