"""Who gets in at a service: by a token, and by what is on record of the person."""

from chassis.access.claims import Limits
from chassis.access.keys import Keys
from chassis.access.standings import Standings
from chassis.access.tokens import Verifier
from chassis.rpc.client import Neighbours
from chassis.rpc.people import of_neighbour, of_oneself
from chassis.rpc.server import Door
from chassis.run.service import Service
from chassis.settings import Settings
from chassis.store.executor import Executor


def door_of(service: Service, settings: Settings, executor: Executor, neighbours: Neighbours, keys: Keys) -> Door:
    """The door of a replica."""
    limits = Limits(settings.token_leeway, settings.token_longest_hours * 3600)
    verifier = Verifier(keys, settings.issuer, settings.audience, limits)
    if settings.people == "token":
        return Door(verifier)
    ask = of_oneself(executor, service.handlers.get_standing) if service.has_people else of_neighbour(neighbours)
    return Door(verifier, Standings(ask, executor.context.first_officers))
