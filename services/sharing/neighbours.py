"""What sharing asks of the registry: which kind of organisation somebody is, and what it is called."""

from dataclasses import dataclass
from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc

from services.sharing.domain.words import OrganizationKind
from services.sharing.store import SharingTransaction

_KINDS = {
    registry_pb2.ORGANIZATION_KIND_UNIVERSITY: OrganizationKind.UNIVERSITY,
    registry_pb2.ORGANIZATION_KIND_RESEARCH_INSTITUTE: OrganizationKind.RESEARCH_INSTITUTE,
    registry_pb2.ORGANIZATION_KIND_ENTERPRISE: OrganizationKind.ENTERPRISE,
}


@dataclass(frozen=True)
class Organization:
    """An organisation as far as sharing asks."""

    name: str
    display_name: str
    kind: OrganizationKind


async def organization(name: str, tx: SharingTransaction) -> Organization:
    """An organisation on record. Refuses NOT_FOUND; raises Unavailable."""
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    found = await registry.GetOrganization(registry_pb2.GetOrganizationRequest(name=name))
    return Organization(name, str(found.display_name), _KINDS.get(found.kind, OrganizationKind.OTHER))
