"""Makes a package of a running suite: what each service states of a project, the contract set, and what follows from them."""

from base64 import b64decode
from datetime import UTC, datetime

import grpc
from sanzhi.operations.v1 import operations_pb2

from chassis.access.certificates import Root
from chassis.sealing.statement import digest_of
from cli.client import Client
from cli.evidence import package
from cli.evidence.archive import signed, unsigned
from cli.evidence.assembling import assembled
from cli.refused import Refused, refused_of
from cli.services import SERVICES
from cli.tokens import AUDITOR

OPERATIONS = "sanzhi.operations.v1.OperationsService"
EXPORT = "sanzhi.contracts.v1.ContractsService/ExportContractSet"
SECONDS = 120.0


async def collect(client: Client, project: str, root: Root, person: str = AUDITOR) -> bytes:
    """The package. person: who exports it. Raises Refused, NotARecord, NoClause."""
    records = {service: await record_of(client, service, project, person) for service in SERVICES}
    contracts = await _contract_set(client, project, person)
    body = unsigned(assembled(project, records, contracts, root, datetime.now(UTC)))
    request = {"project": project, "digest": digest_of(body)}
    answer = await client.call(f"{OPERATIONS}/SignPackage", request, service=package.SIGNED_BY, person=person)
    return signed(body, answer["signature"])


async def record_of(client: Client, service: str, project: str, person: str = AUDITOR) -> bytes:
    """What a service states of a project. Raises Refused."""
    call = client.channel(service).unary_stream(
        f"/{OPERATIONS}/ExportRecord",
        operations_pb2.ExportRecordRequest.SerializeToString,
        operations_pb2.ExportRecordResponse.FromString,
    )
    metadata = (("authorization", f"Bearer {await client.tokens.token(person)}"),)
    try:
        request = operations_pb2.ExportRecordRequest(project=project)
        return b"".join([piece.content async for piece in call(request, timeout=SECONDS, metadata=metadata)])
    except grpc.aio.AioRpcError as error:
        raise refused_of(error) from error


async def _contract_set(client: Client, project: str, person: str) -> bytes | None:
    try:
        answer = await client.call(EXPORT, {"name": f"{project}/contractSet"}, person=person)
    except Refused as refused:
        if refused.reason == "NOT_FOUND":
            return None
        raise
    return b64decode(answer["content"])
