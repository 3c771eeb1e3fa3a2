"""Whether what MongoDB says a user may do is what the service needs: by collection, by database, by role of the cloud's."""

from typing import Any

from chassis.store.unit import APPENDED_ONLY, AUDIT, SEALS
from cli.provision.check.lacks import Lack, Reason
from cli.provision.check.mongo import allowed, changing_rights, lacking_rights, lacks_at_mongo, unmade
from cli.provision.database import privileges
from cli.stack.ports import free_port
from services.registry.main import SERVICE

DATABASE = "sanzhi_registry"
OURS = privileges(DATABASE, SERVICE)
# What MongoDB's own role readWrite comprises, as `connectionStatus` shows it.
READ_WRITE = [
    {"resource": {"db": DATABASE, "collection": ""}, "actions": [
        "changeStream", "collStats", "convertToCapped", "createCollection", "createIndex", "createSearchIndexes", "dbHash", "dbStats",
        "dropCollection", "dropIndex", "find", "insert", "killCursors", "listCollections", "listIndexes", "planCacheRead", "remove",
        "renameCollectionSameDB", "update",
    ]},
    {"resource": {"db": DATABASE, "collection": "system.js"}, "actions": ["find"]},
]  # fmt: skip


def without(granted: list[dict[str, Any]], collection: str, action: str) -> list[dict[str, Any]]:
    def less(each: dict[str, Any]) -> dict[str, Any]:
        return each | {"actions": [one for one in each["actions"] if (each["resource"]["collection"], one) != (collection, action)]}

    return [less(each) for each in granted]


def test_the_role_that_we_make_is_enough_and_no_more() -> None:
    assert lacking_rights(OURS, OURS) == []
    assert changing_rights(OURS, DATABASE) == []


def test_a_right_that_is_lacking_is_named_with_its_collection() -> None:
    assert lacking_rights(without(OURS, "outbox", "update"), OURS) == [Lack(Reason.MONGO_RIGHT, f"{DATABASE}.outbox", wanted="update")]
    assert lacking_rights(without(OURS, "", "listCollections"), OURS)[0].what == f"{DATABASE}.*"
    assert len(lacking_rights([], OURS)) == len(OURS)


def test_another_database_and_the_cluster_do_not_count() -> None:
    elsewhere = privileges("sanzhi_contracts", SERVICE)
    assert allowed([*elsewhere, {"resource": {"cluster": True}, "actions": ["find"]}], DATABASE, "outbox") == frozenset()


def test_a_role_of_the_clouds_is_enough_but_may_change_the_audit_log() -> None:
    assert lacking_rights(READ_WRITE, OURS) == []
    found = changing_rights(READ_WRITE, DATABASE)
    assert [lack.what for lack in found] == [f"{DATABASE}.{name}" for name in APPENDED_ONLY]
    assert not any(lack.must for lack in found)
    anything = [{"resource": {"anyResource": True}, "actions": ["find", "remove"]}]
    assert allowed(anything, DATABASE, "outbox") == {"find", "remove"}


def test_collections_that_the_service_may_not_make_must_be_there_with_their_indexes() -> None:
    wanted = {AUDIT: {"actor", "writer"}, SEALS: {"writer"}}
    assert unmade(OURS, DATABASE, wanted, {AUDIT: {"_id_", "actor"}}) == [
        Lack(Reason.MONGO_INDEX, f"{DATABASE}.{AUDIT}", wanted="writer"),
        Lack(Reason.MONGO_COLLECTION, f"{DATABASE}.{SEALS}", wanted="writer"),
    ]
    assert unmade(OURS, DATABASE, wanted, {AUDIT: {"actor", "writer"}, SEALS: {"writer"}}) == []
    assert unmade(READ_WRITE, DATABASE, wanted, {AUDIT: set()}) == []  # what it may make it makes at its start


def test_a_database_that_is_away_is_said_to_be_away(monkeypatch: Any) -> None:
    monkeypatch.setattr("cli.provision.check.mongo._SECONDS", 0.1)
    (lack,) = lacks_at_mongo(f"mongodb://127.0.0.1:{free_port()}/?replicaSet=rs0", DATABASE, SERVICE)
    assert lack.reason is Reason.MONGO_UNREACHABLE and lack.must
