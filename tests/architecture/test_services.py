"""cli/services.py is the one list of services: the folders are these, and what deploys one of them deploys them all."""

import re
from pathlib import Path

import pytest

from chassis.settings import Settings
from cli.services import SERVICES

ROOT = Path(__file__).parents[2]
# What cannot be derived from the list, for other programs read it: each says of every service what it says of one.
DEPLOYED_BY = (
    "docker-compose.yml",
    "docker-compose.observability.yml",
    "docker-compose.policy.yml",
    "docker-compose.tls.yml",
    "deploy/compose-test.sh",
    "deploy/env.example",
    "deploy/gateway/haproxy.cfg",
    "deploy/installation.sh",
    "deploy/observability/alerts.yml",
    "deploy/observability/prometheus.yml",
)


def test_the_list_is_that_of_the_folders() -> None:
    folders = {main.parent.name for main in (ROOT / "services").glob("*/main.py")}
    assert set(SERVICES) == folders


@pytest.mark.parametrize("file", DEPLOYED_BY)
def test_what_is_said_of_one_service_is_said_of_all(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8").lower()
    counts = {service: len(re.findall(rf"(?<![a-z]){service}(?![a-z])", text)) for service in SERVICES}
    assert counts["registry"] > 0
    assert [service for service in SERVICES if counts[service] < counts["registry"]] == [], counts


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_an_address_and_policy(service: str) -> None:
    assert f"{service}_address" in Settings.model_fields
    for version in (ROOT / "policy").glob("*/version.yaml"):
        assert (version.parent / f"{service}.yaml").exists() or "extends:" in version.read_text(encoding="utf-8")
