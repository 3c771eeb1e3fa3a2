"""`validate-only`: the handler runs to its end, its answer or refusal comes back, and nothing of it is kept (AIP-163)."""

from typing import Any

import grpc
import pytest

from chassis.run.service import Service
from tests.conftest import Running
from tests.harness.suite import Person, Refused, Suite

BUREAU, STRANGER = Person("people/bai", ("science_bureau",)), Person("people/other")
CREATE, ADD, GET = (f"sanzhi.probe.v1.ProbeService/{name}" for name in ("CreateCounter", "AddToCounter", "GetCounter"))
KEPT = ("counters", "outbox", "requests", "audit", "timers", "sequences", "files")


async def counter(suite: Suite) -> str:
    return str((await suite.call(CREATE, {"counter_id": "casting"}, BUREAU))["name"])


async def kept(suite: Suite) -> dict[str, list[object]]:
    mongo = suite.apps["probe"].mongo
    return {name: await mongo[name].find({}).sort("_id", 1).to_list(None) for name in KEPT}


async def test_what_would_be_accepted_is_answered_and_nothing_is_kept(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        before = await kept(suite)
        body = {"name": name, "amount": 5, "due": "2027-01-01", "note": "c2Nhbg=="}
        answer, facts = await suite.submit(ADD, body, BUREAU, "r-1", validate_only="true")
        assert (answer["total"], answer["version"], facts) == ("5", "2", [])
        assert await kept(suite) == before
        assert (await suite.call(GET, {"name": name}, BUREAU, validate_only="true"))["total"] == "0"


async def test_the_request_id_is_still_unused(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        await suite.call(ADD, {"name": name, "amount": 5}, BUREAU, "r-1", validate_only="true")
        assert (await suite.call(ADD, {"name": name, "amount": 6}, BUREAU, "r-1"))["total"] == "6"


async def test_a_refusal_comes_back_and_is_not_on_record(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        before = await kept(suite)
        asked: dict[str, tuple[str, dict[str, Any], Any]] = {
            "LIMIT_REACHED": (ADD, {"name": name, "amount": 2_000_000}, BUREAU),
            "ROLE_REQUIRED": (ADD, {"name": name, "amount": 1}, STRANGER),
            "NOT_FOUND": (ADD, {"name": "projects/none", "amount": 1}, BUREAU),
            "ALREADY_EXISTS": (CREATE, {"counter_id": "casting"}, BUREAU),
        }
        for reason, (method, body, who) in asked.items():
            for tried in ("true", "TRUE"):
                with pytest.raises(Refused) as refused:
                    await suite.call(method, body, who, validate_only=tried)
                assert refused.value.reason == reason
        assert await kept(suite) == before


async def test_a_slip_in_the_metadata_does_not_commit(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        name = await counter(suite)
        with pytest.raises(Refused) as refused:
            await suite.call(ADD, {"name": name, "amount": 5}, BUREAU, validate_only="yes")
        assert (refused.value.code, refused.value.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "VALIDATE_ONLY_INVALID")
        assert (await suite.call(ADD, {"name": name, "amount": 1}, BUREAU, validate_only="false"))["total"] == "1"


async def test_the_rehearsal_clock_cannot_be_tried_out(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        before = await suite.apps["probe"].clock.read()
        operator = Person("people/admin", ("administrator",))
        request = {"now": "2050-01-01T00:00:00Z"}
        with pytest.raises(Refused) as refused:
            await suite.submit("sanzhi.operations.v1.RehearsalService/SetClock", request, operator, validate_only="true", service="probe")
        assert refused.value.reason == "VALIDATE_ONLY_NOT_POSSIBLE"
        assert await suite.apps["probe"].clock.read() == before
