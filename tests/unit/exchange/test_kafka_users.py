"""Departments at Kafka become what the register says, whatever was there and wherever a crash has left it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from chassis.messaging.administration import Scram
from chassis.messaging.rights import Operation, Pattern, Resource, Right
from services.exchange.domain.scope import Scope, Share
from services.exchange.domain.words import Way
from services.exchange.kafka.reconciling import Wanted, reconcile
from services.exchange.kafka.wanted import is_of, rights_of, user_of

REGISTRY, CONTRACTS = "sanzhi.registry.project.approved.v1", "sanzhi.contracts.document.signed.v1"


class Crash(Exception):
    """In the middle."""


@dataclass
class Broker:
    """What Kafka keeps. left: so many acts are carried out before the crash."""

    there: set[Right] = field(default_factory=set)
    known: set[tuple[str, Scram]] = field(default_factory=set)
    bounds: dict[str, float] = field(default_factory=dict)
    left: int = 1000

    def _act(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Crash

    async def users(self) -> frozenset[tuple[str, Scram]]:
        return frozenset(self.known)

    async def rights(self) -> frozenset[Right]:
        return frozenset(self.there)

    async def read_quotas(self) -> dict[str, float]:
        return dict(self.bounds)

    async def allow(self, rights: frozenset[Right]) -> None:
        for right in sorted(rights):
            self._act()
            self.there.add(right)

    async def forbid(self, rights: frozenset[Right]) -> None:
        for right in sorted(rights):
            self._act()
            self.there.discard(right)

    async def take_users_away(self, known: frozenset[tuple[str, Scram]]) -> None:
        for each in sorted(known):
            self._act()
            self.known.discard(each)

    async def bound_reading(self, wanted: Mapping[str, float | None]) -> None:
        for user, value in wanted.items():
            self._act()
            if value is None:
                self.bounds.pop(user, None)
            else:
                self.bounds[user] = value


def scope(*kinds: str) -> Scope:
    return Scope(tuple(Share(kind) for kind in kinds), (Way.KAFKA,), date(2027, 12, 31))


def wanted(names: frozenset[str]) -> Wanted:
    rights = [right for name in names for right in rights_of(f"subscriptions/{name}", scope(REGISTRY), "sanzhi")]
    return Wanted(frozenset(rights), {user_of(f"subscriptions/{name}"): 1000.0 for name in names})


NAMES = st.frozensets(st.sampled_from(["a", "b", "ab"]))
OTHERS = {Right("registry", Resource.TOPIC, "sanzhi.registry", Operation.WRITE)}


@given(before=NAMES, now=NAMES, users=NAMES, crashes=st.lists(st.integers(0, 12), max_size=3))
def test_kafka_becomes_what_the_register_says(
    before: frozenset[str], now: frozenset[str], users: frozenset[str], crashes: list[int]
) -> None:
    had = wanted(before)
    known = {(user_of(f"subscriptions/{name}"), Scram.SHA_512) for name in users} | {("registry", Scram.SHA_512)}
    broker = Broker({*had.rights, *OTHERS}, known, dict(had.quotas) | {"registry": 5.0})

    async def register() -> Wanted:
        return wanted(now)

    async def play() -> None:
        for left in crashes:
            broker.left = left
            try:
                await reconcile(broker, register)
            except Crash:
                assert all(right.user in broker.bounds for right in broker.there - OTHERS), "nobody reads without a bound"
        broker.left = 1000
        await reconcile(broker, register)
        assert await reconcile(broker, register) == 0, "and stays so"

    asyncio.run(play())
    assert broker.there == {*wanted(now).rights, *OTHERS}
    assert broker.bounds == {**wanted(now).quotas, "registry": 5.0}
    assert broker.known == {each for each in known if each[0] in {*wanted(now).quotas, "registry"}}


def test_a_department_reads_the_open_topics_that_it_was_granted_and_nothing_else() -> None:
    rights = rights_of("subscriptions/statistics", scope(REGISTRY, CONTRACTS), "sanzhi")
    assert {right.user for right in rights} == {"department-statistics"}
    topics = {right.name for right in rights if right.resource is Resource.TOPIC}
    assert topics == {f"sanzhi.{service}{kind}" for service in ("registry", "contracts") for kind in (".open", ".seals")}
    assert {right.operation for right in rights} == {Operation.READ, Operation.DESCRIBE}
    by_prefix = [right for right in rights if right.pattern is Pattern.PREFIXED]
    assert [(right.resource, right.name) for right in by_prefix] == [(Resource.GROUP, "department-statistics.")]


def test_groups_of_another_department_are_not_its_own() -> None:
    groups = "department-a", "department-a.x", "department-ab", "department-ab.x", "sanzhi.registry"
    assert [group for group in groups if is_of("department-a", group)] == ["department-a", "department-a.x"]
