"""Kafka's users, rights and quotas, asked of Kafka itself: for the step that makes an installation, and for who lets others read.

Each act can be done again without harm, and what was to be taken away and is not there is taken away.
"""

import asyncio
import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, for_code

from chassis.messaging.admin_protocol import (
    AlterClientQuotas,
    AlterUserScramCredentials,
    CreateAcls,
    DeleteAcls,
    DescribeAcls,
    DescribeClientQuotas,
    DescribeUserScramCredentials,
)
from chassis.messaging.aiokafka_internals import ask_controller
from chassis.messaging.kafka import Kafka
from chassis.messaging.rights import Operation, Pattern, Resource, Right

ITERATIONS = 8192
ALLOW = 3
START_SECONDS = 5.0  # of a start that nobody waits for any more
READ_QUOTA = "consumer_byte_rate"
_NO_SUCH_RESOURCE, _SECURITY_DISABLED = 91, 54


class Scram(IntEnum):
    """Kafka's codes (ScramMechanism)."""

    SHA_256 = 1
    SHA_512 = 2

    @classmethod
    def of(cls, name: str) -> Self:
        """By what clients call it, "SCRAM-SHA-512"."""
        return cls.SHA_256 if name == "SCRAM-SHA-256" else cls.SHA_512

    @property
    def digest(self) -> str:
        """As hashlib calls it."""
        return "sha256" if self is Scram.SHA_256 else "sha512"


# For who has no other business with the client.
KafkaAway = (KafkaError, TimeoutError)


class NoRights(Exception):
    """This Kafka asks nobody who they are: there is nothing to allow."""


class Administration:
    """Of one Kafka; `async with`. Everything raises KafkaError."""

    def __init__(self, kafka: Kafka, client: str) -> None:
        self._kafka = kafka
        self._admin: Any = AIOKafkaAdminClient(**kafka.arguments(), client_id=client)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Reach it, or give up all that was begun.

        aiokafka forgets the connection of a start that is cancelled, and does not close it: that start goes on to its end, and is undone.
        """
        starting = asyncio.ensure_future(self._admin.start())
        try:
            await asyncio.shield(starting)
        except BaseException:
            try:
                await asyncio.wait({starting}, timeout=START_SECONDS)
            finally:
                starting.cancel()
                await self._admin.close()
            raise

    async def close(self) -> None:
        """Whoever is connected goes."""
        await self._admin.close()

    async def make_users(self, passwords: Mapping[str, str], mechanism: Scram = Scram.SHA_512) -> None:
        """Users with these passwords; who is there already has the new one from now on."""
        if passwords:
            users = [(name, mechanism.value, *_salted(password, mechanism)) for name, password in passwords.items()]
            answer = await self._ask(AlterUserScramCredentials(users))
            _must_hold(result[1] for result in answer.results)

    async def take_users_away(self, known: Collection[tuple[str, Scram]]) -> None:
        """Nobody gets in any more by these names; connections that are open stay so until they end."""
        if known:
            answer = await self._ask(AlterUserScramCredentials([], [(name, mechanism.value) for name, mechanism in sorted(known)]))
            _must_hold(code for code in (result[1] for result in answer.results) if code != _NO_SUCH_RESOURCE)

    async def users(self) -> frozenset[tuple[str, Scram]]:
        """All of them, with how they show their password."""
        answer = await self._ask(DescribeUserScramCredentials())
        _must_hold([answer.error_code])
        return frozenset((user, Scram(each[0])) for user, _, _, credentials, _ in answer.results for each in credentials)

    async def rights(self) -> frozenset[Right]:
        """What is allowed to users, as far as it is of the kinds that we give. Raises NoRights."""
        answer = await self._ask(DescribeAcls())
        if answer.error_code == _SECURITY_DISABLED:
            raise NoRights
        _must_hold([answer.error_code])
        return frozenset(
            Right(principal.removeprefix("User:"), Resource(kind), name, Operation(operation), Pattern(pattern))
            for kind, name, pattern, entries in answer.resources
            for principal, _, operation, permission in entries
            if permission == ALLOW and kind in list(Resource) and operation in list(Operation)
        )

    async def allow(self, rights: Collection[Right]) -> None:
        """From now on."""
        if rights:
            answer = await self._ask(CreateAcls([_entry(right) for right in sorted(rights)]))
            _must_hold(result[0] for result in answer.creation_responses)

    async def forbid(self, rights: Collection[Right]) -> None:
        """From now on; on open connections too."""
        if rights:
            answer = await self._ask(DeleteAcls([_entry(right) for right in sorted(rights)]))
            _must_hold(result[0] for result in answer.filter_responses)

    async def read_quotas(self) -> dict[str, float]:
        """Bytes a second that users may read, for those who have a bound of their own."""
        answer = await self._ask(DescribeClientQuotas())
        _must_hold([answer.error_code])
        found = {}
        for entity, values in answer.entries or ():
            for kind, value in values:
                if kind == READ_QUOTA and len(entity) == 1:
                    found[entity[0][1]] = value
        return found

    async def bound_reading(self, wanted: Mapping[str, float | None]) -> None:
        """Bytes a second for each user; None: no bound of its own any more."""
        if wanted:
            answer = await self._ask(AlterClientQuotas(READ_QUOTA, sorted(wanted.items())))
            _must_hold(entry[0] for entry in answer.entries)

    async def groups(self) -> list[str]:
        """Groups of consumers that have kept a place."""
        return sorted(group for group, *_ in await self._admin.list_consumer_groups())

    async def behind(self, group: str, topics: Collection[str]) -> int:
        """How many records of these topics a group has not said to have. A place that it has never kept counts from the beginning."""
        described = await self._admin.describe_topics(sorted(topics))
        parts = [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]
        if not parts:
            return 0
        kept = await self._admin.list_consumer_group_offsets(group)
        async with AIOKafkaConsumer(**self._kafka.arguments(), enable_auto_commit=False) as ends:
            last = await ends.end_offsets(parts)
        return sum(max(0, last[part] - max(0, kept[part].offset if part in kept else 0)) for part in parts)

    async def _ask(self, request: Any) -> Any:
        return await ask_controller(self._admin, request)


def _salted(password: str, mechanism: Scram) -> tuple[int, bytes, bytes]:
    """Iterations, salt, salted password (RFC 5802)."""
    salt = os.urandom(24)
    return ITERATIONS, salt, hashlib.pbkdf2_hmac(mechanism.digest, password.encode(), salt, ITERATIONS)


def _entry(right: Right) -> tuple[Any, ...]:
    return right.resource, right.name, right.pattern, f"User:{right.user}", "*", right.operation, ALLOW


def _must_hold(codes: Iterable[int]) -> None:
    for code in codes:
        if code:
            error: type[KafkaError] = for_code(code)
            raise error(f"Kafka refused what its administration was asked (code {code})")
