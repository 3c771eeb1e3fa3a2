"""Each way of tampering with an audit log is found. One history, made by two replicas at once; each test tampers with a copy of it."""

import asyncio
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from bson import encode
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.errors import AutoReconnect

from chassis.ids import new_id
from chassis.messaging.kafka import Kafka
from chassis.run.app import App
from chassis.sealing import sealer as sealing
from chassis.sealing.folder import Folder, texts_in
from chassis.sealing.seal import Signer
from chassis.sealing.sealer import Sealer
from chassis.store.buckets import BUCKETS
from chassis.store.commit import commit
from chassis.store.group import GroupCommit
from chassis.store.mongo import Conflict, Document, Mongo
from chassis.store.schema import ensure_collections
from chassis.store.unit import Unit, Written
from chassis.time.leases import Leases
from cli.archive.command import write_service, year_of
from cli.archive.file import Archive
from cli.audit.findings import Kind
from cli.audit.surroundings import Surroundings, keys_in
from cli.audit.verification import Verified, verify_service
from tests.harness.parts import TestParts
from tests.harness.suite import ADMINISTRATOR, Person, Refused, Suite, eventually, service, suite

REGISTER = "sanzhi.registry.v1.RegistryService/RegisterOrganization"
REGISTRY = service("registry")
Client = MongoClient[Document]


@dataclass(frozen=True)
class History:
    """What was sealed, and where; `database` is that of the service itself."""

    around: Surroundings
    key: str
    client: Client

    @property
    def database(self) -> str:
        return f"{self.around.databases}registry"

    def verified(self, databases: str | None = None, **other: Any) -> Verified:
        return verify_service("registry", replace(self.around, databases=databases or self.around.databases, **other))


