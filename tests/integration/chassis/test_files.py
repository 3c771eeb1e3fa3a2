"""Files in pieces: taken in, carried on, named by whose they are, swept where nobody names them."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import grpc
import pytest
from sanzhi.files.v1 import files_pb2

from chassis.policy import Policies
from chassis.rpc import streams
from chassis.run.app import App
from chassis.run.service import Service
from chassis.store.files import uploads
from chassis.store.files.pieces import wall_time
from chassis.store.files.policy import FilesPolicy
from chassis.store.files.stored import sweep_files
from chassis.store.files.uploads import sweep_uploads
from tests.conftest import Running
from tests.harness.suite import PATIENCE, Person, Refused, Suite

PIECE = 256 * 1024
CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 4096  # a mebibyte and nine bytes: five pieces
DIGEST = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
OWNER = Person("people/owner", ("science_bureau",), "organizations/owner")
COLLEAGUE = Person("people/colleague", (), "organizations/owner")
STRANGER = Person("people/stranger", ("science_bureau",), "organizations/elsewhere")
NAME = "projects/casting"
FILES = "sanzhi.files.v1.FilesService"
PROBE = "sanzhi.probe.v1.ProbeService"
Request = files_pb2.UploadFileRequest


def header(content: bytes = CONTENT, **changed: Any) -> Request:
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    told: dict[str, Any] = {"name": "扫描件.pdf", "size": len(content), "digest": digest}
    return Request(header=files_pb2.FileHeader(**(told | changed)))


def parts(content: bytes = CONTENT, offset: int = 0) -> Iterator[Request]:
    for at in range(offset, len(content), PIECE):
        yield Request(piece=files_pb2.FilePiece(offset=at, content=content[at : at + PIECE]))


async def upload(suite: Suite, who: Person, *messages: Request, go_on: asyncio.Event | None = None) -> Any:
    async def sent() -> AsyncIterator[Request]:
        for message in messages:
            yield message
        if go_on is not None:
            await go_on.wait()

    call = suite.channels["probe"].stream_unary(f"/{FILES}/UploadFile", Request.SerializeToString, files_pb2.File.FromString)
    try:
        return await call(sent(), timeout=PATIENCE, metadata=[("authorization", f"Bearer {suite.token(who)}")])
    except grpc.aio.AioRpcError as error:
        raise Refused(error) from error


async def reason(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        await call
    return refused.value.reason


async def received(suite: Suite, who: Person) -> int:
    call = suite.channels["probe"].unary_unary(
        f"/{FILES}/GetUpload", files_pb2.GetUploadRequest.SerializeToString, files_pb2.Upload.FromString
    )
    metadata = [("authorization", f"Bearer {suite.token(who)}")]
    return int((await call(files_pb2.GetUploadRequest(digest=DIGEST), timeout=PATIENCE, metadata=metadata)).received)


async def attach(suite: Suite, who: Person, **file: Any) -> dict[str, Any]:
    return await suite.call(f"{PROBE}/AttachFile", {"name": NAME, "file": {"name": "扫描件.pdf"} | file}, who)


async def left(app: App) -> list[int]:
    return [await app.mongo[name].count_documents({}) for name in ("files", "file_uploads", "file_pieces")]


@pytest.fixture(params=["motor", "pymongo"])
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_up_named_by_a_command_and_down_from_anywhere(running: Running, probe: Service, driver: str) -> None:
    async with running(probe, mongo_driver=driver) as suite:
        await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, OWNER)
        file = await upload(suite, COLLEAGUE, header(), *parts())
        assert (file.digest, file.size, file.media_type) == (DIGEST, len(CONTENT), "application/pdf")
        counter = await attach(suite, OWNER, digest=DIGEST)
        assert counter["files"] == [{"digest": DIGEST, "name": "扫描件.pdf", "size": str(len(CONTENT)), "media_type": "application/pdf"}]
        for offset in (0, 1, PIECE, PIECE + 7, len(CONTENT) - 1, len(CONTENT)):
            body = {"name": NAME, "digest": DIGEST, "offset": offset}
            down = await suite.call(f"{PROBE}/DownloadFile", body, OWNER)
            assert base64.b64decode(down["content"]) == CONTENT[offset:], offset
            assert down["file"]["digest"] == DIGEST
        for offset in (-1, len(CONTENT) + 1):
            body = {"name": NAME, "digest": DIGEST, "offset": offset}
            assert await reason(suite.call(f"{PROBE}/DownloadFile", body, OWNER)) == "FILE_OFFSET_INVALID"
        assert await reason(suite.call(f"{PROBE}/DownloadFile", {"name": NAME, "digest": DIGEST}, STRANGER)) == "ROLE_REQUIRED"
        audit = await suite.apps["probe"].mongo["audit"].find({"action": f"{FILES}/UploadFile"}).to_list(None)
        assert [(entry["actor"], entry["outcome"], entry["resources"]) for entry in audit] == [("people/colleague", "OK", [DIGEST])]


async def test_an_interrupted_upload_goes_on(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        assert await received(suite, OWNER) == 0
        assert await reason(upload(suite, OWNER, header(), *list(parts())[:4])) == "FILE_INCOMPLETE"
        assert await received(suite, COLLEAGUE) == 4 * PIECE
        assert await received(suite, STRANGER) == 0
        assert await reason(attach_none(suite)) == "FILE_NOT_UPLOADED"
        file = await upload(suite, COLLEAGUE, header(), *parts(offset=4 * PIECE))
        assert file.digest == DIGEST
        assert await received(suite, OWNER) == len(CONTENT)
        assert (await upload(suite, OWNER, header(name="又一次.pdf"))).name == "又一次.pdf"
        assert await left(suite.apps["probe"]) == [1, 0, 5]


async def attach_none(suite: Suite) -> dict[str, Any]:
    await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, OWNER)
    return await attach(suite, OWNER, digest=DIGEST)


async def test_who_only_knows_a_digest_has_not_the_file(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, STRANGER)
        await upload(suite, OWNER, header(), *parts())
        with pytest.raises(Refused) as refused:
            await attach(suite, STRANGER, digest=DIGEST)
        assert (refused.value.reason, refused.value.code.name) == ("FILE_NOT_UPLOADED", "FAILED_PRECONDITION")
        assert "扫描件.pdf" in refused.value.message
        await upload(suite, STRANGER, header(), *parts())
        assert (await attach(suite, STRANGER, digest=DIGEST))["files"]
        assert await left(suite.apps["probe"]) == [1, 0, 5]


async def test_what_comes_inline_is_looked_at_too(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, OWNER)
        small = base64.b64encode(b"%PDF-1.7").decode()
        assert (await attach(suite, OWNER, content=small))["files"][0]["media_type"] == "application/pdf"
        assert await reason(attach(suite, OWNER, content=small, digest=DIGEST)) == "FILE_GIVEN_TWICE"
        assert await reason(attach(suite, OWNER)) == "FILE_EMPTY"
        assert await reason(attach(suite, OWNER, content=small, name="扫描件.png")) == "FILE_TYPE_CONTRADICTED"
        assert await reason(attach(suite, OWNER, content=base64.b64encode(CONTENT).decode())) == "FILE_TOO_LARGE"


async def test_what_came_inline_may_be_uploaded_too(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, OWNER)
        small = b"%PDF-1.7"
        digest = (await attach(suite, OWNER, content=base64.b64encode(small).decode()))["files"][0]["digest"]
        assert await reason(attach(suite, OWNER, digest=digest)) == "FILE_NOT_UPLOADED"
        await upload(suite, OWNER, header(small), *parts(small))
        assert len((await attach(suite, OWNER, digest=digest))["files"]) == 2
        assert await left(suite.apps["probe"]) == [1, 0, 1]


async def test_a_wrong_digest_leaves_nothing(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        wrong = CONTENT[:-1] + b"x"
        assert await reason(upload(suite, OWNER, header(), *parts(wrong))) == "FILE_DIGEST_MISMATCH"
        assert await left(suite.apps["probe"]) == [0, 0, 0]
        program = b"MZ\x90\x00" + bytes(PIECE)
        assert await reason(upload(suite, OWNER, header(program), *parts(program))) == "FILE_TYPE_NOT_ALLOWED"
        assert await left(suite.apps["probe"]) == [0, 0, 0]
        assert (await upload(suite, OWNER, header(), *parts())).digest == DIGEST
        reasons = await suite.apps["probe"].mongo["audit"].find({"action": f"{FILES}/UploadFile"}).sort("_id", 1).to_list(None)
        assert [entry["outcome"] for entry in reasons] == ["FILE_DIGEST_MISMATCH", "FILE_TYPE_NOT_ALLOWED", "OK"]


@pytest.mark.parametrize("others", [(OWNER, COLLEAGUE), (OWNER, STRANGER)])
async def test_the_same_file_from_two_at_once(running: Running, probe: Service, others: tuple[Person, Person]) -> None:
    async with running(probe) as suite:
        files = await asyncio.gather(*(upload(suite, who, header(), *parts()) for who in others for _ in range(2)), return_exceptions=True)
        # Who is overtaken by another of the own organisation may be told to begin anew, and then finds it done.
        for who, file in zip([who for who in others for _ in range(2)], files, strict=True):
            if isinstance(file, Refused):
                assert file.reason == "FILE_UPLOAD_DROPPED"
                file = await upload(suite, who, header(), *parts())
            assert not isinstance(file, BaseException) and file.digest == DIGEST
        assert await left(suite.apps["probe"]) == [1, 0, 5]


async def test_who_is_overtaken_while_the_content_is_read_has_the_file(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await upload(suite, STRANGER, header(), *parts())
        mongo = suite.apps["probe"].mongo
        first, second = [await uploads.begin(mongo, OWNER.organization, DIGEST, len(CONTENT)) for _ in range(2)]
        await uploads.append(mongo, first, 0, [part.piece.content for part in parts()])
        second.received = first.received
        policy = Policies.load("files", FilesPolicy).versions[0].values
        ended = [await uploads.finish(mongo, upload, policy, "扫描件.pdf", "") for upload in (first, second)]
        # One that was begun before it was whole, and has sent something else.
        other = await uploads.begin(mongo, OWNER.organization, DIGEST, len(CONTENT))
        await uploads.append(mongo, other, 0, [part.piece.content for part in parts(bytes(len(CONTENT)))])
        ended.append(await uploads.finish(mongo, other, policy, "扫描件.pdf", ""))
        assert [file.digest for file in ended] == [DIGEST] * 3
        assert await left(suite.apps["probe"]) == [1, 0, 5], "nothing of what nobody has"


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([], "FILE_HEADER_EXPECTED"),
        (list(parts()), "FILE_HEADER_EXPECTED"),
        ([header(digest="sha256:AB")], "FIELD_INVALID"),
        ([header(name="../扫描件.pdf")], "FILE_NAME_INVALID"),
        ([header(size=0)], "FILE_EMPTY"),
        ([header(size=200 * 1024 * 1024 + 1)], "FILE_TOO_LARGE"),
        ([header(), *parts(offset=PIECE)], "FILE_PIECE_MISPLACED"),
        ([header(), *parts(), *parts()], "FILE_PIECE_MISPLACED"),
        ([header(), Request(piece=files_pb2.FilePiece(content=b"%PDF"))], "FILE_PIECE_INVALID"),
        ([header(), Request(piece=files_pb2.FilePiece(content=bytes(PIECE + 1)))], "FILE_PIECE_INVALID"),
        ([header(), header()], "FILE_PIECE_INVALID"),
    ],
)
async def test_uploads_that_are_refused(running: Running, probe: Service, messages: list[Request], expected: str) -> None:
    async with running(probe) as suite:
        assert await reason(upload(suite, OWNER, *messages)) == expected


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("role", ["auditor", "department"])
async def test_who_changes_nothing_uploads_nothing(running: Running, probe: Service, role: str) -> None:
    async with running(probe) as suite:
        assert await reason(upload(suite, Person("people/reader", (role,), "organizations/o"), header(), *parts())) == "ROLE_REQUIRED"
        assert await left(suite.apps["probe"]) == [0, 0, 0]


async def test_a_caller_who_sends_nothing_is_not_waited_for(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    parse, arrived = streams.parse, list[bytes]()

    def counting(message: Any, request: bytes) -> None:
        arrived.append(request)
        if len(arrived) == 5:  # the header and four pieces: what takes its time before is no stall
            monkeypatch.setattr(streams, "STALL_SECONDS", 0.2)
        parse(message, request)

    monkeypatch.setattr(streams, "parse", counting)
    async with running(probe) as suite:
        call = upload(suite, OWNER, header(), *list(parts())[:4], go_on=asyncio.Event())
        assert await reason(call) == "STREAM_STALLED"
        assert await received(suite, OWNER) == 4 * PIECE


async def test_what_nobody_names_is_swept(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        mongo = suite.apps["probe"].mongo
        await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, OWNER)
        await upload(suite, OWNER, header(), *parts())
        await attach(suite, OWNER, digest=DIGEST)
        other = CONTENT + b"another"
        await upload(suite, OWNER, header(other), *parts(other))
        third = CONTENT + b"begun"
        await reason(upload(suite, OWNER, header(third), *list(parts(third))[:4]))
        began, later = wall_time() - timedelta(hours=1), wall_time() + timedelta(hours=1)
        assert (await sweep_files(mongo, began), await sweep_uploads(mongo, began)) == (0, 0)
        assert (await sweep_files(mongo, later), await sweep_uploads(mongo, later)) == (1, 1)
        assert await left(suite.apps["probe"]) == [1, 0, 5]
        body = {"name": NAME, "digest": DIGEST}
        assert base64.b64decode((await suite.call(f"{PROBE}/DownloadFile", body, OWNER))["content"]) == CONTENT
        assert await reason(attach(suite, OWNER, digest="sha256:" + hashlib.sha256(other).hexdigest())) == "FILE_NOT_UPLOADED"


async def test_what_is_kept_otherwise_than_it_was_handed_in_is_not_given_out(running: Running, probe: Service) -> None:
    async with running(probe) as suite:
        await suite.call(f"{PROBE}/CreateCounter", {"counter_id": "casting"}, OWNER)
        await upload(suite, OWNER, header(), *parts())
        await attach(suite, OWNER, digest=DIGEST)
        rows, files = suite.apps["probe"].mongo["file_pieces"], suite.apps["probe"].mongo["files"]
        whole = await rows.find({}).sort("_id", 1).to_list(None)
        file = await files.find_one({})

        async def damaged_at(offset: int) -> bool:
            with pytest.raises(Refused) as refused:
                await suite.call(f"{PROBE}/DownloadFile", {"name": NAME, "digest": DIGEST, "offset": offset}, OWNER)
            return (refused.value.code.name, refused.value.reason, refused.value.metadata["digest"]) == (
                "DATA_LOSS",
                "FILE_DAMAGED",
                DIGEST,
            )

        first, last = whole[0], whole[-1]
        for damage in ({"data": b"x" * PIECE}, {"data": first["data"][:-1]}, {"data": "text"}, {"data": None}, {"other": 1}):
            await rows.replace_one({"_id": first["_id"]}, damage)
            assert await damaged_at(0) and await damaged_at(4 * PIECE), damage
        await rows.replace_one({"_id": first["_id"]}, first)
        for gone in (first, whole[2], last):
            await rows.delete_one({"_id": gone["_id"]})
            assert await damaged_at(0) and await damaged_at(len(CONTENT)), gone["_id"]
            await rows.insert_one(gone)
        for change in ({"$set": {"pieces": "elsewhere"}}, {"$unset": {"pieces": 1}}):
            await files.update_one({"_id": DIGEST}, change)
            assert await damaged_at(0)
        await files.delete_one({"_id": DIGEST})
        assert await damaged_at(0)
        await files.insert_one(file)
        down = await suite.call(f"{PROBE}/DownloadFile", {"name": NAME, "digest": DIGEST}, OWNER)
        assert base64.b64decode(down["content"]) == CONTENT
