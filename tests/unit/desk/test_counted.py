"""Which cards are counted and listed for whom: each that the caller may read, and none twice, whichever clause finds it (2.5)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.access.roles import Actor
from services.desk.domain.card import READS_APPLICATIONS, READS_PROJECTS, ProjectCard
from services.desk.store import DeskTransaction

NOW = datetime(2026, 3, 2, tzinfo=UTC)
COUNTIES = ("yuci", "lingshi")
PEOPLE = [
    Actor("people/a", roles=frozenset({"science_bureau"})),
    Actor("people/a", roles=frozenset({"auditor"})),
    Actor("people/a", "organizations/czj", roles=frozenset({"finance_bureau"})),
    Actor("people/a", "organizations/owner", roles=frozenset({"department"})),
    Actor("people/a", "organizations/yuci-kj", area="yuci", roles=frozenset({"county"})),
    Actor("people/a", "organizations/owner", area="yuci", roles=frozenset({"county"})),
    Actor("people/a", "organizations/owner"),
    Actor("people/lead"),
    Actor("people/nobody"),
]


def cards() -> list[ProjectCard]:
    made = []
    for number, (county, approved, owner) in enumerate(
        (c, a, o) for c in (*COUNTIES, "") for a in (True, False) for o in ("owner", "other")
    ):
        card = ProjectCard(f"projects/p{number}", county=county, owners=[f"organizations/{owner}"], nominated_lead="people/lead")
        card.approved_at = NOW if approved else None
        card.settle([])
        made.append(card)
    return made


def holds(where: dict[str, Any], card: ProjectCard) -> bool:
    """As MongoDB does, of the conditions that are used."""
    return all(_holds(field, condition, card) for field, condition in where.items())


def _holds(field: str, condition: Any, card: ProjectCard) -> bool:
    if field == "$and":
        return all(holds(each, card) for each in condition)
    value = getattr(card, field)
    if not isinstance(condition, dict):
        return bool(value == condition)
    ((operator, wanted),) = condition.items()
    if operator == "$in":
        return bool(set(value) & set(wanted))
    compared = {
        "$eq": lambda: wanted in value,
        "$gt": lambda: value is not None and value > wanted,
        "$gte": lambda: value >= wanted,
        "$ne": lambda: value != wanted,
    }
    return bool(compared[operator]())


@pytest.mark.parametrize("actor", PEOPLE, ids=lambda actor: f"{actor.person} {actor.organization} {sorted(actor.roles)}")
@pytest.mark.parametrize("county", ["", *COUNTIES])
def test_each_readable_card_is_counted_once(actor: Actor, county: str) -> None:
    tx = transaction(actor)
    counted = [card.name for where in tx._counted(county) for card in cards() if holds(where, card)]
    assert sorted(counted) == readable(tx, county)


@pytest.mark.parametrize("actor", PEOPLE, ids=lambda actor: f"{actor.person} {actor.organization} {sorted(actor.roles)}")
@pytest.mark.parametrize("county", ["", *COUNTIES])
def test_each_readable_card_is_listed_once(actor: Actor, county: str) -> None:
    tx = transaction(actor)
    listed = [card.name for where in tx._parts(county) for card in cards() if holds(where, card)]
    assert sorted(listed) == readable(tx, county)


def transaction(actor: Actor) -> Any:
    tx: Any = object.__new__(DeskTransaction)
    tx.actor = actor
    return tx


def readable(tx: DeskTransaction, county: str) -> list[str]:
    wanted = {county} if county else {*COUNTIES, ""}
    return sorted(card.name for card in cards() if set(card.readers) & set(tx.principals) and card.county in wanted)


def test_offices_read_what_the_cards_say() -> None:
    from services.desk import store

    assert {f"roles/{role}" for role in store.READS_ALL} == set(READS_APPLICATIONS)
    assert {f"roles/{role}" for role in store.READS_PROJECTS} == set(READS_PROJECTS) - set(READS_APPLICATIONS)
