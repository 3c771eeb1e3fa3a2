"""The acts on a resource: what each check refuses is what the listing says, in the order of the checks, and nothing is tried in vain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.access.roles import AccessRule, Actor, require
from chassis.errors import RuleViolated
from chassis.policy import Laws
from chassis.rpc.acts import Act, Acts, ActShown, ActsOn, ListActs, admits, by_state, may
from chassis.rpc.binding import Unbound

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass
class Door:
    is_open: bool = False
    owner: str = "people/li"

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        return frozenset({"owner"}) if person == self.owner else frozenset()

    def admit(self, act: str, now: datetime) -> None:
        assert now == NOW
        if (act == "open") == self.is_open:
            raise RuleViolated("DOOR_STATE", "门的状态不对", rule="4.2", state=str(self.is_open))


class Tx:
    """As much of a transaction as a check looks at."""

    def __init__(self, person: str, *roles: str) -> None:
        self.actor = Actor(person, roles=frozenset(roles))
        self.access: AccessRule | None = None
        self.now, self.today, self.reads = NOW, date(2026, 6, 1), True

    def require(self, *narrowed: str, on: Any = None, rule: str = "2.5") -> None:
        assert self.access is not None
        if not (self.reads and "auditor" in self.actor.roles):
            require(self.actor, self.access.narrowed(narrowed), on, rule)


async def parties(door: Door, tx: Any) -> Door:
    return door


def method(name: str, *roles: str) -> Any:
    request = SimpleNamespace(DESCRIPTOR=SimpleNamespace(fields_by_name={}))
    return SimpleNamespace(
        name=name, request=request, full_name=f"sanzhi.x.v1.X/{name}", access=AccessRule(frozenset(roles), ()), mutates=True
    )


METHODS = [method("OpenDoor", "owner", "lead"), method("CloseDoor", "science_bureau")]


def acts_of(door: Door, *kinds: ActsOn) -> Acts:
    async def load(name: str, tx: Any) -> Door:
        return door

    opening = Act("OpenDoor", may(parties, "owner", rule="7.2"), admits("open"))
    closing = Act("CloseDoor", may(rule="7.4"), admits("close"))
    return Acts(kinds or (ActsOn("houses/*/doors/*", load, opening, closing),), METHODS, Laws.load())


async def listed(door: Door, tx: Tx, name: str = "houses/a/doors/1") -> Sequence[ActShown]:
    found: Any = await acts_of(door).list_acts(ListActs(name), tx)  # type: ignore[arg-type]
    return tuple(found.acts)


async def test_what_the_caller_may_is_allowed_and_says_no_more() -> None:
    opening, closing = await listed(Door(), Tx("people/li"))
    assert opening == ActShown("sanzhi.x.v1.X/OpenDoor", True)
    assert (closing.allowed, closing.reason, closing.rule) == (False, "ROLE_REQUIRED", "2.5")


async def test_whoever_asks_for_one_act_is_told_of_it_alone() -> None:
    acts = acts_of(Door())
    for rpc, told in (("sanzhi.x.v1.X/CloseDoor", ["sanzhi.x.v1.X/CloseDoor"]), ("CloseDoor", [])):
        found: Any = await acts.list_acts(ListActs("houses/a/doors/1", rpc), Tx("people/li"))  # type: ignore[arg-type]
        assert [act.rpc for act in found.acts] == told


async def test_the_state_refuses_with_its_reason_rule_and_clause() -> None:
    opening, _ = await listed(Door(is_open=True), Tx("people/li"))
    assert (opening.allowed, opening.reason, opening.rule) == (False, "DOOR_STATE", "4.2")
    assert opening.message.startswith("门的状态不对") and "30个工作日" in opening.message
    assert opening.clause and opening.clause in opening.message


async def test_the_role_is_asked_before_the_state() -> None:
    opening, closing = await listed(Door(is_open=True), Tx("people/wang", "science_bureau"))
    assert (opening.reason, opening.rule) == ("ROLE_REQUIRED", "7.2")
    assert closing.allowed


async def test_a_check_may_do_the_act_and_the_next_finds_the_resource_as_it_was() -> None:
    def opens(door: Any, tx: Any) -> None:
        door.admit("open", tx.now)
        door.is_open = True

    async def load(name: str, tx: Any) -> Door:
        return Door()

    acts = Acts([ActsOn("doors/*", load, Act("OpenDoor", opens), Act("OpenDoor", opens))], METHODS, Laws.load())
    found: Any = await acts.list_acts(ListActs("doors/1"), Tx("people/li"))  # type: ignore[arg-type]
    assert [act.allowed for act in found.acts] == [True, True]


async def test_a_state_table_says_what_the_state_admits() -> None:
    class Table:
        def after(self, state: bool, act: str) -> bool:
            assert act == "open"
            if state:
                raise RuleViolated("OPEN_ALREADY", "已开", rule="4.2")
            return True

    async def load(name: str, tx: Any) -> Any:
        return SimpleNamespace(state=name.endswith("open"))

    acts = Acts([ActsOn("doors/*", load, Act("OpenDoor", by_state(Table(), "open")))], METHODS, Laws.load())
    for name, reason in (("doors/open", "OPEN_ALREADY"), ("doors/shut", "")):
        found: Any = await acts.list_acts(ListActs(name), Tx("people/li"))  # type: ignore[arg-type]
        assert [act.reason for act in found.acts] == [reason]


async def test_an_auditor_reads_and_changes_nothing() -> None:
    assert [act.reason for act in await listed(Door(), Tx("people/a", "auditor"))] == ["ROLE_REQUIRED", "ROLE_REQUIRED"]


async def test_another_kind_of_resource_has_none() -> None:
    for name in ("houses/a", "houses/a/windows/1", "houses/a/doors/1/locks/2"):
        assert await listed(Door(), Tx("people/li"), name) == ()


def test_an_act_of_no_method_keeps_the_service_from_starting() -> None:
    with pytest.raises(Unbound, match="PaintDoor"):
        acts_of(Door(), ActsOn("houses/*", None, Act("PaintDoor")))  # type: ignore[arg-type]
