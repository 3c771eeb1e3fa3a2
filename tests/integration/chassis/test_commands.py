"""One command: token, access, request id, state, outbox, audit, together or not at all."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import grpc
import pytest
from pymongo.errors import ConnectionFailure

from chassis.mapping import to_plain
from chassis.run.service import Service
from chassis.store import aggregates, group
from chassis.store.unit import Written
from tests.conftest import Running
from tests.harness.suite import PATIENCE, Person, Refused, Suite, eventually

BUREAU = Person("people/bai", ("science_bureau",))
OTHER = Person("people/other")
PROBE = "sanzhi.probe.v1.ProbeService"


async def counter(suite: Suite, who: Person = BUREAU) -> str:
    made = await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, who)
    return str(made["name"])


async def test_state_outbox_audit_and_request_id_commit_together(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        answer = await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 5}, BUREAU, "r-1")
        assert answer["total"] == "5"
        assert answer["version"] == "2"
        mongo = suite.apps["probe"].mongo
        assert (await mongo["counters"].find_one({"_id": name}))["total"] == 5
        row = await mongo["outbox"].find_one({"attributes.type": "sanzhi.probe.counter.added.v1"})
        assert (row["key"], row["sequence"], row["attributes"]["aggregateversion"]) == (name, 1, 2)
        entry = await mongo["audit"].find_one({"request_id": "r-1"})
        assert (entry["actor"], entry["outcome"], entry["resources"]) == ("people/bai", "OK", [name])
        assert await mongo["requests"].count_documents({}) == 2


async def test_an_aggregate_is_serialised_once_a_commit(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(probe) as suite:
        name, made, real = await counter(suite), list[object](), to_plain

        def plain(thing: Any) -> Any:
            made.append(thing)
            return real(thing)

        monkeypatch.setattr(aggregates, "to_plain", plain)
        await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 5}, BUREAU)
        assert len(made) == 1


async def test_a_repeat_gets_the_first_answer_and_changes_nothing(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        body = {"name": name, "amount": 5}
        answers = await asyncio.gather(*(suite.call(f"{PROBE}/AddToCounter", body, BUREAU, "same") for _ in range(8)))
        assert all(answer == answers[0] for answer in answers)
        assert (await suite.call(f"{PROBE}/GetCounter", {"name": name}, OTHER))["total"] == "5"


async def test_another_body_under_the_same_request_id_is_refused(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 5}, BUREAU, "same")
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 6}, BUREAU, "same")
        assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED")


async def test_writers_at_once_lose_no_update_and_none_of_them_is_refused(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        body = {"name": name, "amount": 1}
        answers = await asyncio.gather(*(suite.call(f"{PROBE}/AddToCounter", body, BUREAU, f"r-{number}") for number in range(50)))
        assert sorted(int(answer["total"]) for answer in answers) == list(range(1, 51))
        assert (await suite.call(f"{PROBE}/GetCounter", {"name": name}, OTHER))["total"] == "50"
        facts = await suite.facts("probe", "counter.added.v1")
        assert sorted((fact["sequence"], fact["attributes"]["aggregateversion"]) for fact in facts) == [(n, n + 1) for n in range(1, 51)]


async def test_a_broken_rule_is_refused_in_chinese_with_the_clause_and_put_on_record(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 2_000_000}, BUREAU, "r-9")
        error = refused.value
        assert (error.code, error.reason, error.rule) == (grpc.StatusCode.FAILED_PRECONDITION, "LIMIT_REACHED", "4.2")
        assert "超过上限" in error.message
        assert "30个工作日" in error.message
        mongo = suite.apps["probe"].mongo
        entry = await mongo["audit"].find_one({"request_id": "r-9"})
        assert (entry["outcome"], entry["rule"], entry["resources"]) == ("LIMIT_REACHED", "4.2", [name])
        assert await mongo["requests"].count_documents({"_id": {"$regex": "r-9"}}) == 0


async def test_a_refusal_that_cannot_be_put_on_record_is_not_given(
    running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*arguments: object) -> Written:
        raise ConnectionFailure("away")

    async with running(probe) as suite:
        with monkeypatch.context() as broken:
            broken.setattr(group, "commit", fails)
            with pytest.raises(Refused) as refused:
                await suite.call(f"{PROBE}/CreateCounter", {}, OTHER)
            assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.UNAVAILABLE, "REFUSAL_NOT_RECORDED")
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/CreateCounter", {}, OTHER)
        assert refused.value.code == grpc.StatusCode.PERMISSION_DENIED


async def test_who_may_not_is_refused_before_the_request_is_looked_at(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/CreateCounter", {}, OTHER)
        assert (refused.value.code, refused.value.reason, refused.value.rule) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_REQUIRED", "2.5")
        assert await suite.apps["probe"].mongo["audit"].count_documents({"outcome": "ROLE_REQUIRED"}) == 1


async def test_a_role_in_the_project_opens_it_to_its_owner_alone(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 1}, Person("people/bai"))
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 1}, OTHER)
        assert refused.value.reason == "ROLE_REQUIRED"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": 1}, "TOKEN_EXPIRED"),
        ({"aud": "elsewhere"}, "TOKEN_INVALID"),
        ({"iss": "nobody"}, "TOKEN_INVALID"),
        ({"sub": "services/x"}, "TOKEN_INVALID"),
    ],
)
async def test_a_token_that_does_not_hold_is_refused(running: Running, probe: Service, claims: dict[str, Any], reason: str) -> None:
    async with running(probe) as suite:
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/GetCounter", {"name": "projects/x"}, OTHER, token=suite.issuer.token("people/x", **claims))
        assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.UNAUTHENTICATED, reason)


async def test_no_token_and_nonsense_get_typed_refusals(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        raw: Any = suite.channels["probe"].unary_unary(f"/{PROBE}/CreateCounter")
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await raw(b"\xff\xff\xff", timeout=PATIENCE)
        assert Refused(error.value).reason == "TOKEN_MISSING"
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await raw(b"\xff\xff\xff", timeout=PATIENCE, metadata=[("authorization", f"Bearer {suite.token(BUREAU)}")])
        assert (error.value.code(), Refused(error.value).reason) == (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_MALFORMED")
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/CreateCounter", {}, BUREAU)
        assert (refused.value.reason, refused.value.metadata["field"]) == ("FIELD_REQUIRED", "counter_id")
        audited = await suite.apps["probe"].mongo["audit"].find({}).sort("_id", 1).to_list(None)
        assert [entry["outcome"] for entry in audited] == ["TOKEN_MISSING", "REQUEST_MALFORMED", "FIELD_REQUIRED"]


async def test_a_service_cannot_sign_for_a_person(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        suite.issuer.key = __import__("json").loads((suite.issuer.folder / "registry.jwk").read_text())
        forged = suite.issuer.token("people/bai", "science_bureau").encode()
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "x"}, BUREAU, token=forged.decode())
        assert refused.value.code == grpc.StatusCode.UNAUTHENTICATED


async def test_a_timer_fires_once_at_its_time(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": 1, "due": "2024-03-01"}, BUREAU)
        await suite.advance(datetime(2024, 2, 29, 15, 59, 59, tzinfo=UTC))
        assert (await suite.call(f"{PROBE}/GetCounter", {"name": name}, OTHER))["total"] == "1"
        await suite.advance(datetime(2024, 4, 1, tzinfo=UTC))
        assert (await suite.call(f"{PROBE}/GetCounter", {"name": name}, OTHER))["total"] == "1001"
        (fact,) = await suite.facts("probe", "time_came.v1")
        assert fact["time"] == datetime(2024, 2, 29, 16, tzinfo=UTC)
        command = await suite.apps["probe"].mongo["audit"].find_one({"action": f"{PROBE}/AddToCounter"})
        assert (fact["correlationid"], fact["causationid"]) == (command["correlation_id"], f"{name}/due")


async def test_what_is_committed_reaches_kafka_and_the_subscriber(running: Running, probe: Service, watcher: Service) -> None:
    async with running(probe, watcher) as suite:
        name = await counter(suite)
        for amount in range(1, 6):
            await suite.call(f"{PROBE}/AddToCounter", {"name": name, "amount": amount}, BUREAU)
        sums = suite.apps["watcher"].mongo["sums"]
        found = await eventually(lambda: sums.find_one({"_id": name, "total": 15}))
        assert found["total"] == 15
        await suite.quiet()


async def test_a_caller_without_the_role_is_on_record_with_the_request(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        with pytest.raises(Refused) as refused:
            await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, Person("people/qian", ("department",)), "r-9")
        assert refused.value.reason == "ROLE_REQUIRED"
        raw: Any = suite.channels["probe"].unary_unary(f"/{PROBE}/CreateCounter")
        token = suite.token(Person("people/sun", ("department",)))
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await raw(b"\xff\xff\xff", timeout=PATIENCE, metadata=[("authorization", f"Bearer {token}")])
        assert Refused(error.value).reason == "ROLE_REQUIRED"  # who may not call learns nothing of what was wrong with it
        audited = await suite.apps["probe"].mongo["audit"].find({"outcome": "ROLE_REQUIRED"}).sort("_id", 1).to_list(None)
        assert [(entry["actor"], entry["request_id"]) for entry in audited] == [("people/qian", "r-9"), ("people/sun", "")]
