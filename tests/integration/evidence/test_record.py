"""The record of a project as a running service gives it: whole, proven by its seals, and for those alone who may read all of it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sanzhi.operations.v1 import operations_pb2

from chassis.access.certificates import Root, root_in
from chassis.access.own_key import own_key
from chassis.sealing import sealer
from chassis.sealing.statement import digest_of, stated_in
from cli.evidence.records import record_in, wrong_order, wrong_proofs
from cli.provision.authority import Authority
from tests.harness.parts import TestParts
from tests.harness.suite import ADMINISTRATOR, Person, Refused, Suite, service, suite

OPERATIONS = "sanzhi.operations.v1.OperationsService"
REGISTRY = "sanzhi.registry.v1.RegistryService"
AUDITOR = Person("people/auditor", ("auditor",))
BUREAU = Person("people/bureau", ("science_bureau",))
DIGEST = digest_of(b"package")


def certified(folder: Path) -> Root:
    """The registry's key, with a certificate beside it."""
    file = folder / "registry.jwk"
    key, kid = own_key(str(file))
    authority = Authority(folder / "root", datetime.now(UTC))
    public: Ed25519PublicKey = key.key.public_key()
    file.with_suffix(".crt").write_text(authority.certify("registry", kid, public))
    return root_in(authority.certificate.encode())


async def record(made: Suite, project: str, who: Person) -> bytes:
    call = made.channels["registry"].unary_stream(
        f"/{OPERATIONS}/ExportRecord",
        operations_pb2.ExportRecordRequest.SerializeToString,
        operations_pb2.ExportRecordResponse.FromString,
    )
    try:
        request = operations_pb2.ExportRecordRequest(key=project)
        answers = call(request, timeout=60, metadata=[("authorization", f"Bearer {made.token(who)}")])
        return b"".join([piece.content async for piece in answers])
    except grpc.aio.AioRpcError as error:
        raise Refused(error) from error


async def test_a_record_is_whole_and_proven(parts: TestParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two replicas' worth of seals, of a few entries each, and among them those of one guide."""
    monkeypatch.setattr(sealer, "PACE_SECONDS", 0.05)
    async with suite(parts.mongo.uri, parts.kafka.bootstrap, tmp_path, service("registry")) as made:
        with pytest.raises(Refused) as refused:
            await record(made, "projects/casting", AUDITOR)
        assert refused.value.reason == "KEY_NOT_CERTIFIED"
        root = certified(tmp_path)
        subject = await _acts(made)
        project = f"projects/{subject}"
        content = await record(made, project, AUDITOR)
        read = record_in(content, "registry", project, root)
        assert (wrong_order(read), wrong_proofs(read, root)) == ([], [])
        assert len(read.entries) == await made.apps["registry"].mongo["audit"].count_documents({"subjects": subject}) > 3
        assert len(read.seals) > 1, "of several seals"
        again = await record(made, project, BUREAU)
        assert again.splitlines()[:-1] == content.splitlines()[:-1], "the same to both who may read all of it"
        for other in (ADMINISTRATOR, Person("people/finance", ("finance_bureau",)), Person("people/li")):
            with pytest.raises(Refused) as refused:
                await record(made, project, other)
            assert (refused.value.reason, refused.value.rule) == ("ROLE_REQUIRED", "2.5")
        with pytest.raises(Refused) as refused:
            await record(made, "organizations", AUDITOR)
        assert refused.value.reason == "FIELD_INVALID"


async def _acts(made: Suite) -> str:
    """Something done again and again about one thing, and in between about others; the id by which it is filed."""
    for number in range(8):
        body = {"organization_id": f"o{number}", "display_name": f"研究所{number}", "kind": "ORGANIZATION_KIND_ENTERPRISE", "area": "yuci"}
        await made.call(f"{REGISTRY}/RegisterOrganization", body, ADMINISTRATOR)
        await asyncio.sleep(0.06)
        signed: dict[str, Any] = {"project": "projects/casting", "digest": digest_of(str(number).encode())}
        await made.call(f"{OPERATIONS}/SignPackage", signed, AUDITOR, service="registry")
    return "casting"


async def test_who_exports_is_on_record_and_signed(parts: TestParts, tmp_path: Path) -> None:
    async with suite(parts.mongo.uri, parts.kafka.bootstrap, tmp_path, service("registry")) as made:
        root = certified(tmp_path)
        body = {"project": "projects/casting", "digest": DIGEST}
        answer = await made.call(f"{OPERATIONS}/SignPackage", body, AUDITOR, service="registry")
        stated = stated_in(answer["signature"], root)
        assert (stated["exported_by"], stated["digest"], stated["service"]) == ("people/auditor", DIGEST, "registry")
        (entry,) = await made.apps["registry"].mongo["audit"].find({"subjects": "casting"}).to_list(None)
        assert (entry["actor"], entry["action"]) == ("people/auditor", f"{OPERATIONS}/SignPackage")
        for who, wrong, reason in (
            (AUDITOR, {"digest": "sha256:x"}, "FIELD_INVALID"),
            (AUDITOR, {"project": "people/li"}, "FIELD_INVALID"),
            (ADMINISTRATOR, {}, "ROLE_REQUIRED"),
        ):
            with pytest.raises(Refused) as refused:
                await made.call(f"{OPERATIONS}/SignPackage", body | wrong, who, service="registry")
            assert refused.value.reason == reason
        with pytest.raises(Refused) as refused:
            await made.call(f"{OPERATIONS}/SignPackage", body, AUDITOR, service="registry", validate_only="true")
        assert refused.value.reason == "VALIDATE_ONLY_NOT_POSSIBLE"
