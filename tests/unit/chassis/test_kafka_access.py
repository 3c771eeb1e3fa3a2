"""What Kafka's clients are given, by settings from the environment and from files."""

from pathlib import Path

import pytest
from faststream.security import SASLPlaintext, SASLScram256, SASLScram512

from chassis.messaging.kafka import BACKOFF_MS, Kafka, Mechanism
from chassis.settings import Settings


def test_without_settings_nothing_is_asked_of_anybody() -> None:
    kafka = Kafka("a:1,b:2")
    assert kafka.arguments() == {"bootstrap_servers": ["a:1", "b:2"], "retry_backoff_ms": BACKOFF_MS}
    assert kafka.for_faststream() is None


def test_user_and_password_come_from_files_and_the_environment_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sanzhi_kafka_password").write_text("from a file")
    (tmp_path / "sanzhi_kafka_user").write_text("from a file")
    monkeypatch.setenv("SANZHI_SECRETS", str(tmp_path))
    monkeypatch.setenv("SANZHI_KAFKA_USER", "contracts")
    monkeypatch.setenv("SANZHI_KAFKA_SECURITY", "SASL_PLAINTEXT")
    kafka = Kafka.of(Settings.load())
    given = kafka.arguments()
    assert (given["sasl_plain_username"], given["sasl_plain_password"]) == ("contracts", "from a file")
    assert (given["sasl_mechanism"], given["security_protocol"], given["ssl_context"]) == ("SCRAM-SHA-512", "SASL_PLAINTEXT", None)
    assert "from a file" not in repr(kafka)
    security = kafka.for_faststream()
    assert isinstance(security, SASLScram512) and security.username == "contracts" and not security.use_ssl


def test_tls_checks_the_name_and_the_authority() -> None:
    context = Kafka("a:1", security="SASL_SSL", user="u", password="p").arguments()["ssl_context"]
    assert context.check_hostname and context.verify_mode.name == "CERT_REQUIRED"
    security = Kafka("a:1", security="SSL").for_faststream()
    assert security is not None and security.use_ssl


@pytest.mark.parametrize(
    ("mechanism", "login"), [("SCRAM-SHA-512", SASLScram512), ("SCRAM-SHA-256", SASLScram256), ("PLAIN", SASLPlaintext)]
)
def test_the_password_is_shown_as_the_settings_say(mechanism: Mechanism, login: type) -> None:
    kafka = Kafka("a:1", security="SASL_SSL", user="u", password="p", mechanism=mechanism)
    assert kafka.arguments()["sasl_mechanism"] == mechanism
    assert type(kafka.for_faststream()) is login
