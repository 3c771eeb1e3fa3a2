"""A database that somebody wrote to: what does not need the damaged goes on, each damage is named, and `sanzhi fsck` alters nothing."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import encode
from bson.datetime_ms import DatetimeMS
from bson.raw_bson import RawBSONDocument

from chassis.run.service import Service
from cli.fsck import files
from cli.fsck.findings import Kind
from tests.conftest import Running
from tests.harness.looked import looked_through
from tests.harness.suite import ADMINISTRATOR, Person, Refused, Suite, eventually, service

BUREAU = Person("people/bureau", ("science_bureau", "auditor"), "organizations/bureau")
OWNER = Person("people/owner", ("science_bureau",))
PROBE, OPERATIONS, REGISTRY = (
    "sanzhi.probe.v1.ProbeService",
    "sanzhi.operations.v1.OperationsService",
    "sanzhi.registry.v1.RegistryService",
)


async def count(suite: Suite, name: str, amount: int = 1, **other: Any) -> dict[str, Any]:
    return await suite.call(f"{PROBE}/AddToCounter", {"name": f"projects/{name}", "amount": amount, **other}, OWNER)


async def status(suite: Suite, of: str) -> dict[str, Any]:
    return await suite.call(f"{OPERATIONS}/GetStatus", {}, ADMINISTRATOR, service=of)


async def test_a_list_is_answered_without_what_is_damaged_and_the_status_names_it(running: Running) -> None:
    async with running(service("registry")) as suite:
        for number in range(20):
            body = {"organization_id": f"o{number:02}", "display_name": f"单位{number}", "kind": "ORGANIZATION_KIND_ENTERPRISE"}
            await suite.call(f"{REGISTRY}/RegisterOrganization", body, ADMINISTRATOR)
        person = {"person_id": "li", "display_name": "李", "organization": "organizations/o19"}
        await suite.call(f"{REGISTRY}/RegisterPerson", person, ADMINISTRATOR)
        await suite.call(f"{REGISTRY}/RegisterPerson", {"person_id": "wu", "display_name": "吴"}, ADMINISTRATOR)
        assert looked_through(suite, service("registry"), alters_nothing=True) == []
        rows = suite.apps["registry"].mongo["organizations"]
        damages: dict[str, dict[str, Any]] = {
            "o00": {"$set": {"kind": 7}},
            "o01": {"$unset": {"display_name": 1}},
            "o02": {"$set": {"version": "1"}},
            "o03": {"$set": {"signatories": "none"}},
            "o04": {"$set": {"display_name": None}},
            "o05": {"$set": {"name": "organizations/o06"}},
            "o07": {"$set": {"kind": "KIND"}},
            "o08": {"$set": {"display_name": DatetimeMS(2**60)}},
            "o09": {"$set": {"_guard": "x"}},
            "o19": {"$set": {"area": ["a"]}},
        }
        for name, change in damages.items():
            await rows.update_one({"_id": f"organizations/{name}"}, change)
        raw = encode({"_id": "organizations/raw", "name": "organizations/raw", "display_name": "ab"}).replace(b"ab\0", b"\xff\xfe\0")
        await rows.insert_one(RawBSONDocument(raw))
        await rows.insert_one({"name": "organizations/none"})
        listed, token = list[str](), ""
        while token or not listed:
            page = await suite.call(f"{REGISTRY}/ListOrganizations", {"page_size": 3, "page_token": token}, BUREAU)
            listed += [each["name"] for each in page["organizations"]]
            token = page["next_page_token"]
        assert listed == [f"organizations/o{number:02}" for number in range(20) if f"o{number:02}" not in damages]
        assert [each["name"] for each in (await suite.call(f"{REGISTRY}/ListPeople", {}, BUREAU))["people"]] == ["people/wu"]
        found = await status(suite, "registry")
        assert int(found["damaged_documents"]) == len(damages) + 2
        for name in damages:
            with pytest.raises(Refused) as refused:
                await suite.call(f"{REGISTRY}/GetOrganization", {"name": f"organizations/{name}"}, BUREAU)
            assert (refused.value.code.name, refused.value.reason) == ("DATA_LOSS", "DOCUMENT_DAMAGED")
            assert refused.value.metadata["resource"] == f"organizations/{name}"
        found_by_fsck = looked_through(suite, service("registry"), alters_nothing=True)
        named = {each.name for each in found_by_fsck if each.collection == "organizations"}
        assert {f"organizations/{name}" for name in (*damages, "raw")} < named and len(named) == len(damages) + 2


async def played(suite: Suite, *names: str) -> None:
    for name in names:
        await suite.call(f"{PROBE}/CreateCounter", {"counter_id": name}, OWNER)
        await count(suite, name, note="bm90ZQ==" if name == "a" else "")
        await count(suite, name, due="2024-03-01")
    await suite.quiet()


async def test_ten_damages_are_each_found_and_nothing_is_altered(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SETTLE_SECONDS", 0.0)
    async with running(probe) as suite:
        await played(suite, "a", "b", "c")
        assert looked_through(suite, probe, alters_nothing=True) == []
        mongo = suite.apps["probe"].mongo
        digest = (await mongo["files"].find_one({}))["_id"]
        facts = {row["key"]: row["_id"] async for row in mongo["outbox"].find({"sequence": 1})}
        await mongo["counters"].update_one({"_id": "projects/a"}, {"$set": {"total": "many"}})
        await mongo["counters"].update_one({"_id": "projects/b"}, {"$set": {"name": "projects/x"}})
        await mongo["file_pieces"].update_one({}, {"$set": {"data": b"other"}})
        await mongo["file_pieces"].insert_one({"_id": "nobody/000000000000", "data": b"x"})
        await mongo["outbox"].delete_one({"_id": facts["projects/b"]})
        await mongo["outbox"].update_one({"_id": facts["projects/c"]}, {"$set": {"attributes.aggregateversion": 99}})
        await mongo["sequences"].update_one({"_id": {"$regex": "projects/a$"}}, {"$set": {"last": 7}})
        await mongo["timers"].update_one({"_id": "projects/a/due"}, {"$set": {"_unknown": 1, "due": "soon"}})
        await mongo["timers"].update_one({"_id": "projects/b/due"}, {"$unset": {"key": 1}})
        await mongo["requests"].update_one({}, {"$unset": {"response": 1}})
        await mongo["audit"].insert_one({"_id": "nothing"})
        await mongo["counters"].drop_index("total_1")
        found = looked_through(suite, probe, alters_nothing=True)
        expected = {Kind.DOCUMENT, Kind.NAME, Kind.FILE, Kind.PIECE, Kind.GAP, Kind.BEHIND, Kind.COUNTER, Kind.ROW, Kind.INDEX}
        assert {each.kind for each in found} == expected, found
        assert {each.name for each in found} >= {"projects/a", "projects/b", "projects/c", digest, "nobody", "nothing", "total_1"}
        assert {each.name for each in found if each.collection == "timers"} == {"projects/a/due", "projects/b/due"}


DAMAGES: list[Callable[[], dict[str, Any]]] = [
    lambda: {"$unset": {"key": 1}},
    lambda: {"$set": {"key": 7}},
    lambda: {"$unset": {"kind": 1}},
    lambda: {"$set": {"generation": None}},
    lambda: {"$set": {"attempt": "often"}},
    lambda: {"$set": {"payload": "x"}},
    lambda: {"$unset": {"generation": 1}},
    lambda: {"$set": {"correlation": 3}},
    lambda: {"$set": {"due": "never"}},
    lambda: {"$unset": {"due": 1}},
]


async def test_a_damaged_timer_holds_up_no_other_one_of_the_same_key_neither(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        for name in ("a", "b"):
            await suite.call(f"{PROBE}/CreateCounter", {"counter_id": name}, OWNER)
            await count(suite, name, due="2024-03-01")
        app = suite.apps["probe"]
        whole = await app.mongo["timers"].find_one({"_id": "projects/b/due"})
        for number, damage in enumerate(DAMAGES):
            row = {**whole, "_id": f"projects/a/damaged{number}", "due": datetime(2024, 2, 1, tzinfo=UTC)}
            row |= {"key": "projects/a", "generation": uuid.uuid4().hex}
            await app.mongo["timers"].insert_one(row)
            await app.mongo["timers"].update_one({"_id": row["_id"]}, damage())
        await app.clock.set(datetime(2024, 4, 1, tzinfo=UTC))
        await app.clock.release()

        async def fired() -> bool:
            return len(await suite.facts("probe", "counter.time_came.v1")) == 2

        await eventually(fired)
        found = await status(suite, "probe")
        assert len([each for each in found["failing_timers"] if "damaged" in each]) == len(DAMAGES) - 2  # two are never due
        assert int(found["damaged_documents"]) >= len(DAMAGES) - 1
        # Mended, it goes off like any other.
        await app.mongo["timers"].delete_many({"_id": {"$ne": "projects/a/damaged0"}})
        await app.mongo["timers"].update_one({}, {"$set": {"key": "projects/a"}, "$unset": {"not_before": 1}})

        async def again() -> bool:
            return len(await suite.facts("probe", "counter.time_came.v1")) == 3

        await eventually(again)


async def test_a_damaged_fact_holds_up_its_own_key_alone_and_lists_and_status_are_answered(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await played(suite, "a", "b")
        mongo = suite.apps["probe"].mongo
        last = await mongo["outbox"].find_one({"key": "projects/a"}, sort=[("sequence", -1)])
        damages: list[dict[str, Any]] = [{"body": "text"}, {"attributes": 7}, {"attributes": {}}, {"topic": None}, {"body": None}]
        for number, damage in enumerate(damages, start=1):
            row = {**last, "_id": f"0-{number}", "sequence": last["sequence"] + number, "pending": True, "key": f"projects/x{number}"}
            await mongo["outbox"].insert_one(row | damage)
        await mongo["outbox"].insert_one({"_id": "0-0", "pending": True, "bucket": 3, "sequence": 1})
        await mongo["audit"].insert_one({"_id": "zz", "time": "x"})
        await mongo["audit"].insert_one({"time": 7})
        await mongo["dead_letters"].insert_one({"_id": "t/0/1"})
        await count(suite, "b", 5)

        async def published() -> Any:
            return await mongo["outbox"].find_one({"key": "projects/b", "sequence": 3, "published_at": {"$exists": True}})

        await eventually(published)

        async def named() -> bool:
            return len((await status(suite, "probe"))["refused_facts"]) == len(damages) + 1

        await eventually(named)
        facts = (await suite.call(f"{OPERATIONS}/ListFacts", {}, BUREAU, service="probe"))["facts"]
        assert len(facts) == 5 and not [each for each in facts if each["id"].startswith("0-")]
        entries = (await suite.call(f"{OPERATIONS}/ListAuditEntries", {"page_size": 1000}, BUREAU, service="probe"))["audit_entries"]
        assert len(entries) >= 6 and "zz" not in [each["id"] for each in entries]
        assert (await suite.call(f"{OPERATIONS}/ListDeadLetters", {}, BUREAU, service="probe"))["dead_letters"] == []
        for method, body in (("GetFact", {"id": "0-1"}), ("RedriveDeadLetter", {"id": "t/0/1", "reason": "为什么"})):
            with pytest.raises(Refused) as refused:
                await suite.call(f"{OPERATIONS}/{method}", body, Person("people/admin", ("administrator", "auditor")), service="probe")
            assert refused.value.reason == "DOCUMENT_DAMAGED"


async def test_a_consumer_that_meets_a_damaged_aggregate_sets_the_fact_aside_and_goes_on(
    running: Running, probe: Service, watcher: Service
) -> None:
    async with running(probe, watcher) as suite:
        await played(suite, "a", "b")
        mongo = suite.apps["watcher"].mongo
        await mongo["sums"].update_one({"_id": "projects/a"}, {"$set": {"total": "many"}})
        # What was handled is known by its row, whatever else the row says; so is how far a key has come.
        await mongo["inbox"].update_many({"subject": "projects/b"}, {"$set": {"sequence": "x", "body": 7}})
        await count(suite, "a", 3)
        await count(suite, "b", 4)
        await suite.quiet()
        (letter,) = (await suite.call(f"{OPERATIONS}/ListDeadLetters", {}, BUREAU, service="watcher"))["dead_letters"]
        assert letter["reason"] == "DOCUMENT_DAMAGED"
        assert all(said in letter["detail"] for said in ("projects/a", "sums", "total"))
        assert (await mongo["sums"].find_one({"_id": "projects/b"}))["total"] == 6
        await mongo["sums"].update_one({"_id": "projects/a"}, {"$set": {"total": 2}})
        await suite.call(f"{OPERATIONS}/RedriveDeadLetter", {"id": letter["id"], "reason": "已恢复"}, ADMINISTRATOR, service="watcher")
        assert (await mongo["sums"].find_one({"_id": "projects/a"}))["total"] == 5


async def test_a_damaged_counter_stops_its_own_key_alone(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await played(suite, "a", "b")
        mongo = suite.apps["probe"].mongo
        for damage in ({"last": "7"}, {"last": None}, {"last": 7.0}):
            await mongo["sequences"].update_one({"_id": {"$regex": "projects/a$"}}, {"$set": damage})
            with pytest.raises(Refused) as refused:
                await count(suite, "a")
            assert (refused.value.code.name, refused.value.reason) == ("DATA_LOSS", "DOCUMENT_DAMAGED")
        await count(suite, "b")
