"""What `sanzhi serve` says of settings that cannot be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.provision.authority import Authority
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


def test_tls_that_cannot_be_is_said_before_anything_is_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SANZHI_MONGO", "mongodb://127.0.0.1:1/?replicaSet=rs0")
    for name in ("CERTIFICATE", "KEY"):
        monkeypatch.setenv(f"SANZHI_TLS_{name}", str(tmp_path / "tls.pem"))
    with pytest.raises(StackProblem, match="TLS 设置有误：缺少 SANZHI_TLS_CA"):
        command("contracts")
    Authority(tmp_path, datetime.now(UTC))
    monkeypatch.setenv("SANZHI_TLS_CA", str(tmp_path / "ca.crt"))
    with pytest.raises(StackProblem, match=r"TLS 设置有误：读不到 .*tls\.pem"):
        command("contracts")
