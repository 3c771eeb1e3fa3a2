"""Compares what the register says with what Kafka has, and makes Kafka so: again and again, so that a crash need leave nothing behind.

Kafka is asked first and the register after that, so that what was granted meanwhile is not taken for something that should not be there.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from chassis.messaging.administration import Scram
from chassis.messaging.rights import Right
from services.exchange.kafka.wanted import PREFIX, of_departments

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """Rights of all users in force, and how many bytes a second each may read."""

    rights: frozenset[Right]
    quotas: Mapping[str, float]


class Administered(Protocol):
    """As chassis.messaging.administration has it."""

    async def users(self) -> frozenset[tuple[str, Scram]]:
        """All of them."""

    async def rights(self) -> frozenset[Right]:
        """All of them."""

    async def read_quotas(self) -> dict[str, float]:
        """By user."""

    async def allow(self, rights: frozenset[Right]) -> None:
        """From now on."""

    async def forbid(self, rights: frozenset[Right]) -> None:
        """From now on."""

    async def take_users_away(self, known: frozenset[tuple[str, Scram]]) -> None:
        """Nobody gets in by these."""

    async def bound_reading(self, wanted: Mapping[str, float | None]) -> None:
        """By user."""


async def reconcile(kafka: Administered, register: Callable[[], Awaitable[Wanted]]) -> int:
    """How many things were put right. Taking away comes first. Raises KafkaError, NoRights and what the register raises."""
    rights = of_departments(await kafka.rights())
    users = frozenset((user, mechanism) for user, mechanism in await kafka.users() if user.startswith(PREFIX))
    quotas = {user: value for user, value in (await kafka.read_quotas()).items() if user.startswith(PREFIX)}
    wanted = await register()
    surplus, lacking = rights - wanted.rights, wanted.rights - rights
    gone = frozenset((user, mechanism) for user, mechanism in users if user not in wanted.quotas)
    bounds: dict[str, float | None] = {user: value for user, value in wanted.quotas.items() if quotas.get(user) != value}
    bounds |= dict.fromkeys(quotas.keys() - wanted.quotas.keys())
    await kafka.forbid(surplus)
    await kafka.take_users_away(gone)
    await kafka.bound_reading({user: value for user, value in bounds.items() if value is not None})  # before it may read anything
    await kafka.allow(lacking)
    await kafka.bound_reading({user: None for user, value in bounds.items() if value is None})
    done = len(surplus) + len(lacking) + len(gone) + len(bounds)
    if done:
        log.info("departments at Kafka: %d rights given, %d taken back, %d users gone", len(lacking), len(surplus), len(gone))
    return done
