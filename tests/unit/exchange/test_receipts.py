"""Receipts lie where others write: what is none is set aside, whatever it is, and never keeps the others' packages waiting."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from services.exchange.domain.words import Way
from services.exchange.files.receipts import FOLDER, MOST_BYTES, receipts_in
from services.exchange.files.worker import Packages
from services.exchange.log import LOG
from tests.unit.exchange.collections import Collections


@pytest.mark.parametrize(
    "said",
    [
        "no receipt",
        "[]",
        "{}",
        '{"number": "one", "manifest_sha256": "d"}',
        '{"number": 1e999, "manifest_sha256": "d"}',
        '{"number": NaN, "manifest_sha256": "d"}',
        "[" * MOST_BYTES,
        " " * (MOST_BYTES + 1),
    ],
)
def test_what_is_none_is_set_aside_and_the_others_are_taken(tmp_path: Path, said: str) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / "000001.json").write_text(said)
    (folder / "000002.json").write_text('{"number": 2, "manifest_sha256": "d"}')
    assert [(each.number, each.digest) for each in receipts_in(tmp_path)] == [(2, "d")]
    assert sorted(path.name for path in folder.iterdir()) == ["000001.refused", "000002.json"]


async def test_what_is_wrong_with_one_subscription_does_not_keep_the_others_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    granted, worked = SimpleNamespace(ways=(Way.FILES,)), list[str]()
    held = [SimpleNamespace(name=f"subscriptions/{name}", granted=granted) for name in "abc"]

    async def readable(_: Any) -> list[Any]:
        return held

    async def begin() -> Any:
        return SimpleNamespace(subscriptions=SimpleNamespace(readable=readable), now=datetime.now(UTC))

    async def work(subscription: Any, _: Path) -> None:
        worked.append(subscription.name)
        if subscription.name == "subscriptions/b":
            raise RuntimeError("what nobody has thought of")

    around: Any = SimpleNamespace(executor=SimpleNamespace(context=SimpleNamespace(mongo=Collections({LOG: None}))))
    packages = Packages(around)
    monkeypatch.setattr(packages, "_begin", begin)
    monkeypatch.setattr(packages, "_work", work)
    monkeypatch.setattr(packages, "_is_mine", lambda _: True)
    with caplog.at_level(logging.ERROR):
        await packages._look(tmp_path)
    assert worked == [each.name for each in held]
    assert "packages of subscriptions/b wait" in caplog.text
