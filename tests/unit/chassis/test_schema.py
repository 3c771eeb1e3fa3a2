"""What a database of a service has: its own collections beside those of the chassis, and no two under one name."""

from dataclasses import dataclass

import pytest

from chassis.store.personal_keys import KEYS
from chassis.store.repository import Collection
from chassis.store.schema import OF_THE_CHASSIS, wanted_indexes
from chassis.store.transaction import Transaction, collection, index


@dataclass
class Ship:
    name: str
    version: int = 0


def of(*declared: Collection[Ship]) -> type[Transaction]:
    return type("Harbour", (Transaction,), {f"ships_{number}": each for number, each in enumerate(declared)})


def test_its_own_are_beside_those_of_the_chassis() -> None:
    assert set(wanted_indexes(of(collection(Ship, "ships")))) == (OF_THE_CHASSIS - {"clock", KEYS}) | {"ships"}


def test_the_keys_of_personal_data_are_where_there_is_some() -> None:
    harbour = type("Harbour", (Transaction,), {"holds_personal_data": True})
    assert set(wanted_indexes(harbour)) == OF_THE_CHASSIS - {"clock"}


def test_rows_that_are_no_aggregates_have_a_collection_with_their_indexes() -> None:
    harbour = type("Harbour", (Transaction,), {"rows": {"passages": (index("port", "_id"),)}})
    (model,) = wanted_indexes(harbour)["passages"]
    assert list(model.document["key"]) == ["port", "_id"]
    with pytest.raises(ValueError, match="outbox"):
        wanted_indexes(type("Harbour", (Transaction,), {"rows": {"outbox": ()}}))


@pytest.mark.parametrize("name", sorted(OF_THE_CHASSIS))
def test_a_name_of_the_chassis_is_not_to_be_had(name: str) -> None:
    with pytest.raises(ValueError, match=f"Harbour: .*{name}"):
        wanted_indexes(of(collection(Ship, "ships"), collection(Ship, name)))


def test_nor_is_one_name_for_two() -> None:
    with pytest.raises(ValueError, match="ships"):
        wanted_indexes(of(collection(Ship, "ships"), collection(Ship, "ships")))
