"""What a transaction puts on record and on its way: under which subjects, with which key."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from chassis.access.roles import AccessRule, Actor
from chassis.store.buckets import bucket_of
from chassis.store.transaction import Context, Origin, Transaction

NOW = datetime(2026, 3, 2, tzinfo=UTC)


class OfShips(Transaction):
    keyed_by = "fleet"
    filed_under = ("ships", "hulls")


@dataclass(frozen=True, kw_only=True)
class Launched:
    TYPE: ClassVar[str] = "ship.launched.v1"
    name: str
    fleet: str = ""


@dataclass(frozen=True, kw_only=True)
class Spotted(Launched):
    TYPE: ClassVar[str] = "ship.spotted.v1"
    INTERNAL: ClassVar[bool] = True


@pytest.fixture
def tx() -> OfShips:
    policies: Any = SimpleNamespace(current=lambda day: SimpleNamespace(values=None, version="2026.1"))
    context = Context("navy", None, policies, lambda stub: stub, "fleet1")  # type: ignore[arg-type]
    return OfShips(context, NOW, Actor("people/nelson"), Origin("Launch", "c", "because"))


def test_an_audit_entry_is_found_by_the_ids_of_its_subjects(tx: OfShips) -> None:
    entry = tx.audit("OK", resources=("ships/victory/masts/main", "hulls/victory", "ships/temeraire", "people/nelson"))
    assert entry["subjects"] == ["temeraire", "victory"]


def test_what_is_written_is_what_the_entry_names(tx: OfShips) -> None:
    tx.touched.add("ships/victory")
    assert tx.audit("OK", resources=("ships/other",))["resources"] == ["ships/victory"]


def test_a_fact_has_the_field_named_for_it_as_its_key_or_else_its_subject(tx: OfShips) -> None:
    tx.publish(Launched(name="ships/a", fleet="fleets/channel"), Launched(name="ships/b"), Spotted(name="ships/c"))
    first, second, third = tx.unit.outbox
    assert (first["key"], first["bucket"], first["topic"]) == ("fleets/channel", bucket_of("fleets/channel"), "fleet1.navy")
    assert (second["key"], second["attributes"]["subject"]) == ("ships/b", "ships/b")
    assert third["topic"] == "fleet1.navy.internal"
    attributes = {name: first["attributes"][name] for name in ("id", "source", "type", "time", "actor", "correlationid", "causationid")}
    assert attributes == {
        "id": first["_id"],
        "source": "/sanzhi/navy",
        "type": "sanzhi.navy.ship.launched.v1",
        "time": NOW,
        "actor": "people/nelson",
        "correlationid": "c",
        "causationid": "because",
    }


def test_a_timer_is_in_the_bucket_of_its_key_or_else_of_its_name(tx: OfShips) -> None:
    tx.schedule("ships/a/sail", "sail", NOW, "fleets/channel")
    tx.schedule("ships/b/sail", "sail", NOW)
    one, other = (tx.unit.timers[f"ships/{ship}/sail"] or {} for ship in "ab")
    assert (one["key"], one["bucket"]) == ("fleets/channel", bucket_of("fleets/channel"))
    assert (other["key"], other["bucket"]) == ("", bucket_of("ships/b/sail"))


@pytest.mark.rule("4.7")
@pytest.mark.parametrize("fact", [Launched, Spotted])
def test_an_entry_is_closed_where_what_was_done_is_told_on_the_internal_topic(tx: OfShips, fact: type[Launched]) -> None:
    tx.publish(Launched(name="ships/a"), fact(name="ships/b"))
    assert tx.audit("OK").get("closed", False) is (fact is Spotted)
    tx.begin(None, tx.origin)  # type: ignore[arg-type]
    tx.publish(Launched(name="ships/c"))
    assert "closed" not in tx.audit("OK")


@pytest.mark.rule("4.7")
def test_an_entry_of_an_expert_is_closed_refused_or_not(tx: OfShips) -> None:
    tx.access = AccessRule(frozenset({"expert"}), ())
    assert tx.audit("OK")["closed"] and tx.audit("ALREADY_DELIVERED", message="x")["closed"]
