"""Many commands of one process at one aggregate: each takes effect once, on what those before it left, in few transactions."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from chassis.access.roles import Actor
from chassis.errors import AlreadyExists, RuleViolated, Stale
from chassis.store import group, lines
from chassis.store.damage import Damage
from chassis.store.executor import Executor
from chassis.store.group import GroupCommit
from chassis.store.matching import matches
from chassis.store.mongo import Conflict, Document
from chassis.store.transaction import Context, Origin, Transaction, collection
from chassis.store.unit import Unit, Written
from tests.harness.suite import PATIENCE

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HOT, OTHER = "accounts/hot", "accounts/other"


@dataclass
class Account:
    name: str
    balance: int = 0
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Moved:
    TYPE: ClassVar[str] = "account.moved.v1"
    name: str
    balance: int


class Accounts(Transaction):
    keyed_by = "name"
    filed_under = ("accounts",)
    accounts = collection(Account, "accounts")


class Memory:
    """A database. commit: all of a unit or nothing, by versions; where `chance` says so another replica is quicker, and adds 100."""

    def __init__(self, chance: Callable[[], bool] = lambda: False) -> None:
        self.chance = chance
        self.kept: dict[str, dict[str, Document]] = defaultdict(dict)
        self.facts: list[Document] = []
        self.commits: list[int] = []
        self.elsewhere = 0
        self.damage = Damage()

    def __getitem__(self, of: str) -> Any:
        return SimpleNamespace(find=lambda where, *rest: _Found(self.kept[of], where))

    async def find_by_name(self, of: str, name: str) -> Document | None:
        await asyncio.sleep(0)
        return deepcopy(self.kept[of].get(name))

    def as_read_back(self, document: Document) -> Document:
        return deepcopy(document)

    async def commit(self, mongo: Any, unit: Unit) -> Written:
        for _ in range(5):
            await asyncio.sleep(0)
        if self.chance():
            self.elsewhere += 1
            hot = self.kept["accounts"][HOT]
            hot |= {"balance": hot["balance"] + 100, "version": hot["version"] + 1}
        for (of, name), version in unit.read_versions():
            if self.kept[of].get(name, {}).get("version") != version:
                raise Conflict
        for of, name in unit.creates:
            if name in self.kept[of]:
                raise AlreadyExists("ALREADY_EXISTS", f"{name} 已经存在")
        for (of, name), _, document in unit.written():
            self.kept[of][name] = deepcopy(document)
        self.facts += unit.outbox
        self.commits.append(len(unit.outbox))
        return Written()


class _Found:
    def __init__(self, kept: dict[str, Document], where: Document) -> None:
        self._kept, self._where = kept, where

    def sort(self, order: Any) -> "_Found":
        return self

    def limit(self, most: int) -> "_Found":
        return self

    async def to_list(self, most: int | None) -> list[Document]:
        await asyncio.sleep(0)
        return [deepcopy(self._kept[name]) for name in sorted(self._kept) if matches(self._kept[name], self._where)]


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    made = Memory()
    made.kept["accounts"] = {name: {"_id": name, "name": name, "balance": 0, "version": 1} for name in (HOT, OTHER)}
    monkeypatch.setattr(group, "commit", made.commit)
    return made


@pytest.fixture
def executor(memory: Memory) -> Executor:
    policies: Any = SimpleNamespace(current=lambda day: SimpleNamespace(values=None, version="2026.1"))

    async def read() -> Any:
        return SimpleNamespace(now=NOW)

    context = Context("bank", memory, policies, lambda stub: stub)  # type: ignore[arg-type]
    return Executor(context, SimpleNamespace(read=read), Accounts)


async def run(executor: Executor, work: Any, seconds: float = PATIENCE) -> Any:
    return await executor.run(work, Actor("people/x"), Origin("test", "c", ""), seconds)


async def add(tx: Any) -> int:
    account = await tx.accounts.get(HOT)
    account.balance += 1
    tx.publish(Moved(name=HOT, balance=account.balance))
    await tx.accounts.save(account)
    return int(account.balance)


async def together(*commands: Any) -> list[Any]:
    async with asyncio.timeout(PATIENCE):
        return await asyncio.gather(*commands, return_exceptions=True)


def balances(memory: Memory) -> list[int]:
    return [int(fact["attributes"]["aggregateversion"]) - 1 for fact in memory.facts]


async def test_two_hundred_at_once_are_few_transactions(executor: Executor, memory: Memory) -> None:
    results = await together(*(run(executor, add) for _ in range(200)))
    assert sorted(results) == list(range(1, 201))
    assert memory.kept["accounts"][HOT]["balance"] == 200
    assert balances(memory) == list(range(1, 201))
    assert len(memory.commits) < 20


async def test_what_rests_on_different_versions_does_not_meet_in_a_transaction(memory: Memory) -> None:
    commits = GroupCommit(memory)  # type: ignore[arg-type]
    units = [Unit(guards={("accounts", HOT): version}, outbox=[{}]) for version in (1, 1, 2, 1)]
    results = await together(*(commits.commit(unit) for unit in units))
    assert [type(result) for result in results] == [Written, Written, Conflict, Written]
    assert memory.commits == [2, 1]


async def test_one_after_the_other_stands_in_no_line(executor: Executor, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    stood: list[bool] = []
    wait = executor._lines.wait

    async def watched(place: Any) -> None:
        await wait(place)
        stood.append(place.has_turn)

    monkeypatch.setattr(executor._lines, "wait", watched)
    for _ in range(5):
        await run(executor, add)
    assert stood == []
    assert memory.commits == [1] * 5


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_fails_what_succeeded_took_effect_once_and_in_order(
    seed: int, executor: Executor, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(lines, "HOLD_SECONDS", chance.choice([0.001, 0.01, 1.0]))
    monkeypatch.setattr(lines, "STRETCH_SECONDS", chance.choice([0.01, 0.25]))
    memory.chance = lambda: chance.random() < 0.2

    async def command(number: int) -> Any:
        async def work(tx: Any) -> int:
            for _ in range(chance.randint(0, 2)):
                await asyncio.sleep(0)
            if number % 7 == 3:
                await tx.accounts.save(await tx.accounts.get(OTHER))
            balance = await add(tx)
            if number % 7 == 5:
                await tx.accounts.save(await tx.accounts.get(OTHER))
            if number % 5 == 4:
                raise RuleViolated("NOT_NOW", f"余额 {balance - 1}", rule="4.2")
            return balance

        try:
            return await run(executor, work)
        except RuleViolated as refused:
            assert int(refused.message.split()[1]) <= memory.kept["accounts"][HOT]["balance"]  # refused on account of what is stored
            return None

    tasks = [asyncio.create_task(command(number)) for number in range(100)]
    for task in chance.sample(tasks, 10):
        asyncio.get_running_loop().call_later(chance.uniform(0, 0.02), task.cancel)
    results = await together(*tasks)
    done = [result for result in results if isinstance(result, int)]
    assert [result for result in results if not isinstance(result, int | None | asyncio.CancelledError)] == []
    assert len(set(done)) == len(done)
    kept = memory.kept["accounts"][HOT]["balance"]
    assert set(done) <= set(range(1, kept + 1))  # those that were cancelled may have been stored
    told = balances(memory)
    assert told == sorted(set(told)) and len(told) + 100 * memory.elsewhere == kept
    assert not executor._commits.left and not executor._lines.is_there(("accounts", HOT))


async def test_what_is_listed_is_what_those_ahead_leave(executor: Executor, memory: Memory) -> None:
    """Nobody may open more than three accounts: each counts them, holding the bank."""

    async def open_one(tx: Any) -> int:
        bank = await tx.accounts.get(HOT)
        there = await tx.accounts.list({"balance": 7})
        if len(there) == 3:
            raise RuleViolated("ENOUGH", "已有三个", rule="4.2")
        tx.accounts.create(Account(f"accounts/{len(there)}", 7))
        await tx.accounts.save(bank)
        return len(there)

    results = await together(*(run(executor, open_one) for _ in range(20)))
    assert sorted(result for result in results if isinstance(result, int)) == [0, 1, 2]
    assert {getattr(result, "reason", "") for result in results if not isinstance(result, int)} == {"ENOUGH"}
    assert sum(account["balance"] == 7 for account in memory.kept["accounts"].values()) == 3


async def test_whoever_creates_what_was_absent_finds_it(executor: Executor, memory: Memory) -> None:
    async def work(tx: Any) -> int:
        account = await tx.accounts.find("accounts/new")
        if account is None:
            account = Account("accounts/new")
            tx.accounts.create(account)
        account.balance += 1
        await tx.accounts.save(account)
        return int(account.balance)

    assert sorted(await together(*(run(executor, work) for _ in range(50)))) == list(range(1, 51))
    assert len(memory.commits) < 10


async def test_creators_of_one_name_are_refused_but_one(executor: Executor) -> None:
    async def work(tx: Any) -> None:
        tx.accounts.create(Account("accounts/new"))

    results = await together(*(run(executor, work) for _ in range(10)))
    assert [type(result) for result in results].count(AlreadyExists) == 9


async def test_a_hot_aggregate_holds_up_no_other(executor: Executor) -> None:
    stopped = asyncio.Event()

    async def slow(tx: Any) -> None:
        await add(tx)
        await stopped.wait()

    async def elsewhere(tx: Any) -> None:
        await tx.accounts.save(await tx.accounts.get(OTHER))

    held = [asyncio.create_task(run(executor, slow)) for _ in range(20)]
    await asyncio.wait_for(run(executor, elsewhere), PATIENCE)
    stopped.set()
    assert await together(*held) == [None] * 20


async def test_whose_time_is_over_is_refused_with_when_to_come_again(executor: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = asyncio.Event()

    async def slow(tx: Any) -> None:
        await add(tx)
        await stopped.wait()

    place = executor._lines.place(PATIENCE)
    place.wanted |= {("accounts", HOT)}
    await executor._lines.wait(place)
    with pytest.raises(Stale) as refused:
        await run(executor, slow, seconds=0.15)
    assert refused.value.retry_after > 0
    executor._lines.leave(place)
    assert await run(executor, add) == 1


@pytest.mark.parametrize(
    ("where", "answer"),
    [
        ({}, True),
        ({"a": 1}, True),
        ({"a": 2}, False),
        ({"a": True}, False),
        ({"b": "x"}, True),
        ({"b": "z"}, False),
        ({"a": {"$in": [2, 1]}}, True),
        ({"a": {"$in": []}}, False),
        ({"gone": None}, True),
        ({"$or": [{"a": 2}, {"b": "y"}]}, True),
        ({"$or": [{"a": 2}, {"a": {"$gt": 0}}]}, None),
        ({"$or": [{"a": 1}, {"a": {"$gt": 0}}]}, True),
        ({"$and": [{"a": 1}, {"b": "x"}]}, True),
        ({"a": 2, "d.e": 1}, False),
        ({"a": {"$gt": 0}}, None),
        ({"d.e": 1}, None),
        ({"d": {"e": 1}}, None),
        ({"$nor": [{"a": 1}]}, None),
    ],
)
def test_a_filter_is_known_or_said_not_to_be(where: Any, answer: bool | None) -> None:
    assert matches({"a": 1, "b": ["x", "y"], "d": {"e": 1}}, where) is answer
