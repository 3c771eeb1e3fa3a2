"""What supervision asks of the registry, for today's answer: who a person is, where an organisation belongs."""

from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc

from services.supervision.store import SupervisionTransaction


async def organization_of(person: str, tx: SupervisionTransaction) -> str:
    """The organisation of a person, "" for none. Refuses NOT_FOUND; raises Unavailable."""
    found = await _registry(tx).GetPerson(registry_pb2.GetPersonRequest(name=person))
    return str(found.organization)


async def area_of(organization: str, tx: SupervisionTransaction) -> str:
    """The area of an organisation, "" where it has none. Refuses NOT_FOUND; raises Unavailable."""
    if not organization:
        return ""
    found = await _registry(tx).GetOrganization(registry_pb2.GetOrganizationRequest(name=organization))
    return str(found.area)


def _registry(tx: SupervisionTransaction) -> Any:
    return tx.client(registry_pb2_grpc.RegistryServiceStub)