@pytest.fixture(scope="module")
def history(parts: TestParts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    folder, outside = tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("outside")
    settings = asyncio.run(_made(parts, folder, outside))
    keys = keys_in([folder / "jwks.json"])
    around = Surroundings(parts.mongo.uri, settings.database_prefix, settings.topic_prefix, keys, Kafka.of(settings), outside)
    with Client(parts.mongo.uri, tz_aware=True) as client:
        yield History(around, str(folder / "registry.jwk"), client)


async def _made(parts: TestParts, folder: Path, outside: Path) -> Any:
    """Three seals at least, by what two replicas did side by side, a refusal among it; the last ones as the replicas stop."""
    async with suite(parts.mongo.uri, parts.kafka.bootstrap, folder, REGISTRY, seals_folder=str(outside)) as made:
        seals = made.apps["registry"].mongo["seals"]
        for turn in range(2):
            await _act(made, turn)
            await eventually(partial(_more_than, seals, turn))
        first, alone = made.apps["registry"], made.channels["registry"]
        await made.start(REGISTRY)  # a replica beside it
        with pytest.raises(Refused):
            await made.call(REGISTER, _organization("x", 0), Person("people/x"))
        await asyncio.gather(_act(made, 2), _act(made, 3))
        await made.apps["registry"].stop()
        made.apps["registry"], made.channels["registry"] = first, alone
        # What is sealed as the last one stops goes to Kafka where nobody else had the lease of it; else whoever starts next sends it.
        await eventually(partial(_holds_all, first))
        await _act(made, 4)
    return made.settings


async def _holds_all(replica: App) -> bool:
    return len(replica.leases.held()) == BUCKETS


async def _more_than(seals: Any, number: int) -> bool:
    return await seals.count_documents({}) > number


async def _act(made: Suite, turn: int) -> None:
    await asyncio.gather(*(made.call(REGISTER, _organization(f"t{turn}-", number), ADMINISTRATOR) for number in range(4)))


def _organization(mark: str, number: int) -> dict[str, Any]:
    name = f"{mark}{number}"
    return {"organization_id": name, "display_name": f"{name}研究所", "kind": "ORGANIZATION_KIND_ENTERPRISE", "area": "yuci"}


@pytest.fixture
def copy(history: History) -> Iterator[Any]:
    """The audit log and its seals once more, in a database whose prefix is its name without `registry`."""
    name = f"t{uuid.uuid4().hex[:10]}_registry"
    for collection in ("audit", "seals"):
        history.client[name][collection].insert_many(list(history.client[history.database][collection].find()))
    yield history.client[name]
    history.client.drop_database(name)


def kinds(history: History, copy: Any, **other: Any) -> set[Kind]:
    return {finding.kind for finding in history.verified(copy.name.removesuffix("registry"), **other).findings}


def an_entry(copy: Any, number: int = 2) -> Any:
    return copy["audit"].find_one({"number": number})


def test_what_nobody_touched_holds_and_all_of_it_is_sealed(history: History, copy: Any) -> None:
    verified = history.verified()
    assert verified.findings == []
    assert verified.sealed == history.client[history.database]["audit"].count_documents({}) >= 17
    assert (verified.waiting, set(verified.outside.values())) == (0, {verified.seals})
    assert len(verified.outside) == 2, "on Kafka and in the folder"
    assert kinds(history, copy) == set(), "a copy is as good, byte for byte"


def test_a_year_is_archived_as_the_database_has_it_and_not_where_it_was_altered(history: History, copy: Any, tmp_path: Path) -> None:
    """docs/decisions/0045. That a file is verified alone: tests/unit/cli/test_archive.py."""
    year = year_of(history.client[history.database]["seals"].find_one() or {})
    assert write_service("registry", year, tmp_path, history.around)
    (file,) = tmp_path.iterdir()
    archived = [entry for part in Archive(file).parts() for entry in part.entries]
    raw: Any = history.client[history.database].get_collection("audit", codec_options=CodecOptions(document_class=RawBSONDocument))
    assert sorted(archived) == sorted(document.raw for document in raw.find()) and len(archived) >= 17
    copy["audit"].update_one({"_id": an_entry(copy)["_id"]}, {"$set": {"actor": "people/another"}})
    file.unlink()
    assert not write_service("registry", year, tmp_path, replace(history.around, databases=copy.name.removesuffix("registry")))
    assert list(tmp_path.iterdir()) == []


def test_an_altered_entry(history: History, copy: Any) -> None:
    copy["audit"].update_one({"_id": an_entry(copy)["_id"]}, {"$set": {"actor": "people/another"}})
    assert kinds(history, copy) == {Kind.ALTERED}


def test_an_entry_altered_together_with_its_hash_in_the_seal(history: History, copy: Any) -> None:
    copy["audit"].update_one({"_id": an_entry(copy)["_id"]}, {"$set": {"outcome": "ROLE_REQUIRED"}})
    for row in copy["seals"].find():
        copy["seals"].update_one({"_id": row["_id"]}, {"$set": {"leaves": bytes(len(row["leaves"]))}})
    assert kinds(history, copy) == {Kind.SEAL}


def test_a_deleted_entry(history: History, copy: Any) -> None:
    copy["audit"].delete_one({"_id": an_entry(copy)["_id"]})
    assert kinds(history, copy) == {Kind.DELETED}


def test_an_inserted_entry(history: History, copy: Any) -> None:
    entry = an_entry(copy)
    copy["audit"].insert_one(entry | {"_id": entry["_id"][:-1] + "x", "actor": "people/another"})
    assert kinds(history, copy) == {Kind.INSERTED}


def test_an_inserted_entry_that_takes_no_number_or_one_of_its_own(history: History, copy: Any) -> None:
    entry = an_entry(copy)
    copy["audit"].insert_one({name: value for name, value in entry.items() if name != "number"} | {"_id": "one"})
    copy["audit"].insert_one(entry | {"_id": "018bcfe5-6800-7abc-8def-0123456789ab", "writer": "another", "number": 1})
    assert kinds(history, copy) == {Kind.INSERTED, Kind.NOT_SEALED}


@pytest.mark.parametrize("odd", ({"number": [2]}, {"writer": ["{writer}"]}, {"writer": ["another"], "number": 1}))
def test_an_inserted_entry_whose_writer_or_number_is_a_list(history: History, copy: Any, odd: dict[str, Any]) -> None:
    """MongoDB looks into lists: such an entry is found as if it were of the writer, and in no group of writers."""
    entry = an_entry(copy)
    said = {name: [each.format(writer=entry["writer"]) for each in value] if name == "writer" else value for name, value in odd.items()}
    copy["audit"].insert_one(entry | {"_id": "odd"} | said)
    assert [finding.kind for finding in history.verified(copy.name.removesuffix("registry")).findings] == [Kind.INSERTED]


def test_an_inserted_entry_that_says_its_number_twice(history: History, copy: Any) -> None:
    """MongoDB finds it by the first, and whoever reads it sees the last."""
    elements = encode(an_entry(copy) | {"_id": "odd"})[4:-1] + b"\x10number\x00" + (900).to_bytes(4, "little")
    twice = (len(elements) + 5).to_bytes(4, "little") + elements + b"\x00"
    copy.get_collection("audit", codec_options=CodecOptions(document_class=RawBSONDocument)).insert_one(RawBSONDocument(twice))
    assert kinds(history, copy) == {Kind.INSERTED}


def test_an_entry_of_a_time_to_come_waits_for_no_seal(history: History, copy: Any) -> None:
    copy["audit"].insert_one(an_entry(copy) | {"_id": "03bb2cc3-d800-7abc-8def-0123456789ab", "writer": "another", "number": 1})
    assert kinds(history, copy) == {Kind.NOT_SEALED}


@pytest.mark.parametrize("name", ["1" * 5000, "x", ""])
def test_a_seal_by_a_name_that_is_none(history: History, copy: Any, name: str) -> None:
    copy["seals"].insert_one({"_id": name, "seal": "x"})
    assert kinds(history, copy) == {Kind.SEAL}


def test_a_seal_that_nobody_can_read_is_told(history: History, copy: Any) -> None:
    deep = urlsafe_b64encode(b"[" * 100_000).decode()
    last = copy["seals"].find_one({}, sort=[("_id", -1)])
    copy["seals"].update_one({"_id": last["_id"]}, {"$set": {"seal": f"{deep}.{deep}.x"}})
    assert Kind.SEAL in kinds(history, copy)


def test_entries_in_each_others_place(history: History, copy: Any) -> None:
    writer = an_entry(copy)["writer"]
    one, other = (copy["audit"].find_one({"writer": writer, "number": number}) for number in (1, 3))
    for mine, its in ((one, other), (other, one)):
        copy["audit"].replace_one({"_id": mine["_id"]}, its | {name: mine[name] for name in ("_id", "writer", "number")})
    assert kinds(history, copy) == {Kind.REORDERED}


def test_a_cut_tail_of_entries_and_of_seals_alike(history: History, copy: Any) -> None:
    last = copy["seals"].find_one({}, sort=[("_id", -1)])
    copy["seals"].delete_one({"_id": last["_id"]})
    assert kinds(history, copy) == {Kind.CUT}
    for run in last["runs"]:
        copy["audit"].delete_many({"writer": run["writer"], "number": {"$gte": run["first"]}})
    assert kinds(history, copy) == {Kind.CUT, Kind.DELETED}
    assert kinds(history, copy, kafka=None) == {Kind.CUT, Kind.DELETED}, "the folder alone tells it too"
    assert kinds(history, copy, kafka=None, folder=None) == set(), "who keeps no copy outside cannot know"


def test_a_seal_taken_out_of_the_middle(history: History, copy: Any) -> None:
    copy["seals"].delete_one({"_id": "000000000002"})
    assert kinds(history, copy) == {Kind.SEAL_MISSING}


def test_seals_in_each_others_place(history: History, copy: Any) -> None:
    first, second = copy["seals"].find().sort("_id", 1).limit(2)
    for mine, its in ((first, second), (second, first)):
        copy["seals"].replace_one({"_id": mine["_id"]}, its | {"_id": mine["_id"]})
    assert Kind.SEAL in kinds(history, copy)


async def test_two_histories(history: History, copy: Any) -> None:
    """Somebody with the service's own key cuts the chain, alters an entry and seals anew: what was published tells against it."""
    copy["seals"].delete_many({"_id": {"$gt": "000000000001"}})
    last = copy["audit"].find_one({}, sort=[("_id", -1)])  # not of the first seal, which stays
    copy["audit"].update_one({"_id": last["_id"]}, {"$set": {"actor": "people/another"}})
    mongo = await _opened(history, copy.name)
    await _sealer(history, mongo).seal(waits=True)
    await mongo.close()
    found = await asyncio.to_thread(kinds, history, copy)
    # How many seals there were, and which of them the altered entry was under, is a matter of pace.
    assert Kind.TWO_HISTORIES in found <= {Kind.TWO_HISTORIES, Kind.CUT, Kind.SEAL}
    assert kinds(history, copy, kafka=None, folder=None) == set(), "nothing but what is outside can tell"


def test_a_key_that_nobody_knows(history: History, copy: Any) -> None:
    others = {name: key for name, key in history.around.keys.items() if key.service != "registry"}
    assert kinds(history, copy, keys=others, kafka=None, folder=None) == {Kind.SEAL}


async def test_a_replica_that_holds_no_lease_seals_what_is_left_as_it_stops(
    parts: TestParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As replicas come and go the lease may be nobody's for a moment, and nobody may come after this one."""
    monkeypatch.setattr(Leases, "held", lambda self: frozenset[int]())
    async with suite(parts.mongo.uri, parts.kafka.bootstrap, tmp_path, REGISTRY) as made:
        await _act(made, 0)
        database = f"{made.settings.database_prefix}registry"
    with Client(parts.mongo.uri) as client:
        last: Any = client[database]["seals"].find_one({}, sort=[("_id", -1)])
        assert last is not None and last["entries"] == client[database]["audit"].count_documents({}) >= 4


async def _opened(history: History, database: str) -> Mongo:
    mongo = Mongo(history.around.mongo, database)
    await ensure_collections(mongo, REGISTRY.transaction)
    return mongo


def _sealer(history: History, mongo: Mongo, folder: Folder | None = None) -> Sealer:
    return Sealer(mongo, history.around.topics, "registry", Signer(history.key), folder)


def _unit(number: int) -> Unit:
    return Unit(audit=[{"_id": new_id(), "actor": "people/a", "action": f"act {number}", "outcome": "OK"}])


@pytest.fixture
async def fresh(history: History) -> Any:
    name = f"t{uuid.uuid4().hex[:10]}_registry"
    mongo = await _opened(history, name)
    yield mongo
    await mongo.close()
    history.client.drop_database(name)


async def test_two_sealers_at_once_make_one_chain(history: History, fresh: Mongo) -> None:
    """As where a replica has been paused past its lease, and goes on; two writers meanwhile."""
    sealers = [_sealer(history, fresh), _sealer(history, fresh)]
    writers = [GroupCommit(fresh), GroupCommit(fresh)]
    for number in range(5):
        await asyncio.gather(*(writer.commit(_unit(number)) for writer in writers), *(each.seal(waits=True) for each in sealers))
    await asyncio.gather(*(each.seal(waits=True) for each in sealers))
    verified = history.verified(fresh.database.name.removesuffix("registry"), kafka=None, folder=None)
    assert (verified.findings, verified.sealed, verified.waiting) == ([], 10, 0)


async def test_a_seal_whose_commit_got_no_answer_is_not_made_twice(
    history: History, fresh: Mongo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    writer, copies = GroupCommit(fresh), Folder(tmp_path, "registry")

    async def answers_nothing(mongo: Mongo, unit: Unit) -> Written:
        await commit(mongo, unit)
        raise AutoReconnect("lost")

    await writer.commit(_unit(1))
    with monkeypatch.context() as broken:
        broken.setattr(sealing, "commit", answers_nothing)
        with pytest.raises(AutoReconnect):
            await _sealer(history, fresh, copies).seal(waits=True)
    await writer.commit(_unit(2))
    (tmp_path / "registry.2026.seals").write_text("ey.broken off")
    assert await _sealer(history, fresh, copies).seal(waits=True) == 1, "another process, which knows nothing"
    around = {"kafka": None, "folder": tmp_path}
    verified = history.verified(fresh.database.name.removesuffix("registry"), **around)
    assert (verified.findings, verified.seals, verified.sealed) == ([], 2, 2)
    assert list(verified.outside.values()) == [2]


async def test_what_is_committed_while_a_seal_is_made_waits_for_the_next_time(
    history: History, fresh: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where commands come one after the other there is always some of it."""
    writer, sealer = GroupCommit(fresh), _sealer(history, fresh)
    meanwhile = iter(range(5))

    async def as_others_commit(mongo: Mongo, unit: Unit) -> Written:
        for number in islice(meanwhile, 1):
            await writer.commit(_unit(number))
        return await commit(mongo, unit)

    await writer.commit(_unit(1))
    with monkeypatch.context() as busy:
        busy.setattr(sealing, "commit", as_others_commit)
        assert [await sealer.seal(), await sealer.seal(waits=True)] == [1, 1]
    assert await sealer.seal() == 1
    verified = history.verified(fresh.database.name.removesuffix("registry"), kafka=None, folder=None)
    assert (verified.findings, verified.seals, verified.sealed) == ([], 3, 3)


async def test_a_seal_that_was_begun_before_the_stop_is_waited_for_and_copied(
    history: History, fresh: Mongo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is stored by itself after its task was cancelled; until then it stands in the way of who comes next."""
    attempts = 0

    async def is_in_the_way(mongo: Mongo, unit: Unit) -> Written:
        nonlocal attempts
        attempts += 1
        if attempts == 3:
            await commit(mongo, unit)
        if attempts <= 3:
            raise Conflict
        return await commit(mongo, unit)

    await GroupCommit(fresh).commit(_unit(1))
    monkeypatch.setattr(sealing, "commit", is_in_the_way)
    await _sealer(history, fresh, Folder(tmp_path, "registry")).seal(waits=True)
    assert len(list(texts_in(tmp_path, "registry"))) == 1


async def test_what_was_taken_out_before_it_was_sealed_is_missed(history: History, fresh: Mongo) -> None:
    writer = GroupCommit(fresh)
    for number in range(1, 6):
        await writer.commit(_unit(number))
    await fresh["audit"].delete_one({"number": 2})
    assert await _sealer(history, fresh).seal(waits=True) == 4
    verified = history.verified(fresh.database.name.removesuffix("registry"), kafka=None, folder=None)
    assert [finding.kind for finding in verified.findings] == [Kind.DELETED]


async def test_many_are_sealed_in_several_batches(history: History, fresh: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST", 7)
    writer = GroupCommit(fresh)
    await asyncio.gather(*(writer.commit(_unit(number)) for number in range(30)))
    assert await _sealer(history, fresh).seal(waits=True) == 30
    verified = history.verified(fresh.database.name.removesuffix("registry"), kafka=None, folder=None)
    assert (verified.findings, verified.seals, verified.sealed) == ([], 5, 30)
