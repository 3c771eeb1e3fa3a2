"""What a transaction makes of its aggregates: documents, each once, and the version that its facts tell."""

from dataclasses import dataclass
from typing import Any

import pytest

from chassis.store import aggregates as module
from chassis.store.aggregates import Aggregates, Loaded
from chassis.store.outbox import outbox_row
from chassis.store.unit import Unit


@dataclass
class Thing:
    name: str
    version: int = 0


@pytest.fixture
def held() -> Aggregates:
    made = Aggregates()
    for name, version, state in (("new", 0, "created"), ("changed", 4, "saved"), ("held", 7, "guarded"), ("seen", 2, "read")):
        made.loaded["things", f"things/{name}"] = Loaded(Thing(f"things/{name}", version), version, state)  # type: ignore[arg-type]
    return made


def told(held: Aggregates, subject: str) -> Any:
    row = outbox_row("t", "k", b"{}", {"subject": subject})
    held.stamp([row])
    return row["attributes"].get("aggregateversion")


def test_a_unit_gets_documents_with_the_next_version_and_guards_of_the_one_that_was_read(held: Aggregates) -> None:
    unit = Unit()
    held.write_into(unit)
    assert unit.creates == {("things", "things/new"): {"_id": "things/new", "name": "things/new", "version": 1}}
    assert unit.updates == {("things", "things/changed"): (4, {"_id": "things/changed", "name": "things/changed", "version": 5})}
    assert unit.guards == {("things", "things/held"): 7}


def test_an_answer_shows_the_stored_version_and_nothing_is_serialised_for_it(held: Aggregates, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def plain(thing: Any) -> dict[str, Any]:
        made.append(thing)
        return vars(thing)

    monkeypatch.setattr(module, "to_plain", plain)
    held.number()
    assert [loaded.aggregate.version for loaded in held.loaded.values()] == [1, 5, 7, 2]
    assert not made
    held.write_into(Unit())
    assert len(made) == 2


@pytest.mark.parametrize(("name", "version"), [("new", 1), ("changed", 5), ("held", 7), ("seen", 2)])
def test_a_fact_tells_the_version_after_the_commit(held: Aggregates, name: str, version: int) -> None:
    assert told(held, f"things/{name}") == version


def test_a_fact_about_a_part_tells_the_version_of_the_whole(held: Aggregates) -> None:
    assert told(held, "things/changed/parts/a") == 5


def test_a_fact_about_nothing_in_hand_tells_none(held: Aggregates) -> None:
    assert told(held, "things/other") is None
    assert told(held, "topic/0/17") is None


def test_of_two_of_a_name_the_one_that_is_written_counts(held: Aggregates) -> None:
    held.loaded["cards", "things/changed"] = Loaded(Thing("things/changed", 90), 90, "guarded")
    assert told(held, "things/changed") == 5
