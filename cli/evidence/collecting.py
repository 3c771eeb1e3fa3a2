"""Makes a package of a running suite: what each service states of a project, the contract set, and what follows from them."""

import tempfile
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import grpc
from sanzhi.operations.v1 import operations_pb2

from chassis.access.certificates import Root
from chassis.sealing.statement import digest_of
from cli.client import Client
from cli.evidence import package
from cli.evidence.archive import signed, unsigned
from cli.evidence.assembling import Parts, assembled
from cli.evidence.derived import filed, files_of
from cli.evidence.index import index_paper
from cli.evidence.numbers import RATES
from cli.evidence.records import Record, record_in
from cli.evidence.workings import leads_of, numbers_stated
from cli.names import load_names, pages
from cli.papers.printing import pdf
from cli.refused import Refused, refused_of
from cli.services import SERVICES
from cli.tokens import AUDITOR
from cli.transfer import Transfer

OPERATIONS = "sanzhi.operations.v1.OperationsService"
EXPORT = "sanzhi.contracts.v1.ContractsService/ExportContractSet"
NOTICES = "sanzhi.milestones.v1.MilestonesService/ListHolidayNotices"
FILING = "sanzhi.evaluation.v1.EvaluationService/GetFiling"
SECONDS = 120.0


@dataclass(frozen=True)
class Options:
    """person: who exports. fonts: a folder with more of them. files: whether those that facts name go with it."""

    person: str = AUDITOR
    fonts: Path | None = None
    files: bool = True


async def collect(client: Client, project: str, root: Root, options: Options) -> bytes:
    """The package. Raises Refused, NotARecord, NoClause, Unavailable."""
    person = options.person
    # The last service first: what follows from another's fact is in no record without that fact.
    taken = {service: await record_of(client, service, project, person) for service in reversed(SERVICES)}
    records = {service: taken[service] for service in SERVICES}
    contracts = await _contract_set(client, project, person)
    notices = {each["name"].partition("/")[2]: each["name"] for each in await pages(client, NOTICES, {}, "holiday_notices", person=person)}
    stated = {year: await record_of(client, package.KEEPS_CALENDAR, name, person) for year, name in sorted(notices.items())}
    read = [record_in(content, service, project, root) for service, content in records.items()]
    leads = leads_of(read) if numbers_stated(read) else []
    ratings = {lead: await record_of(client, RATES, f"{lead}/rating", person) for lead in leads}
    filing = (await client.call(FILING, {"name": f"{project}/filing"}, person=person))["record"].encode() if filed(read) else None
    files = await _files(client, read, person) if options.files else {}
    made = assembled(Parts(project, records, stated, contracts, filing, files, ratings), root)
    index = await pdf(index_paper(made, await load_names(client)), options.fonts)
    body = unsigned(made.listed(index, datetime.now(UTC)))
    request = {"project": project, "digest": digest_of(body)}
    answer = await client.call(f"{OPERATIONS}/SignPackage", request, service=package.SIGNED_BY, person=person)
    return signed(body, answer["signature"])


async def record_of(client: Client, service: str, key: str, person: str = AUDITOR) -> bytes:
    """What a service states under a key: of a project. Raises Refused."""
    call = client.channel(service).unary_stream(
        f"/{OPERATIONS}/ExportRecord",
        operations_pb2.ExportRecordRequest.SerializeToString,
        operations_pb2.ExportRecordResponse.FromString,
    )
    metadata = (("authorization", f"Bearer {await client.tokens.token(person)}"),)
    try:
        request = operations_pb2.ExportRecordRequest(key=key)
        return b"".join([piece.content async for piece in call(request, timeout=SECONDS, metadata=metadata)])
    except grpc.aio.AioRpcError as error:
        raise refused_of(error) from error


async def _files(client: Client, records: Sequence[Record], person: str) -> dict[str, bytes]:
    """By digest; without what is kept no more. Raises Refused, OSError."""
    found = dict[str, bytes]()
    with tempfile.TemporaryDirectory(prefix="sanzhi-export-") as folder:
        for digest, each in files_of(records).items():
            place = Path(folder) / digest.removeprefix("sha256:")
            try:
                await Transfer(client, each.service, person).download(each.resource, digest, place)
            except Refused as refused:
                if refused.code != "NOT_FOUND":
                    raise
                continue
            found[digest] = place.read_bytes()
            place.unlink()
    return found


async def _contract_set(client: Client, project: str, person: str) -> bytes | None:
    try:
        answer = await client.call(EXPORT, {"name": f"{project}/contractSet"}, person=person)
    except Refused as refused:
        if refused.reason == "NOT_FOUND":
            return None
        raise
    return b64decode(answer["content"])
