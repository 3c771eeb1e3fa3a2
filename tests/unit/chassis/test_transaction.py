"""What a transaction puts on record and on its way: under which subjects, with which key."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from chassis.access.roles import AccessRule, Actor
from chassis.envelope import Envelope, to_headers
from chassis.store.buckets import bucket_of
from chassis.store.rows import disagreements_of, faults_of
from chassis.store.transaction import Context, Origin, Transaction
from chassis.store.unit import OUTBOX, Unit, Written

NOW = datetime(2026, 3, 2, tzinfo=UTC)


class OfShips(Transaction):
    keyed_by = "fleet"
    filed_under = ("ships", "hulls")
    numbered = frozenset({"passages"})


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


def cause(**changed: Any) -> Envelope:
    said: dict[str, Any] = {
        "id": "e1",
        "source": "/sanzhi/harbour",
        "type": "sanzhi.harbour.boat.came.v1",
        "subject": "boats/a",
        "time": NOW,
        "sequence": 7,
        "actor": "people/nelson",
        "correlationid": "c",
        "causationid": "because",
        "policyversion": "2026.1",
        "traceparent": "00-1",
        "aggregateversion": 3,
    }
    return Envelope(**said | changed)


def test_a_fact_is_handed_on_as_the_same_fact_and_nothing_of_what_led_to_it_with_it(tx: OfShips) -> None:
    tx.begin(cause(), Origin("take in", "c", "because"), "fleets/channel")
    tx.hand_on(b"{}")
    (row,) = tx.unit.handed_on
    assert not tx.unit.outbox and not faults_of(OUTBOX, row) and not disagreements_of(OUTBOX, row)
    assert (row["_id"], row["topic"], row["key"], row["sequence"], row["body"]) == ("e1", "fleet1.harbour.open", "fleets/channel", 7, b"{}")
    headers = dict(to_headers(row["attributes"]))
    assert set(headers) == {
        "content-type",
        *(f"ce_{name}" for name in ("specversion", "id", "source", "type", "subject", "time", "policyversion", "aggregateversion")),
    }
    assert Written.of(tx.writes()).facts == [row]


def test_a_number_that_is_nothing_is_not_handed_on(tx: OfShips) -> None:
    tx.begin(cause(aggregateversion=0), Origin("take in", "c", "because"), "k")
    tx.hand_on(b"{}")
    assert "ce_aggregateversion" not in dict(to_headers(tx.unit.handed_on[0]["attributes"]))


def test_rows_are_numbered_in_collections_that_say_so_alone(tx: OfShips) -> None:
    tx.number("passages", {"port": "x"})
    assert tx.writes().numbered == [("passages", {"port": "x"})]
    with pytest.raises(AssertionError, match="ships"):
        tx.number("ships", {})


def test_of_several_units_the_numbered_rows_and_what_is_handed_on_keep_their_order() -> None:
    units = [Unit(numbered=[("passages", {"at": number})], handed_on=[{"_id": str(number)}]) for number in (1, 2, 3)]
    whole = Unit.merged(units)
    assert [row["at"] for _, row in whole.numbered] == [1, 2, 3] and [row["_id"] for row in whole.handed_on] == ["1", "2", "3"]
