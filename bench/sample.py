"""A small subscriber that the benches put on the chassis: facts move an account's balance, timers count its days."""

from dataclasses import dataclass
from typing import Any, ClassVar

from bench.stage import Stage
from chassis.policy import Policies
from chassis.store.executor import Executor
from chassis.store.mongo import Mongo
from chassis.store.schema import ensure_collections
from chassis.store.transaction import Context, Transaction, collection
from chassis.time.clock import Clock
from chassis.time.timers import Timer
from services.registry.domain.policy import RegistryPolicy

MOVED = "sanzhi.sample.account.moved.v1"


@dataclass
class Account:
    """An account of one project."""

    name: str
    balance: int = 0
    fired: int = 0
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class AccountMoved:
    """What is published and consumed: about as large as the suite's own facts."""

    TYPE: ClassVar[str] = "account.moved.v1"
    name: str
    project: str
    amount: int
    reason: str = "项目经费按任务书节点拨付，依据科技局批复与业主确认"
    rule: str = "4.2"


@dataclass(frozen=True)
class Moved:
    """The fields that the subscriber reads of it."""

    project: str
    amount: int


class SampleTransaction(Transaction):
    """Its one collection."""

    keyed_by = "project"
    filed_under = ("projects",)
    accounts = collection(Account, "accounts")


async def move(fact: Moved, tx: Any) -> None:
    """Read, change, write: what most handlers of facts do."""
    account = await tx.accounts.find(fact.project)
    if account is None:
        account = Account(fact.project)
        tx.accounts.create(account)
    account.balance += fact.amount
    await tx.accounts.save(account)


async def fire(timer: Timer, tx: Any) -> None:
    """Read, change, write."""
    account = await tx.accounts.get(timer.key)
    account.fired += 1
    await tx.accounts.save(account)


async def executor_on(stage: Stage, mongo: Mongo, topic_prefix: str = "none") -> Executor:
    """What runs the handlers, on a fresh database with the chassis' collections and indexes."""
    await ensure_collections(mongo, SampleTransaction)
    clock = Clock(mongo, "system")
    policies = Policies.load("registry", RegistryPolicy)
    return Executor(Context("sample", mongo, policies, _no_neighbours, topic_prefix), clock, SampleTransaction)


def _no_neighbours(stub: type) -> Any:
    raise LookupError(stub)
