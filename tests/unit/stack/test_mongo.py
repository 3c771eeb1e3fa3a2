"""A replica set that this start has made is waited for, however long it takes to elect itself; one of older days is opened first."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from pymongo.errors import OperationFailure

from cli.stack.mongo import ALREADY_INITIALIZED, EmbeddedMongo


def embedded(*answers: int, monkeypatch: pytest.MonkeyPatch) -> tuple[EmbeddedMongo, list[bool]]:
    """One whose replSetInitiate answers with these codes in turn, 0 for done; and how often it was started again."""
    made = object.__new__(EmbeddedMongo)
    made.port, made._initiated, again = 20_000, False, list[bool]()
    left = list(answers)

    def command(*_: Any) -> None:
        if code := left.pop(0):
            raise OperationFailure("x", code)

    @contextmanager
    def client(**_: Any) -> Iterator[Any]:
        yield SimpleNamespace(admin=SimpleNamespace(command=command))

    monkeypatch.setattr(made, "_client", client)
    monkeypatch.setattr(made, "_launch_again", lambda *, asks_nobody: again.append(asks_nobody))
    return made, again


def test_a_set_that_has_no_primary_yet_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made, again = embedded(0, ALREADY_INITIALIZED, ALREADY_INITIALIZED, monkeypatch=monkeypatch)
    for _ in range(3):
        made._initiate()
    assert again == []


def test_a_set_of_older_days_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    made, again = embedded(ALREADY_INITIALIZED, monkeypatch=monkeypatch)
    made._initiate()
    assert again == [True]
