"""Which errors of the database are worth another try: all but those of what was written, or of the code that writes it."""

import pytest
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DuplicateKeyError,
    ExecutionTimeout,
    InvalidOperation,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WTimeoutError,
)

from chassis.errors import Unavailable
from chassis.store.executor import unavailable


def bulk(*codes: int, concern: int = 0) -> BulkWriteError:
    failures = [{"index": 0, "code": code, "errmsg": "x"} for code in codes]
    return BulkWriteError({"writeErrors": failures, "writeConcernErrors": [{"code": concern}] if concern else []})


PASSES = [
    AutoReconnect("away"),
    ServerSelectionTimeoutError("away"),
    WaitQueueTimeoutError("busy"),
    ExecutionTimeout("slow", 50),
    WTimeoutError("no majority", 64),
    PyMongoError("of a kind that nobody has heard of"),
    bulk(concern=64),
    bulk(14031),
    # Not a primary; read concern not ready; shutting down; locked; no room on disk; not allowed, for now; no such code.
    *(OperationFailure("x", code) for code in (10107, 134, 91, 64, 175, 365, 24, 14031, 13, 18, 99_999)),
    OperationFailure("without a code"),
]
STAYS = [
    DuplicateKeyError("x", 11000),
    bulk(11000),
    bulk(14031, 121),
    InvalidOperation("a bug"),
    *(OperationFailure("x", code) for code in (2, 9, 14, 57, 66, 121, 257, 10334)),
]


@pytest.mark.parametrize("error", PASSES, ids=repr)
def test_what_passes_is_tried_again(error: PyMongoError) -> None:
    found = unavailable(error)
    assert isinstance(found, Unavailable) and found.reason == "DATABASE_UNAVAILABLE"


@pytest.mark.parametrize("error", STAYS, ids=repr)
def test_what_lies_in_the_content_is_not(error: PyMongoError) -> None:
    assert unavailable(error) is error
