"""Settings of TLS that cannot be worked with are refused at once, each with its name."""

from datetime import UTC, datetime
from pathlib import Path

import grpc
import pytest

from chassis.access.tls import WrongTls, add_port, open_channel
from chassis.messaging.kafka import Kafka
from chassis.settings import Settings
from cli.provision.authority import Authority


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """`ca`, `one`, `other`: an authority and two certificates with their keys."""
    authority = Authority(tmp_path / "authority", datetime.now(UTC))
    found = {"ca": authority.certificate, **{name: authority.issue(name, [name]) for name in ("one", "other")}}
    for name, content in found.items():
        (tmp_path / name).write_text(content)
    return {name: str(tmp_path / name) for name in found}


def settings(**given: str) -> Settings:
    return Settings.model_validate(given)


async def test_half_a_configuration_is_refused(files: dict[str, str]) -> None:
    whole = {"tls_certificate": files["one"], "tls_key": files["one"], "tls_ca": files["ca"]}
    for missing in whole:
        half = {name: value for name, value in whole.items() if name != missing}
        with pytest.raises(WrongTls, match=f"缺少 SANZHI_{missing.upper()}"):
            add_port(grpc.aio.server(), settings(**half))
    assert add_port(grpc.aio.server(), settings(**whole)) > 0
    assert add_port(grpc.aio.server(), settings()) > 0


async def test_files_that_cannot_be_used_are_named(files: dict[str, str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("-----BEGIN NONSENSE-----")
    away = str(tmp_path / "away")
    cases = [
        ({"tls_key": files["other"]}, "不是证书"),
        ({"tls_key": away}, "读不到 .*away"),
        ({"tls_certificate": str(wrong)}, "wrong"),
        ({"tls_key": str(wrong)}, "wrong"),
        ({"tls_key": files["ca"]}, "未加密"),
        ({"tls_ca": away}, "away"),
        ({"tls_ca": str(wrong)}, "wrong"),
    ]
    good = {"tls_certificate": files["one"], "tls_key": files["one"], "tls_ca": files["ca"]}
    for bad, said in cases:
        with pytest.raises(WrongTls, match=said):
            add_port(grpc.aio.server(), settings(**{**good, **bad}))


async def test_an_authority_that_cannot_be_read_is_said_to_clients(tmp_path: Path) -> None:
    away = str(tmp_path / "away")
    with pytest.raises(WrongTls, match="away"):
        open_channel("127.0.0.1:1", away)
    with pytest.raises(WrongTls, match="away"):
        Kafka("a:1", security="SASL_SSL", ca=away).arguments()
