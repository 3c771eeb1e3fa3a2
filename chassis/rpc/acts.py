"""What can be done with a resource now: every act of a service's table, tried by its access rule and the resource's own admission.

    FINDING = ActsOn(
        "findings/*",
        lambda name, tx: tx.findings.read(name),
        Act("ConfirmFinding", may(parties, rule="7.4"), admits("confirm")),
    )

The checks of an act are those that its handler makes before it looks at the request, in the same order.
"""

import copy
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Protocol

from chassis.access.roles import Parties
from chassis.errors import PermissionDenied, Refusal
from chassis.policy import Law, Laws
from chassis.rpc.binding import Method, Unbound
from chassis.rpc.errors import told_of
from chassis.rpc.mutation import admit
from chassis.rpc.naming import Naming, TitleOf
from chassis.store.transaction import Transaction

# Takes a copy of the resource and the transaction; raises the refusal, or returns (awaitable or not).
Check = Callable[[Any, Any], Any]
PartiesOf = Callable[[Any, Any], Awaitable[Parties | None]]


@dataclass(frozen=True, init=False)
class Act:
    """A method, by its name in the service's proto, and its checks in the order in which its handler makes them.

    Where its request names a version seen (4.7a): about: the name in a command of what was seen; version: of the resource.
    """

    rpc: str
    checks: tuple[Check, ...]
    about: Callable[[Any], str]
    version: Callable[[Any], str]

    def __init__(
        self,
        rpc: str,
        *checks: Check,
        about: Callable[[Any], str] = attrgetter("name"),
        version: Callable[[Any], str] = attrgetter("etag"),
    ) -> None:
        for name, value in (("rpc", rpc), ("checks", checks), ("about", about), ("version", version)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True, init=False)
class ActsOn:
    """The acts on one kind of resource. pattern: its name, `*` for a part of it; load: the resource by its name."""

    pattern: tuple[str, ...]
    load: Callable[[str, Any], Awaitable[Any]]
    acts: tuple[Act, ...]

    def __init__(self, pattern: str, load: Callable[[str, Any], Awaitable[Any]], *acts: Act) -> None:
        object.__setattr__(self, "pattern", tuple(pattern.split("/")))
        object.__setattr__(self, "load", load)
        object.__setattr__(self, "acts", acts)

    def covers(self, name: str) -> bool:
        """Whether it is a resource of this kind."""
        parts = name.split("/")
        return len(parts) == len(self.pattern) and all(wanted in ("*", part) for wanted, part in zip(self.pattern, parts, strict=True))


def may(parties: PartiesOf | None = None, *narrowed: str, rule: str = "2.5") -> Check:
    """The handler's `tx.require(*narrowed, on=…, rule=…)`."""

    async def check(resource: Any, tx: Transaction) -> None:
        tx.require(*narrowed, on=None if parties is None else await parties(resource, tx), rule=rule)

    return check


class Table(Protocol):
    """A state table."""

    def after(self, state: Any, act: str) -> Any:
        """The state that an act leads to. Refuses one that the state does not admit."""
        ...


def by_state(table: Table, act: str) -> Check:
    """What a state table says of an act in the resource's state."""

    def check(resource: Any, tx: Transaction) -> None:
        table.after(resource.state, act)

    return check


def admits(act: str) -> Check:
    """What the resource itself says of an act, by its state table and its dates: `resource.admit(act, tx.now)`."""

    def check(resource: Any, tx: Transaction) -> None:
        resource.admit(act, tx.now)

    return check


@dataclass(frozen=True)
class ListActs:
    """Which resource; rpc: the full name of a method whose act alone is asked for."""

    name: str
    rpc: str = ""


@dataclass(frozen=True)
class ActShown:
    """One act for the caller. reason, rule, message, clause: empty where it is allowed. etag: the version that its request names now."""

    rpc: str
    allowed: bool
    reason: str = ""
    rule: str = ""
    message: str = ""
    clause: str = ""
    etag: str = ""


@dataclass(frozen=True)
class ActList:
    """The acts of a resource, as of an instant."""

    acts: Sequence[ActShown]
    as_of: datetime


class Acts:
    """Handler of sanzhi.acts.v1 for one service."""

    def __init__(self, table: Sequence[ActsOn], methods: Sequence[Method], laws: Laws, title_of: TitleOf | None = None) -> None:
        self._table = table
        self._methods = {method.name: method for method in methods}
        self._laws = laws
        self._naming = Naming(title_of)
        unknown = sorted({act.rpc for kind in table for act in kind.acts} - self._methods.keys())
        if unknown:
            raise Unbound(f"acts of methods that the service does not have: {', '.join(unknown)}")

    async def list_acts(self, command: ListActs, tx: Transaction) -> ActList:
        """By the rules and the law of today."""
        law = self._laws.on(tx.today)
        tx.reads = False  # what an auditor may read is not what an auditor may do
        shown: list[ActShown] = []
        for kind in self._table:
            if kind.covers(command.name):
                resource = await kind.load(command.name, tx)
                shown += [await self._shown(act, resource, tx, law) for act in kind.acts if self._is_asked_for(act, command)]
        return ActList(shown, tx.now)

    def _is_asked_for(self, act: Act, command: ListActs) -> bool:
        return command.rpc in ("", self._methods[act.rpc].full_name)

    async def _shown(self, act: Act, resource: Any, tx: Transaction, law: Law) -> ActShown:
        method = self._methods[act.rpc]
        etag = act.version(resource) if names_version(method) else ""
        try:
            admit(method, tx.actor)
            tx.access = method.access
            tried = copy.deepcopy(resource)  # a check may go as far as to do it
            for check in act.checks:
                outcome = check(tried, tx)
                if inspect.isawaitable(outcome):
                    await outcome
        except Refusal as refusal:
            told = await self._naming.told(refusal, told_of(refusal, law).message, tx)
            clause = law.quote(refusal.rule) if refusal.rule else ""
            denied = isinstance(refusal, PermissionDenied)
            return ActShown(method.full_name, False, refusal.reason, refusal.rule, told, clause, "" if denied else etag)
        return ActShown(method.full_name, True, etag=etag)


def names_version(method: Method) -> bool:
    """Whether its request names the version that the caller saw (4.7a)."""
    return "etag" in method.request.DESCRIPTOR.fields_by_name
