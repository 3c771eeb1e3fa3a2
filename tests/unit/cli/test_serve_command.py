"""What `sanzhi serve` says of settings that cannot be."""

import pytest

from cli.serve import command
from cli.stack.problem import StackProblem


def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANZHI_CLOCK", "lunar")
    monkeypatch.setenv("SANZHI_PARTITIONS", "many")
    with pytest.raises(StackProblem, match=r"SANZHI_CLOCK：.*SANZHI_PARTITIONS："):
        command("contracts")


def test_mongodb_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANZHI_MONGO", "mongodb://127.0.0.1:1/?replicaSet=rs0&serverSelectionTimeoutMS=200")
    with pytest.raises(StackProblem, match="连接不上 MongoDB"):
        command("contracts")
