"""What support asks of its neighbours: what an organisation is and where, who a person is, whether a result is confirmed."""

from dataclasses import dataclass
from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.sharing.v1 import sharing_pb2, sharing_pb2_grpc

from services.support.store import SupportTransaction


@dataclass(frozen=True)
class Organization:
    """An organisation as far as support asks. kind: as registry has it, lower case."""

    name: str
    kind: str
    area: str


async def organization(name: str, tx: SupportTransaction) -> Organization:
    """An organisation on record. Refuses NOT_FOUND; raises Unavailable."""
    found = await _registry(tx).GetOrganization(registry_pb2.GetOrganizationRequest(name=name))
    kind = registry_pb2.OrganizationKind.Name(found.kind).removeprefix("ORGANIZATION_KIND_").lower()
    return Organization(name, kind, str(found.area))


async def organization_of(person: str, tx: SupportTransaction) -> str:
    """The organisation of a person, "" for none. Refuses NOT_FOUND; raises Unavailable."""
    found = await _registry(tx).GetPerson(registry_pb2.GetPersonRequest(name=person))
    return str(found.organization)


async def confirmed_result(name: str, tx: SupportTransaction) -> str:
    """The title of a result that the bureau has confirmed, "" for one that it has not. Refuses NOT_FOUND; raises Unavailable."""
    sharing: Any = tx.client(sharing_pb2_grpc.SharingServiceStub)
    found = await sharing.GetResult(sharing_pb2.GetResultRequest(name=name))
    confirmed = found.state in (sharing_pb2.RESULT_STATE_EMBARGOED, sharing_pb2.RESULT_STATE_PUBLISHED)
    return str(found.title) if confirmed else ""


def _registry(tx: SupportTransaction) -> Any:
    return tx.client(registry_pb2_grpc.RegistryServiceStub)
