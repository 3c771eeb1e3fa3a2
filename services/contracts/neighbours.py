"""What contracts asks of its neighbours, for today's answer (1.6, 1.7, 4.7). A neighbour that is down raises Unavailable."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from chassis.rpc.naming import Naming, titles_of
from plan.independence import Candidate
from services.contracts.domain.check import Check, CheckFailure
from services.contracts.domain.engagement import Engagement, Signer, SigningKey
from services.contracts.domain.rows import Row
from services.contracts.domain.words import EngagedRole
from services.contracts.store import ContractsTransaction

_NAMES = Naming(titles_of(registry_pb2_grpc.RegistryServiceStub))
ROLES = {
    EngagedRole.PROJECT_MANAGER: registry_pb2.ENGAGED_ROLE_PROJECT_MANAGER,
    EngagedRole.TECHNICAL_CHIEF: registry_pb2.ENGAGED_ROLE_TECHNICAL_CHIEF,
}


async def check_person(tx: ContractsTransaction, project: str, person: str, row: Row) -> Check:
    """Qualification and negative list of a person for a row (1.7)."""
    qualification, barred = await asyncio.gather(_qualification(tx, project, person, row), grounds(tx, project, person, "engagement"))
    failures = tuple(CheckFailure(failed.rule, failed.reason, failed.message) for failed in qualification.failures)
    return Check(tx.now, failures + barred)


async def in_words(tx: ContractsTransaction, failures: Sequence[CheckFailure]) -> list[CheckFailure]:
    """The same with people's names, for what is kept with an engagement is read as it stands."""
    return [replace(failure, message=await _NAMES.named(failure.message, tx)) for failure in failures]


async def check_engagement(tx: ContractsTransaction, engagement: Engagement) -> Check:
    """The same for a row that is drawn up (1.6)."""
    return await check_person(tx, engagement.project, engagement.person, engagement.plan_row)


async def _qualification(tx: ContractsTransaction, project: str, person: str, row: Row) -> Any:
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    request = registry_pb2.CheckQualificationRequest(project=project, person=person, role=ROLES[row.role], is_lead=row.is_lead)
    return await registry.CheckQualification(request)


async def grounds(tx: ContractsTransaction, project: str, person: str, purpose: str) -> tuple[CheckFailure, ...]:
    """Why a person is barred now (7.5); empty if clear."""
    supervision: Any = tx.client(supervision_pb2_grpc.SupervisionServiceStub)
    request = supervision_pb2.CheckClearanceRequest(subject=person, project=project, purpose=purpose)
    clearance = await supervision.CheckClearance(request)
    return () if clearance.clear else tuple(CheckFailure("7.5", "BARRED", ground.message) for ground in clearance.grounds)


async def person_named(tx: ContractsTransaction, person: str) -> Any:
    """A person as the registry knows them today. Refuses NOT_FOUND."""
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    return await registry.GetPerson(registry_pb2.GetPersonRequest(name=person))


async def candidates(tx: ContractsTransaction, project: str, people: Sequence[str]) -> list[Candidate]:
    """The members of a panel as registry and supervision know them today (4.7, 7.5)."""
    found = await asyncio.gather(*(person_named(tx, person) for person in people))
    barred = await asyncio.gather(*(grounds(tx, project, person, "panel") for person in people))
    return [_candidate(person, known, why) for person, known, why in zip(people, found, barred, strict=True)]


def _candidate(person: str, known: Any, barred: tuple[CheckFailure, ...]) -> Candidate:
    grounds_told = tuple(failure.message for failure in barred)
    return Candidate(person, known.display_name, known.organization, barred=bool(barred), grounds=grounds_told)


async def signer(tx: ContractsTransaction, person: str, on_behalf_of: str) -> Signer:
    """Authority and keys of a person who signs now, for an organisation or for themselves (1.6)."""
    if on_behalf_of.startswith("people/") and on_behalf_of != person:
        return Signer(person, on_behalf_of, False, ())  # the registry knows of authority for organisations alone
    on_behalf_of = "" if on_behalf_of == person else on_behalf_of
    registry: Any = tx.client(registry_pb2_grpc.RegistryServiceStub)
    request = registry_pb2.GetSignerRequest(person=person, organization=on_behalf_of)
    request.at.FromDatetime(tx.now)
    found = await registry.GetSigner(request)
    keys = tuple(
        SigningKey(key.key_id, key.algorithm, key.public_key, _instant(key, "valid_from"), _instant(key, "valid_until"))
        for key in found.keys
    )
    return Signer(person, on_behalf_of or person, found.authorized, keys)


def _instant(key: Any, field: str) -> datetime | None:
    return getattr(key, field).ToDatetime(UTC) if key.HasField(field) else None
