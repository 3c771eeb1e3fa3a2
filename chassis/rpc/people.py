"""Who is asked for the standing of callers: this service itself where it has people on record, else the one that has."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pymongo.errors import PyMongoError
from sanzhi.people.v1 import people_pb2, people_pb2_grpc

from chassis.access.roles import Actor
from chassis.access.standing import Standing
from chassis.access.standings import ASK_SECONDS, Ask
from chassis.ids import new_id
from chassis.rpc.client import Neighbours
from chassis.store.executor import Executor, unavailable
from chassis.store.transaction import Origin

PEOPLE = people_pb2.DESCRIPTOR.services_by_name["PeopleService"]
_HAS_PEOPLE = "registry"


@dataclass(frozen=True)
class GetStanding:
    """Asks for the standing of a person."""

    name: str


def of_neighbour(neighbours: Neighbours) -> Ask:
    """Asked over there; raises Unavailable."""

    async def ask(person: str) -> Standing:
        return await standing_from(neighbours.stub, person)

    return ask


async def standing_from(stub: Callable[..., Any], person: str) -> Standing:
    """Asked by a stub of whoever has people on record; raises Unavailable."""
    asked = stub(people_pb2_grpc.PeopleServiceStub, _HAS_PEOPLE)
    said = await asked.GetStanding(people_pb2.GetStandingRequest(name=person), timeout=ASK_SECONDS)
    return Standing(person, said.known, said.left, said.organization, said.organization_kind, said.area, tuple(said.roles))


def of_oneself(executor: Executor, get_standing: Callable[[GetStanding, Any], Awaitable[Standing]]) -> Ask:
    """Read here; raises Unavailable."""
    actor = Actor(f"services/{executor.context.service}", roles=frozenset({"service"}))

    async def ask(person: str) -> Standing:
        tx = await executor.begin(actor, Origin(f"{PEOPLE.full_name}/GetStanding", new_id(), ""))
        tx.reads = True
        try:
            return await get_standing(GetStanding(person), tx)
        except PyMongoError as error:
            raise unavailable(error) from error

    return ask
