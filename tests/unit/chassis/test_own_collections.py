"""A service opens its own collections alone, whether or not MongoDB asks who it is."""

import pytest

from chassis.store.mongo import Mongo
from chassis.store.schema import collections_of
from chassis.store.transaction import Transaction


async def test_another_is_not_opened() -> None:
    mongo = Mongo("mongodb://127.0.0.1:1", "sanzhi_probe")
    mongo.keep_to(collections_of(Transaction))
    assert mongo["outbox"].name == "outbox" and mongo["clock"].name == "clock"
    for opened in (mongo.__getitem__, mongo.as_of_now):
        with pytest.raises(KeyError, match="deliveries is no collection of sanzhi_probe"):
            opened("deliveries")
    await mongo.close()
